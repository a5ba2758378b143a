package dev.peal.bench.ladder.rung;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.peal.client.Encoding;
import org.junit.jupiter.api.Test;

class RungTest {

  @Test
  void of_everyNumber_isTheRungOfThatNumber() {
    for (Rung rung : Rung.values()) {
      assertThat(Rung.of(rung.number())).isEqualTo(rung);
    }
    assertThatThrownBy(() -> Rung.of(7)).hasMessage("rung: 7 (expected: 0 to 6)");
  }

  @Test
  void encoding_changesWithTheStructures() {
    assertThat(Rung.ASYNCHRONY.encoding()).isEqualTo(Encoding.JSON);
    assertThat(Rung.STRUCTURES.encoding()).isEqualTo(Encoding.PROTOBUF);
  }

  @Test
  void has_whatItAndThoseBelowBrought() {
    assertThat(Rung.BATCH.has(Rung.CACHE)).isTrue();
    assertThat(Rung.BATCH.has(Rung.BATCH)).isTrue();
    assertThat(Rung.BATCH.has(Rung.ASYNCHRONY)).isFalse();
  }
}
