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
}
