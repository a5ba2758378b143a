package dev.peal.out.rabbit;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class RabbitJournalSettingsTest {

  @Test
  void settings_outOfRange_nameKeyValueAndRange() {
    assertThatThrownBy(() -> new RabbitJournalSettings(0, 10, 1 << 20))
        .hasMessage("journal channels: 0 (expected: 1 to 64)");
    assertThatThrownBy(() -> new RabbitJournalSettings(1, 0, 1 << 20))
        .hasMessage("journal unconfirmed-records: 0 (expected: 1 to 100000)");
    assertThatThrownBy(() -> new RabbitJournalSettings(1, 10, 5))
        .hasMessage("journal unconfirmed-bytes: 5 (expected: 1048576 to 68719476736)");
  }
}
