package dev.peal.domain.sequence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SeqRangeTest {

  @Test
  void size_countsBothEnds() {
    assertThat(new SeqRange(3, 3).size()).isEqualTo(1);
    assertThat(new SeqRange(3, 7).size()).isEqualTo(5);
  }

  @Test
  void range_thatIsNone_isRefused() {
    assertThatThrownBy(() -> new SeqRange(0, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new SeqRange(2, 1)).isInstanceOf(IllegalArgumentException.class);
  }
}
