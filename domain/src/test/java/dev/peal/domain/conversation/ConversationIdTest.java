package dev.peal.domain.conversation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.peal.domain.session.UserId;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConversationIdTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "g1",
        "g9007199254740991",
        "d1-1",
        "d1-2",
        "d9-10",
        "d9007199254740991-9007199254740991"
      })
  void parse_textForm_isReadAndWrittenBack(String text) {
    assertThat(ConversationId.parse(text)).map(ConversationId::toString).contains(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "g",
        "d",
        "x1",
        "G1",
        "g0",
        "g01",
        "g-1",
        "g+1",
        "g 1",
        "g1 ",
        " g1",
        "g1-2",
        "g1.0",
        "g9007199254740992",
        "g9223372036854775808",
        "g99999999999999999999999999999999999999",
        "g\u0661",
        "d1",
        "d1-",
        "d-1",
        "d1-1-1",
        "d2-1",
        "d0-1",
        "d1-02",
        "d1--2",
        "d01-2",
        "d1-9007199254740992",
        "d1 -2",
        "@1",
        "d9007199254740991-9007199254740991 "
      })
  void parse_anythingElse_isNothing(String text) {
    assertThat(ConversationId.parse(text)).isEmpty();
  }

  @Property
  void parse_ofAnyGroup_roundTrips(@ForAll @LongRange(min = 1, max = UserId.MAX) long id) {
    ConversationId group = ConversationId.group(id);

    assertThat(ConversationId.parse(group.toString())).contains(group);
  }

  @Property
  void parse_ofAnyTwoUsers_roundTripsInEitherOrder(
      @ForAll @LongRange(min = 1, max = UserId.MAX) long one,
      @ForAll @LongRange(min = 1, max = UserId.MAX) long other) {
    ConversationId direct = ConversationId.direct(new UserId(one), new UserId(other));

    assertThat(direct).isEqualTo(ConversationId.direct(new UserId(other), new UserId(one)));
    assertThat(ConversationId.parse(direct.toString())).contains(direct);
  }

  @Property
  void parse_ofAnyText_neverThrows(@ForAll String text) {
    ConversationId.parse(text).ifPresent(id -> assertThat(id.toString()).isEqualTo(text));
  }

  @Test
  void direct_higherFirst_isRefused() {
    assertThatThrownBy(() -> new ConversationId.Direct(new UserId(2), new UserId(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2-1");
  }

  @Test
  void peerOf_isTheOtherOrOneself() {
    ConversationId.Direct two = ConversationId.direct(new UserId(1), new UserId(2));
    ConversationId.Direct self = ConversationId.direct(new UserId(3), new UserId(3));

    assertThat(two.peerOf(new UserId(1))).isEqualTo(new UserId(2));
    assertThat(two.peerOf(new UserId(2))).isEqualTo(new UserId(1));
    assertThat(self.peerOf(new UserId(3))).isEqualTo(new UserId(3));
  }
}
