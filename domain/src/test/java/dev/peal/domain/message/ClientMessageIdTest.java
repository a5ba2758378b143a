package dev.peal.domain.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.session.UserId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientMessageIdTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "!",
        "~",
        "0190c5c8-7b1e-7cc0-8d5e-000000000001",
        "0123456789012345678901234567890123456789012345678901234567890123"
      })
  void parse_printableAscii_isRead(String text) {
    assertThat(ClientMessageId.parse(text)).map(ClientMessageId::value).contains(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "a b",
        "a\tb",
        "a\u007f",
        "\u00e4",
        "a\u0000",
        "\uD83D\uDE00",
        "a\n",
        "01234567890123456789012345678901234567890123456789012345678901234"
      })
  void parse_anythingElse_isNothing(String text) {
    assertThat(ClientMessageId.parse(text)).isEmpty();
    assertThatThrownBy(() -> new ClientMessageId(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(text.length() + " characters");
  }

  @Test
  void reserved_isToldFromWhatClientsGive() {
    assertThat(ClientMessageId.reserved("x").reserved()).isTrue();
    assertThat(new ClientMessageId("peal/x").reserved()).isTrue();
    assertThat(new ClientMessageId("peal").reserved()).isFalse();
    assertThat(new ClientMessageId("x/peal/").reserved()).isFalse();
  }

  @Test
  void reserved_ofTheLongestReadMark_fits() {
    UserId last = new UserId(UserId.MAX);
    String mark = "r/" + ConversationId.direct(last, last) + "/" + Long.MAX_VALUE;

    assertThat(ClientMessageId.reserved(mark).value()).endsWith(mark);
  }

  @Test
  void madeAt_isReadAgain() {
    for (long millis : new long[] {0, 1, 1_795_417_001_835L, (1L << 45) - 1}) {
      ClientMessageId id = ClientMessageId.madeAt(millis, "7f");

      assertThat(id.madeAtMillis()).hasValue(millis);
      assertThat(id.value()).hasSize(13).matches("~[0-9a-v]{9}-7f");
    }
    assertThat(ClientMessageId.madeAt(1_795_417_001_835L, "x").value()).isEqualTo("~1k83j2jrb-x");
  }

  @Test
  void madeAt_withoutANameOrOutsideTheRange_isRefused() {
    assertThatThrownBy(() -> ClientMessageId.madeAt(1, ""))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ClientMessageId.madeAt(-1, "x"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ClientMessageId.madeAt(1L << 45, "x"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /// Older ids, whatever they look like, and none that is written in two ways.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "~",
        "~1k83j2jrb",
        "~1k83j2jrb-",
        "~1k83j2jrb_x",
        "~1K83J2JRB-x",
        "~1w83j2jrb-x",
        "~1k83j2jrbb-x",
        "1k83j2jrb-x",
        "~1k83j2jr-xx",
        "0190c5c8-7b1e-7cc0-8d5e-000000000001"
      })
  void madeAtMillis_ofAnythingElse_isNothing(String text) {
    ClientMessageId id = new ClientMessageId(text);

    assertThat(id.madeAtMillis()).isEmpty();
    assertThat(id.waitMillis(0)).isZero();
    assertThat(id.latestHorizonMicros()).isEqualTo(-1);
  }

  @Test
  void waitMillis_untilTheTimeIsWithinTheTolerance() {
    ClientMessageId id = ClientMessageId.madeAt(100_000, "x");

    assertThat(id.waitMillis(100_001)).isZero();
    assertThat(id.waitMillis(99_750)).isZero();
    assertThat(id.waitMillis(99_749)).isEqualTo(1);
    assertThat(id.waitMillis(0)).isEqualTo(60_000);
    assertThat(ClientMessageId.madeAt((1L << 45) - 1, "x").waitMillis(0)).isEqualTo(60_000);
  }

  /// What was taken at the earliest allowed moment stands in every memory that began before it.
  @Test
  void latestHorizonMicros_isBelowEveryStampThatTheIdCanHave() {
    ClientMessageId id = ClientMessageId.madeAt(100_000, "x");

    assertThat(id.waitMillis(99_750)).isZero();
    assertThat(id.latestHorizonMicros()).isEqualTo(99_750_000L - 1);
    assertThat(ClientMessageId.madeAt(0, "x").latestHorizonMicros()).isEqualTo(-1);
  }
}
