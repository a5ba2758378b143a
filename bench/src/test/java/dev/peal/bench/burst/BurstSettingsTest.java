package dev.peal.bench.burst;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class BurstSettingsTest {

  @Test
  void deliveriesPerRound_othersAndAcks() {
    assertThat(new BurstSettings(500, 300, 100, 20).deliveriesPerRound())
        .isEqualTo(100 * 299 + 100);
  }

  @Test
  void rowsPerRound_everyMember() {
    assertThat(new BurstSettings(500, 300, 100, 20).rowsPerRound()).isEqualTo(50_000);
  }

  @Test
  void moreMessagesThanOnline_isRefused() {
    assertThatThrownBy(() -> new BurstSettings(10, 5, 6, 1))
        .hasMessage("--messages: 6 (expected: 1 to 5)");
  }

  @Test
  void moreOnlineThanMembers_isRefused() {
    assertThatThrownBy(() -> new BurstSettings(10, 11, 6, 1))
        .hasMessage("--online: 11 (expected: 1 to 10)");
  }
}
