package dev.peal.bench.ladder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.peal.bench.ladder.rung.Rung;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LadderSettingsTest {

  @Test
  void rungs_numbersAndRanges_areInOrderAndOnce() {
    assertThat(LadderSettings.rungs("0-6")).containsExactly(Rung.values());
    assertThat(LadderSettings.rungs("5-6, 0,3,5"))
        .containsExactly(Rung.NAIVE, Rung.ASYNCHRONY, Rung.POOLS, Rung.PEAL);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "7", "-1", "3-1", "1-2-3", "a", "1,", "0-"})
  void rungs_anythingElse_isRefusedWithWhatWasExpected(String text) {
    assertThatThrownBy(() -> LadderSettings.rungs(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("--rungs: " + text + " (expected: numbers from 0 to 6, as in 0-6 or 0,3,5-6)");
  }

  @Test
  void burst_ofTheSlowRungs_hasFewerRounds() {
    LadderSettings ten = new LadderSettings(LadderSettings.rungs("0-6"), 5, 4, 3, 10);
    LadderSettings two = new LadderSettings(LadderSettings.rungs("0-6"), 5, 4, 3, 2);

    assertThat(ten.burst(Rung.NAIVE).rounds()).isEqualTo(LadderSettings.SLOW_ROUNDS);
    assertThat(ten.burst(Rung.CACHE).rounds()).isEqualTo(LadderSettings.SLOW_ROUNDS);
    assertThat(ten.burst(Rung.BATCH).rounds()).isEqualTo(10);
    assertThat(two.burst(Rung.NAIVE).rounds()).isEqualTo(2);
  }

  @Test
  void settings_outOfRange_areRefused() {
    assertThatThrownBy(() -> new LadderSettings(LadderSettings.rungs("0"), 5, 6, 3, 1))
        .hasMessage("--online: 6 (expected: 1 to 5)");
  }
}
