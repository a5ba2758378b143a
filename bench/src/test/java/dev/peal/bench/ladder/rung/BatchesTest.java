package dev.peal.bench.ladder.rung;

import static dev.peal.application.contract.BatchSamples.batch;
import static dev.peal.application.contract.BatchSamples.message;
import static dev.peal.application.contract.BatchSamples.recipients;
import static org.assertj.core.api.Assertions.assertThat;

import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.message.Batch;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchesTest {
  private static final ConversationId GROUP = ConversationId.group(7);
  private static final ConversationId OTHER = ConversationId.group(8);

  @Test
  void part_hasTheSameMessagesForSomeRecipients() {
    Batch batch = batch(GROUP, recipients(1, 10, 2, 20, 3, 30), message(5, 1, "a"));

    Batch part = Batches.part(batch, 1, 3);

    assertThat(part.messages()).isEqualTo(batch.messages());
    assertThat(part.recipients().size()).isEqualTo(2);
    assertThat(part.recipients().user(0)).isEqualTo(2);
    assertThat(part.recipients().firstSeq(1)).isEqualTo(30);
  }

  @Test
  void joined_seqsOneBehindTheOther_areOneBatch() {
    List<Batch> joined =
        Batches.joined(
            List.of(
                batch(GROUP, recipients(1, 10, 2, 20), message(5, 1, "a"), message(6, 1, "b")),
                batch(GROUP, recipients(1, 12, 2, 22), message(7, 2, "c")),
                batch(GROUP, recipients(1, 13, 2, 23), message(8, 2, "d"))));

    assertThat(joined).hasSize(1);
    assertThat(joined.getFirst().messages()).extracting("position").containsExactly(5L, 6L, 7L, 8L);
    assertThat(joined.getFirst().recipients().firstSeq(1)).isEqualTo(20);
  }

  @Test
  void joined_anotherConversationSeqOrMember_beginsANewBatch() {
    Batch first = batch(GROUP, recipients(1, 10, 2, 20), message(5, 1, "a"));
    Batch gap = batch(GROUP, recipients(1, 11, 2, 22), message(6, 1, "b"));
    Batch fewer = batch(GROUP, recipients(1, 12), message(7, 1, "c"));
    Batch another = batch(GROUP, recipients(3, 13), message(8, 1, "d"));
    Batch elsewhere = batch(OTHER, recipients(3, 14), message(1, 1, "e"));

    assertThat(Batches.joined(List.of(first, gap, fewer, another, elsewhere)))
        .extracting(batch -> batch.messages().size())
        .containsExactly(1, 1, 1, 1, 1);
    assertThat(Batches.joined(List.of())).isEmpty();
  }
}
