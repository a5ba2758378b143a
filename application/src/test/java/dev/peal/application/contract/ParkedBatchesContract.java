package dev.peal.application.contract;

import static dev.peal.application.contract.BatchSamples.batch;
import static dev.peal.application.contract.BatchSamples.message;
import static dev.peal.application.contract.BatchSamples.recipients;
import static org.assertj.core.api.Assertions.assertThat;

import dev.peal.application.port.out.ParkedBatches;
import dev.peal.application.port.out.ParkedBatches.Reason;
import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.message.Batch;
import org.junit.jupiter.api.Test;

/// The contract of [ParkedBatches].
public abstract class ParkedBatchesContract {

  private static final Batch ONE =
      batch(ConversationId.group(7), recipients(1, 1), message(1, 1, "a"));
  private static final Batch OTHER =
      batch(ConversationId.group(7), recipients(1, 2), message(2, 1, "b"));

  /// The place under test, empty at first; the same one within a test.
  protected abstract ParkedBatches parked();

  /// The place as a new process finds it.
  protected abstract ParkedBatches reopened();

  @Test
  void count_ofNothing_isZero() {
    assertThat(parked().count()).isZero();
  }

  @Test
  void park_isKeptOnce() {
    parked().park(ONE, "no such table");
    parked().park(ONE, "still no such table");
    parked().park(OTHER, "");

    assertThat(parked().count()).isEqualTo(2);
    assertThat(parked().parked(Reason.UNSTORABLE)).isEqualTo(2);
    assertThat(parked().parked(Reason.OTHER_MESSAGE)).isZero();
    assertThat(reopened().count()).isEqualTo(2);
  }
}
