package dev.peal.application.contract;

import static dev.peal.application.contract.BatchSamples.batch;
import static dev.peal.application.contract.BatchSamples.message;
import static dev.peal.application.contract.BatchSamples.recipients;
import static org.assertj.core.api.Assertions.assertThat;

import dev.peal.application.port.out.BatchStore;
import dev.peal.application.port.out.CursorStore;
import dev.peal.application.port.out.GroupStore;
import dev.peal.application.port.out.InboxReader;
import dev.peal.application.port.out.InboxReader.Row;
import dev.peal.application.port.out.MessageReader;
import dev.peal.application.port.out.ParkedBatches;
import dev.peal.application.port.out.ParkedBatches.Reason;
import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.message.Batch;
import dev.peal.domain.message.Body;
import dev.peal.domain.message.Body.MembershipChange.Kind;
import dev.peal.domain.message.Bytes;
import dev.peal.domain.message.Message;
import dev.peal.domain.message.Recipients;
import dev.peal.domain.sequence.BucketEpochs;
import dev.peal.domain.session.UserId;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The contract of [BatchStore], whose rows are seen through the reading ports.
public abstract class BatchStoreContract {

  private static final ConversationId GROUP = ConversationId.group(7);
  private static final ConversationId.Direct DIRECT =
      ConversationId.direct(new UserId(1), new UserId(2));
  private static final ConversationId.Direct SELF =
      ConversationId.direct(new UserId(1), new UserId(1));

  /// The store under test, empty at first; the same one within a test, until it is reopened.
  protected abstract BatchStore store();

  /// Where the store puts what it cannot store.
  protected abstract ParkedBatches parked();

  protected abstract InboxReader inbox();

  protected abstract MessageReader messages();

  protected abstract GroupStore groups();

  protected abstract CursorStore cursors();

  /// From here on all ports are as a new process finds them.
  protected abstract void reopen();

  private List<Row> rows(long user) {
    return inbox().rowsAbove(new UserId(user), 0, 1_000, 1_000_000).rows();
  }

  private List<Long> seqs(long user) {
    return rows(user).stream().map(Row::seq).toList();
  }

  private List<Long> positions(long user) {
    return rows(user).stream().map(row -> row.message().position()).toList();
  }

  @Test
  void store_batch_rowsAndMessagesAreVisible() {
    Message first = message(1, 1, "a");
    Message second = message(2, 2, "b");
    Batch batch = batch(GROUP, recipients(1, 1, 2, 5), first, second);

    store().store(List.of(batch));

    assertThat(rows(2))
        .containsExactly(
            new Row(5, batch.highestStamp(), GROUP, first),
            new Row(6, batch.highestStamp(), GROUP, second));
    assertThat(seqs(1)).containsExactly(1L, 2L);
    assertThat(rows(3)).isEmpty();
    groups()
        .create(Samples.group(7, 1), List.of(), Samples.notice(Kind.CREATED, 1, List.of(), 1), 1);
    assertThat(messages().before(new UserId(1), GROUP, Long.MAX_VALUE, 10, 1_000))
        .isEqualTo(
            new MessageReader.Answer.Found<>(
                new MessageReader.History(List.of(second, first), false)));
    assertThat(store().inboxRows()).isEqualTo(4);
    assertThat(store().messages()).isEqualTo(2);
  }

  static List<Body> bodies() {
    return List.of(
        new Body.Text("J\u00f6rg \uD83D\uDE00 \u0000 \u202E"),
        new Body.Image("https://example.org/a.png", 640, 480, "a caption"),
        new Body.Image("https://example.org/a.png", 0, 0, ""),
        new Body.File("http://example.org/f", "name", Long.MAX_VALUE, "text/plain"),
        new Body.Custom("type", Bytes.copyOf(new byte[] {0, -1, 127})),
        new Body.Custom("type", Bytes.copyOf(new byte[0])),
        new Body.MembershipChange(Body.MembershipChange.Kind.ADDED, 1, List.of(9L, 4L), "name", 12),
        new Body.ReadMark(GROUP, 3),
        // Bodies of a newer node: field 27 is a kind, the other one a text with a field more.
        new Body.Opaque(bytes("da01 03 616263"), Optional.empty(), 77),
        new Body.Opaque(bytes("0a06 0a026869 1007"), Optional.of(new Body.Text("hi")), -1));
  }

  private static Bytes bytes(String hex) {
    return Bytes.copyOf(HexFormat.of().parseHex(hex.replace(" ", "")));
  }

  @Test
  void store_aKnownBodyWithMore_hasTheEffectOfWhatIsKnown() {
    Body more = new Body.Opaque(bytes("0a06 0a026869 1007"), Optional.of(new Body.Text("hi")), 5);
    store().store(List.of(batch(GROUP, recipients(1, 1, 2, 1), message(6, 2, "a", more))));

    assertThat(cursors().readPosition(new UserId(2), GROUP)).isEqualTo(6);
  }

  @ParameterizedTest
  @MethodSource("bodies")
  void store_anyBody_comesBackAsItWas(Body body) {
    store().store(List.of(batch(GROUP, recipients(1, 1), message(1, 1, "a", body))));

    assertThat(rows(1)).extracting(row -> row.message().body()).containsExactly(body);
  }

  @Test
  void store_twice_changesNothing() {
    Batch batch = batch(GROUP, recipients(1, 1, 2, 1), message(1, 1, "a"), message(2, 2, "b"));
    store().store(List.of(batch));
    List<Row> before = rows(1);

    store().store(List.of(batch));
    store().store(List.of(batch, batch));

    assertThat(rows(1)).isEqualTo(before);
    assertThat(store().inboxRows()).isEqualTo(4);
    assertThat(store().messages()).isEqualTo(2);
    assertThat(store().scanInboxRows()).isEqualTo(4);
  }

  @Test
  void store_anotherAttemptOfAMessage_losesAgainstTheFirstAndLeavesHoles() {
    Message repeated = message(1, 1, "a");
    Message fresh = message(2, 2, "b");
    store().store(List.of(batch(GROUP, recipients(1, 1, 2, 1), repeated)));

    store().store(List.of(batch(GROUP, recipients(1, 2, 2, 2), repeated, fresh)));

    assertThat(seqs(2)).containsExactly(1L, 3L);
    assertThat(positions(2)).containsExactly(1L, 2L);
    assertThat(inbox().latestSeq(new UserId(2))).isEqualTo(3);
    assertThat(store().inboxRows()).isEqualTo(4);
    assertThat(store().messages()).isEqualTo(2);
  }

  @Test
  void store_bothAttemptsInOneCall_firstWins() {
    Message repeated = message(1, 1, "a");
    Message fresh = message(2, 2, "b");

    store()
        .store(
            List.of(
                batch(GROUP, recipients(1, 1), repeated),
                batch(GROUP, recipients(1, 2), fresh, repeated)));

    assertThat(seqs(1)).containsExactly(1L, 2L);
    assertThat(positions(1)).containsExactly(1L, 2L);
    assertThat(store().scanInboxRows()).isEqualTo(2);
  }

  private static long attempts = 1_000;

  /// An attempt for the members of a version; each has a stamp above the one made before it.
  private static Batch attempt(long version, Recipients to, Message... messages) {
    long number = ++attempts;
    long stamp = 1_790_000_000_000_000L + number;
    return new Batch(
        number, GROUP, Arrays.asList(messages), to, stamp, stamp, version, BucketEpochs.none());
  }

  @Test
  void store_newerAttemptLost_whoWasAddedInBetweenHasARow() {
    Message message = message(5, 1, "a");
    Batch first = attempt(1, recipients(1, 10, 2, 20), message);
    Batch second = attempt(2, recipients(1, 11, 2, 21, 3, 31), message);

    store().store(List.of(first));
    store().store(List.of(second));
    store().store(List.of(second, first, second));

    assertThat(rows(3)).containsExactly(new Row(31, second.highestStamp(), GROUP, message));
    assertThat(seqs(1)).containsExactly(10L);
    assertThat(seqs(2)).containsExactly(20L);
    assertThat(store().inboxRows()).isEqualTo(3).isEqualTo(store().scanInboxRows());
    assertThat(store().messages()).isEqualTo(1);
    assertThat(parked().count()).isZero();
  }

  @Test
  void store_olderAttemptLost_whoWasRemovedInBetweenHasARow() {
    Message message = message(5, 1, "a");
    Batch first = attempt(1, recipients(1, 10, 2, 20, 3, 30), message);
    Batch second = attempt(2, recipients(1, 11, 2, 21), message);

    store().store(List.of(second));
    store().store(List.of(first));
    store().store(List.of(first, second, first));

    assertThat(rows(3)).containsExactly(new Row(30, first.highestStamp(), GROUP, message));
    assertThat(seqs(1)).containsExactly(11L);
    assertThat(seqs(2)).containsExactly(21L);
    assertThat(store().inboxRows()).isEqualTo(3).isEqualTo(store().scanInboxRows());
  }

  @Test
  void store_threeAttemptsInOneCall_everyoneOfThemHasOneRow() {
    Message message = message(5, 1, "a");
    Message fresh = message(6, 2, "b");
    Batch winner = attempt(2, recipients(1, 10, 2, 20), message);
    Batch older = attempt(1, recipients(1, 11, 3, 30), message);
    Batch newer = attempt(3, recipients(1, 12, 3, 31, 4, 41), fresh, message);

    store().store(List.of(winner, older, newer));

    assertThat(seqs(1)).containsExactly(10L, 12L);
    assertThat(seqs(2)).containsExactly(20L);
    assertThat(seqs(3)).containsExactly(30L, 31L);
    assertThat(seqs(4)).containsExactly(41L, 42L);
    assertThat(rows(4)).extracting(Row::message).containsExactly(fresh, message);
    assertThat(store().inboxRows()).isEqualTo(7).isEqualTo(store().scanInboxRows());
  }

  @Test
  void store_nameOfAnotherBody_isParkedAndTheRestIsStored() {
    store().store(List.of(batch(GROUP, recipients(1, 1), message(1, 1, "a"))));
    Message other = message(2, 1, "a", new Body.Text("something else"));
    Batch foreign = batch(GROUP, recipients(1, 2), other, message(3, 1, "b"));

    store().store(List.of(foreign));
    store().store(List.of(foreign));

    assertThat(positions(1)).containsExactly(1L, 3L);
    assertThat(parked().count()).isEqualTo(1);
    assertThat(parked().parked(Reason.OTHER_MESSAGE)).isEqualTo(1);
    reopen();
    assertThat(parked().count()).isEqualTo(1);
  }

  @Test
  void store_nameOfAMessageElsewhere_isParked() {
    store().store(List.of(batch(GROUP, recipients(1, 1), message(1, 1, "a"))));

    store()
        .store(
            List.of(
                batch(DIRECT, recipients(1, 2, 2, 1), message(1, 1, "a")),
                batch(GROUP, recipients(1, 3), message(2, 1, "b"))));

    assertThat(seqs(1)).containsExactly(1L, 3L);
    assertThat(seqs(2)).isEmpty();
    assertThat(parked().count()).isEqualTo(1);
    assertThat(parked().parked(Reason.OTHER_MESSAGE)).isEqualTo(1);
  }

  @Test
  void store_oneNameForTwoBodiesInOneCall_secondIsParked() {
    Message other = message(2, 1, "a", new Body.Text("something else"));

    store()
        .store(
            List.of(
                batch(GROUP, recipients(1, 1), message(1, 1, "a")),
                batch(GROUP, recipients(1, 2), other)));

    assertThat(positions(1)).containsExactly(1L);
    assertThat(parked().count()).isEqualTo(1);
  }

  @Test
  void store_lastOfABatchLost_latestSeqIsBelowIt() {
    Message repeated = message(1, 1, "a");
    store().store(List.of(batch(GROUP, recipients(1, 1), repeated)));

    store().store(List.of(batch(GROUP, recipients(1, 2), message(2, 2, "b"), repeated)));

    assertThat(inbox().latestSeq(new UserId(1))).isEqualTo(2);
  }

  @Test
  void store_positionsWithGaps_eachSeqHasItsMessage() {
    store()
        .store(
            List.of(
                batch(
                    GROUP,
                    recipients(1, 10),
                    message(3, 1, "a"),
                    message(4, 1, "b"),
                    message(9, 1, "c"),
                    message(12, 1, "d"),
                    message(13, 1, "e"))));

    assertThat(seqs(1)).containsExactly(10L, 11L, 12L, 13L, 14L);
    assertThat(positions(1)).containsExactly(3L, 4L, 9L, 12L, 13L);
    assertThat(inbox().rowsAbove(new UserId(1), 11, 2, 1_000).rows())
        .extracting(Row::seq)
        .containsExactly(12L, 13L);
    groups()
        .create(Samples.group(7, 1), List.of(), Samples.notice(Kind.CREATED, 1, List.of(), 1), 1);
    assertThat(messages().lastPosition(new UserId(1), GROUP))
        .isEqualTo(new MessageReader.Answer.Found<>(13L));
  }

  @Test
  void store_batchesOfOneGroupInOneCall_eachSeqHasItsMessage() {
    int many = 100;
    long busy = 7;
    long[] firsts = new long[2 * many];
    long[] seconds = new long[2 * many];
    for (int i = 0; i < many; i++) {
      long user = i + 1L;
      firsts[2 * i] = seconds[2 * i] = user;
      firsts[2 * i + 1] = 10 * user;
      // One of them got something else in between.
      seconds[2 * i + 1] = 10 * user + (user == busy ? 4 : 3);
    }

    store()
        .store(
            List.of(
                batch(
                    GROUP,
                    recipients(firsts),
                    message(1, 1, "a"),
                    message(2, 1, "b"),
                    message(4, 1, "c")),
                batch(DIRECT, recipients(busy, 10 * busy + 3), message(1, 2, "d")),
                batch(GROUP, recipients(seconds), message(5, 2, "e"), message(6, 2, "f"))));

    assertThat(store().scanInboxRows()).isEqualTo(5 * many + 1).isEqualTo(store().inboxRows());
    for (long user = 1; user <= many; user++) {
      if (user != busy) {
        assertThat(seqs(user))
            .containsExactly(10 * user, 10 * user + 1, 10 * user + 2, 10 * user + 3, 10 * user + 4);
        assertThat(positions(user)).containsExactly(1L, 2L, 4L, 5L, 6L);
      }
    }
    assertThat(seqs(busy)).containsExactly(70L, 71L, 72L, 73L, 74L, 75L);
    assertThat(positions(busy)).containsExactly(1L, 2L, 4L, 1L, 5L, 6L);
  }

  @Test
  void counters_afterReopening_areAsBeforeAndEqualTheScan() {
    store().store(List.of(batch(GROUP, recipients(1, 1, 2, 1), message(1, 1, "a"))));
    store().store(List.of(batch(DIRECT, recipients(1, 2, 2, 2), message(1, 2, "b"))));

    reopen();

    assertThat(store().inboxRows()).isEqualTo(4);
    assertThat(store().scanInboxRows()).isEqualTo(4);
    assertThat(store().messages()).isEqualTo(2);
    assertThat(seqs(2)).containsExactly(1L, 2L);
    store().store(List.of(batch(GROUP, recipients(1, 3), message(2, 2, "c"))));
    assertThat(store().inboxRows()).isEqualTo(5);
  }

  @Test
  void store_readMark_raisesItsSendersReadPositionOnlyUpwards() {
    store().store(List.of(batch(SELF, recipients(1, 1), mark(1, "r5", 5))));
    assertThat(cursors().readPosition(new UserId(1), GROUP)).isEqualTo(5);

    store().store(List.of(batch(SELF, recipients(1, 2), mark(2, "r3", 3), mark(3, "r4", 4))));
    assertThat(cursors().readPosition(new UserId(1), GROUP)).isEqualTo(5);

    store().store(List.of(batch(SELF, recipients(1, 4), mark(4, "r9", 9), mark(5, "r7", 7))));
    assertThat(cursors().readPosition(new UserId(1), GROUP)).isEqualTo(9);
    assertThat(cursors().readPosition(new UserId(2), GROUP)).isZero();
    assertThat(cursors().readPosition(new UserId(1), SELF)).isZero();
  }

  private static Message mark(long position, String clientId, long read) {
    return message(position, 1, clientId, new Body.ReadMark(GROUP, read));
  }

  @Test
  void store_ownMessage_raisesItsSendersReadPosition() {
    store().store(List.of(batch(GROUP, recipients(1, 1, 2, 1), message(6, 2, "a"))));

    assertThat(cursors().readPosition(new UserId(2), GROUP)).isEqualTo(6);
    assertThat(cursors().readPosition(new UserId(1), GROUP)).isZero();
  }

  @Test
  void store_noticeOfAChange_raisesNobodysReadPosition() {
    Body change =
        new Body.MembershipChange(Body.MembershipChange.Kind.RENAMED, 2, List.of(), "name", 12);

    store().store(List.of(batch(GROUP, recipients(1, 1, 2, 1), message(6, 2, "a", change))));

    assertThat(cursors().readPosition(new UserId(2), GROUP)).isZero();
  }

  @Test
  void store_directMessage_bothHaveTheConversation() {
    store().store(List.of(batch(DIRECT, recipients(1, 1, 2, 1), message(1, 1, "a"))));
    store().store(List.of(batch(GROUP, recipients(1, 2, 2, 2), message(1, 1, "b"))));

    assertThat(messages().directConversations(new UserId(1))).containsExactly(DIRECT);
    assertThat(messages().directConversations(new UserId(2))).containsExactly(DIRECT);
    assertThat(messages().directConversations(new UserId(3))).isEmpty();
  }
}
