package dev.peal.application.contract;

import static dev.peal.application.contract.BatchSamples.batch;
import static dev.peal.application.contract.BatchSamples.message;
import static dev.peal.application.contract.BatchSamples.recipients;
import static org.assertj.core.api.Assertions.assertThat;

import dev.peal.application.port.out.BatchStore;
import dev.peal.application.port.out.MessageReader;
import dev.peal.application.port.out.MessageReader.History;
import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.message.Body;
import dev.peal.domain.message.Message;
import dev.peal.domain.session.UserId;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// The contract of [MessageReader], filled by way of a [BatchStore].
public abstract class MessageReaderContract {

  private static final ConversationId GROUP = ConversationId.group(7);

  private long nextSeq = 1;

  protected abstract BatchStore store();

  /// The reader under test, of conversations that are empty at first.
  protected abstract MessageReader messages();

  private void fill(ConversationId conversation, long... positions) {
    store()
        .store(
            List.of(
                batch(
                    conversation,
                    recipients(1, nextSeq),
                    LongStream.of(positions)
                        .mapToObj(position -> message(position, 1, conversation + "/" + position))
                        .toArray(Message[]::new))));
    nextSeq += positions.length;
  }

  private static List<Long> positions(History history) {
    return history.messages().stream().map(Message::position).toList();
  }

  @Test
  void before_nothingWasSaid_isEmpty() {
    assertThat(messages().before(GROUP, Long.MAX_VALUE, 10, 1_000))
        .isEqualTo(new History(List.of(), false));
    assertThat(messages().lastPosition(GROUP)).isZero();
  }

  @Test
  void before_anyPositionAndLimit_givesTheNewestBelowFirst() {
    fill(ConversationId.group(6), 1, 2, 3);
    fill(GROUP, 1, 2, 3, 5, 6);
    fill(ConversationId.group(8), 1, 2, 3);
    List<Long> all = List.of(6L, 5L, 3L, 2L, 1L);
    for (long before = 0; before <= 8; before++) {
      for (int limit = 1; limit <= 6; limit++) {
        long below = before;
        List<Long> expected = all.stream().filter(position -> position < below).toList();

        History history = messages().before(GROUP, before, limit, 1_000_000);

        assertThat(positions(history))
            .as("before %d, at most %d", before, limit)
            .isEqualTo(expected.subList(0, Math.min(limit, expected.size())));
        assertThat(history.more()).isEqualTo(expected.size() > limit);
      }
    }
  }

  @Test
  void before_bodiesOverTheBytes_givesAtLeastOneAndSaysMore() {
    Body big = new Body.Text("x".repeat(10_000));
    store()
        .store(
            List.of(
                batch(GROUP, recipients(1, 1), message(1, 1, "a", big), message(2, 1, "b", big))));

    assertThat(positions(messages().before(GROUP, Long.MAX_VALUE, 10, 1))).containsExactly(2L);
    assertThat(messages().before(GROUP, Long.MAX_VALUE, 10, 1).more()).isTrue();
    assertThat(messages().before(GROUP, 2, 10, 1).more()).isFalse();
  }

  @Test
  void lastPosition_isTheNewestStored() {
    fill(GROUP, 1, 2, 9);
    fill(ConversationId.direct(new UserId(7), new UserId(7)), 1, 2);

    assertThat(messages().lastPosition(GROUP)).isEqualTo(9);
    assertThat(messages().lastPosition(ConversationId.group(8))).isZero();
  }

  @Test
  void directConversations_areThoseOfTheUserAlone() {
    ConversationId.Direct self = ConversationId.direct(new UserId(1), new UserId(1));
    ConversationId.Direct peer = ConversationId.direct(new UserId(1), new UserId(9));
    ConversationId.Direct strangers = ConversationId.direct(new UserId(2), new UserId(9));
    fill(self, 1);
    fill(peer, 2);
    fill(peer, 3);
    fill(strangers, 4);

    assertThat(messages().directConversations(new UserId(1))).containsExactlyInAnyOrder(self, peer);
    assertThat(messages().directConversations(new UserId(9)))
        .containsExactlyInAnyOrder(peer, strangers);
    assertThat(messages().directConversations(new UserId(3))).isEmpty();
  }
}
