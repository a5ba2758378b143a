package dev.peal.domain.sequence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class BucketEpochsTest {

  @Test
  void of_pairs_keepsThemInOrder() {
    BucketEpochs epochs = BucketEpochs.of(new int[] {3, 7}, new long[] {1, 4});

    assertThat(epochs.size()).isEqualTo(2);
    assertThat(epochs.bucket(1)).isEqualTo(7);
    assertThat(epochs.epoch(1)).isEqualTo(4);
    assertThat(epochs).isEqualTo(BucketEpochs.of(new int[] {3, 7}, new long[] {1, 4}));
    assertThat(BucketEpochs.of(new int[0], new long[0])).isSameAs(BucketEpochs.none());
  }

  @Test
  void of_unequalLengthsOrDisorder_areRefused() {
    assertThatThrownBy(() -> BucketEpochs.of(new int[] {1}, new long[0]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("epochs: 0 (expected: one for each of 1 buckets)");
    assertThatThrownBy(() -> BucketEpochs.of(new int[] {2, 2}, new long[2]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("buckets: 2 after 2");
  }
}
