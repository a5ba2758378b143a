package dev.peal.domain.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class RecipientsTest {

  @Test
  void of_pairs_keepsThem() {
    Recipients recipients = Recipients.of(new long[] {2, 5}, new long[] {7, 1});

    assertThat(recipients.size()).isEqualTo(2);
    assertThat(recipients.user(1)).isEqualTo(5);
    assertThat(recipients.firstSeq(1)).isEqualTo(1);
    assertThat(Recipients.none().size()).isZero();
  }

  @Test
  void of_lengthsThatDiffer_isRefused() {
    assertThatThrownBy(() -> Recipients.of(new long[] {1, 2}, new long[] {1}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1 (expected: one for each of 2 users)");
  }

  @Test
  void of_usersNotAscending_isRefused() {
    assertThatThrownBy(() -> Recipients.of(new long[] {2, 1}, new long[2]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Recipients.of(new long[] {2, 2}, new long[2]))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
