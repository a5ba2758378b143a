package dev.peal.domain.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceNameTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "Ada's phone",
        "~",
        "0123456789012345678901234567890123456789012345678901234567890123"
      })
  void parse_printableAscii_isRead(String text) {
    assertThat(DeviceName.parse(text)).map(DeviceName::value).contains(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        " a",
        "a ",
        "a\tb",
        "a\u0000",
        "\u00e4",
        "a\u007f",
        "\uD83D\uDE00",
        "01234567890123456789012345678901234567890123456789012345678901234"
      })
  void parse_anythingElse_isNothing(String text) {
    assertThat(DeviceName.parse(text)).isEmpty();
    assertThatThrownBy(() -> new DeviceName(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
