package dev.peal.out.grpc;

import static dev.peal.application.contract.BatchSamples.batch;
import static dev.peal.application.contract.BatchSamples.message;
import static dev.peal.application.contract.BatchSamples.recipients;
import static org.assertj.core.api.Assertions.assertThat;

import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.message.Batch;
import dev.peal.domain.message.Body;
import dev.peal.domain.message.Recipients;
import dev.peal.domain.session.DeviceName;
import dev.peal.domain.session.UserId;
import dev.peal.peer.v1.PeerFrame;
import dev.peal.peer.v1.PeerFrame.ContentCase;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SendQueueTest {

  private static final ConversationId GROUP = ConversationId.group(7);

  private static Batch sample(long user, long seq) {
    return batch(GROUP, recipients(user, seq), message(seq, 1, "m" + seq));
  }

  private static Batch large(long seq, int bytes) {
    return batch(
        GROUP, recipients(1, seq), message(seq, 1, "m" + seq, new Body.Text("x".repeat(bytes))));
  }

  private static void offer(SendQueue queue, Batch batch) {
    queue.offer(Outgoing.of(batch), batch);
  }

  private static List<PeerFrame> drain(SendQueue queue) {
    List<PeerFrame> frames = new ArrayList<>();
    for (PeerFrame next = queue.poll(); next != null; next = queue.poll()) {
      frames.add(next);
    }
    return frames;
  }

  private static List<ContentCase> kinds(List<PeerFrame> frames) {
    return frames.stream().map(PeerFrame::getContentCase).toList();
  }

  @Test
  void poll_givesFramesInOrder_asTheyWere() {
    SendQueue queue = new SendQueue(10, 1 << 20, 1 << 16);
    Batch one = sample(1, 1);
    offer(queue, one);
    queue.offerReplace(Outgoing.replace(new UserId(5), new DeviceName("phone"), 9));
    offer(queue, sample(1, 2));

    List<PeerFrame> frames = drain(queue);

    assertThat(kinds(frames))
        .containsExactly(ContentCase.BATCH, ContentCase.REPLACE, ContentCase.BATCH);
    assertThat(frames.getFirst()).isEqualTo(Outgoing.of(one).frame());
  }

  @Test
  void offer_pastTheBoundOfFrames_becomesOneMarkForEachUser_ofHisHighestSeq() {
    SendQueue queue = new SendQueue(2, 1 << 20, 1 << 16);
    for (int seq = 1; seq <= 100; seq++) {
      offer(queue, sample(1, seq));
    }
    offer(queue, sample(2, 7));

    List<PeerFrame> frames = drain(queue);

    assertThat(kinds(frames))
        .containsExactly(ContentCase.BATCH, ContentCase.BATCH, ContentCase.MISSED);
    assertThat(frames.get(2).getMissed().getUsersList()).containsExactlyInAnyOrder(1L, 2L);
    assertThat(frames.get(2).getMissed().getLastSeqsList()).containsExactlyInAnyOrder(100L, 7L);
    assertThat(queue.isMissing()).isFalse();
  }

  @Test
  void offer_pastTheBoundOfBytes_becomesAMark() {
    SendQueue queue = new SendQueue(100, 70_000, 65_536);
    offer(queue, large(1, 40_000));
    offer(queue, large(2, 40_000));

    assertThat(kinds(drain(queue))).containsExactly(ContentCase.BATCH, ContentCase.MISSED);
  }

  @Test
  void offer_ofAFrameThatIsTooLarge_becomesAMark_beforeWhatComesLater() {
    SendQueue queue = new SendQueue(100, 1 << 20, 65_536);
    offer(queue, large(1, 70_000));
    offer(queue, sample(1, 2));

    List<PeerFrame> frames = drain(queue);

    assertThat(kinds(frames)).containsExactly(ContentCase.MISSED, ContentCase.BATCH);
    assertThat(frames.getFirst().getMissed().getLastSeqs(0)).isEqualTo(1);
  }

  @Test
  void offer_whileMissing_staysMissingUntilHalfEmpty_thenMarksComeFirst() {
    SendQueue queue = new SendQueue(4, 1 << 20, 1 << 16);
    for (int seq = 1; seq <= 5; seq++) {
      offer(queue, sample(1, seq));
    }
    queue.poll();
    offer(queue, sample(1, 6));
    assertThat(queue.isMissing()).isTrue();

    queue.poll();
    offer(queue, sample(1, 7));
    assertThat(queue.isMissing()).isFalse();

    List<PeerFrame> frames = drain(queue);
    assertThat(kinds(frames))
        .containsExactly(
            ContentCase.BATCH, ContentCase.BATCH, ContentCase.MISSED, ContentCase.BATCH);
    assertThat(frames.get(2).getMissed().getLastSeqs(0)).isEqualTo(6);
  }

  @Test
  void miss_thenOffer_keepsThatOrder() {
    SendQueue queue = new SendQueue(4, 1 << 20, 1 << 16);
    queue.miss(sample(1, 1));
    offer(queue, sample(1, 2));

    assertThat(kinds(drain(queue))).containsExactly(ContentCase.MISSED, ContentCase.BATCH);
  }

  @Test
  void marks_ofManyUsers_areSplitIntoSmallFrames() {
    SendQueue queue = new SendQueue(4, 1 << 20, 1 << 16);
    queue.miss(toUsers(25_000, 3));

    List<PeerFrame> frames = drain(queue);

    assertThat(kinds(frames))
        .containsExactly(ContentCase.MISSED, ContentCase.MISSED, ContentCase.MISSED);
    assertThat(frames.stream().mapToInt(frame -> frame.getMissed().getUsersCount()).sum())
        .isEqualTo(25_000);
  }

  @Test
  void marks_ofMoreUsersThanAreRemembered_becomeOneThatNamesNobody() {
    SendQueue queue = new SendQueue(4, 1 << 20, 1 << 16);
    queue.miss(toUsers(MissedMarks.MAX_USERS, 1));
    queue.miss(sample(MissedMarks.MAX_USERS, 2));
    assertThat(queue.isMissing()).isTrue();
    queue.miss(sample(MissedMarks.MAX_USERS + 1, 1));
    queue.miss(sample(MissedMarks.MAX_USERS + 2, 1));

    assertThat(kinds(drain(queue))).containsExactly(ContentCase.MISSED_UNKNOWN);
    queue.miss(sample(1, 9));
    assertThat(kinds(drain(queue))).containsExactly(ContentCase.MISSED);
  }

  @Test
  void replaces_pastTheirBound_areDropped() {
    SendQueue queue = new SendQueue(1, 1 << 20, 1 << 16);
    for (int i = 0; i < SendQueue.MAX_REPLACES + 5; i++) {
      queue.offerReplace(Outgoing.replace(new UserId(1), new DeviceName("phone"), i));
    }

    assertThat(drain(queue)).hasSize(SendQueue.MAX_REPLACES);
    queue.offerReplace(Outgoing.replace(new UserId(1), new DeviceName("phone"), 1));
    assertThat(drain(queue)).hasSize(1);
  }

  private static Batch toUsers(int count, long seq) {
    Recipients all =
        Recipients.of(
            LongStream.rangeClosed(1, count).toArray(),
            LongStream.rangeClosed(1, count).map(user -> seq).toArray());
    return batch(GROUP, all, message(1, 1, "m"));
  }
}
