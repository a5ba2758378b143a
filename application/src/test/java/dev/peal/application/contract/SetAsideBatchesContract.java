package dev.peal.application.contract;

import static dev.peal.application.contract.BatchSamples.batch;
import static dev.peal.application.contract.BatchSamples.message;
import static dev.peal.application.contract.BatchSamples.recipients;
import static org.assertj.core.api.Assertions.assertThat;

import dev.peal.application.port.out.SetAsideBatches;
import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.message.Batch;
import dev.peal.domain.sequence.Partition;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The contract of [SetAsideBatches].
public abstract class SetAsideBatchesContract {

  private static final ConversationId GROUP = ConversationId.group(7);

  /// The place under test, empty at first, of a journal with [#queues].
  protected abstract SetAsideBatches aside();

  /// The place as a new process finds it.
  protected abstract SetAsideBatches reopened();

  protected abstract int queues();

  private int queue() {
    return Partition.of(GROUP, queues());
  }

  private static Batch sample(int number) {
    return batch(GROUP, recipients(1, number), message(number, 1, "m" + number));
  }

  private static List<Long> ids(List<Batch> batches) {
    return batches.stream().map(Batch::id).toList();
  }

  @Test
  void add_isKeptOnce_inOrder_asItWas() {
    Batch one = sample(1);
    Batch two = sample(2);
    aside().add(two);
    aside().add(one);
    aside().add(one);

    assertThat(aside().waiting()).isEqualTo(2);
    assertThat(ids(reopened().of(queue(), 10))).containsExactly(one.id(), two.id());
    assertThat(ids(aside().of(queue(), 1))).containsExactly(one.id());
    assertThat(aside().of(queue(), 1).getFirst().messages()).isEqualTo(one.messages());
    assertThat(aside().of((queue() + 1) % queues(), 10)).isEmpty();
  }

  @Test
  void remove_isGone_andRepeatingItIsHarmless() {
    Batch one = sample(1);
    Batch two = sample(2);
    aside().add(one);
    aside().add(two);

    aside().remove(one);
    aside().remove(one);

    assertThat(ids(aside().of(queue(), 10))).containsExactly(two.id());
  }
}
