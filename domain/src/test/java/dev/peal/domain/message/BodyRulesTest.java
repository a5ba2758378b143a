package dev.peal.domain.message;

import static org.assertj.core.api.Assertions.assertThat;

import dev.peal.domain.conversation.ConversationId;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class BodyRulesTest {

  private static final String URL = "https://example.org/a";
  private static final Bytes BYTES = Bytes.copyOf(new byte[] {1});

  static Stream<Body> good() {
    return Stream.of(
        new Body.Text("x"),
        new Body.Text(" x\n"),
        new Body.Text("\uD83D\uDE00"),
        new Body.Text("\u202Ertl"),
        new Body.Image(URL, 0, 0, ""),
        new Body.Image("HTTP://EXAMPLE.org", Integer.MAX_VALUE, 1, "c".repeat(4096)),
        new Body.Image("https://e.org/" + "a".repeat(2034), 1, 1, "\uD83D\uDE00"),
        new Body.File(URL, "n", 0, ""),
        new Body.File(URL, "n".repeat(255), Long.MAX_VALUE, "m".repeat(255)),
        new Body.Custom("t".repeat(64), Bytes.copyOf(new byte[0])));
  }

  @ParameterizedTest
  @MethodSource("good")
  void check_fineBody_hasNoProblem(Body body) {
    assertThat(BodyRules.check(body)).isEmpty();
  }

  static Stream<Arguments> bad() {
    return Stream.of(
        Arguments.of(new Body.Text(""), "text.text"),
        Arguments.of(new Body.Text(" \n\t\u2003"), "text.text"),
        Arguments.of(new Body.Image("", 1, 1, ""), "image.url"),
        Arguments.of(new Body.Image("https://e.org/" + "a".repeat(2035), 1, 1, ""), "image.url"),
        Arguments.of(new Body.Image("javascript:alert(1)", 1, 1, ""), "image.url"),
        Arguments.of(new Body.Image("data:text/html,x", 1, 1, ""), "image.url"),
        Arguments.of(new Body.Image("file:///etc/passwd", 1, 1, ""), "image.url"),
        Arguments.of(new Body.Image("//example.org/a", 1, 1, ""), "image.url"),
        Arguments.of(new Body.Image("a b", 1, 1, ""), "image.url"),
        Arguments.of(new Body.Image(URL, -1, 1, ""), "image.width"),
        Arguments.of(new Body.Image(URL, 1, -1, ""), "image.height"),
        Arguments.of(new Body.Image(URL, 1, 1, "c".repeat(4097)), "image.caption"),
        Arguments.of(new Body.File("ftp://example.org", "n", 1, ""), "file.url"),
        Arguments.of(new Body.File(URL, "", 1, ""), "file.name"),
        Arguments.of(new Body.File(URL, "n".repeat(256), 1, ""), "file.name"),
        Arguments.of(new Body.File(URL, "n", -1, ""), "file.size_bytes"),
        Arguments.of(new Body.File(URL, "n", 1, "m".repeat(256)), "file.media_type"),
        Arguments.of(new Body.Custom("", BYTES), "custom.type"),
        Arguments.of(new Body.Custom("t".repeat(65), BYTES), "custom.type"),
        Arguments.of(
            new Body.MembershipChange(Body.MembershipChange.Kind.ADDED, 1, List.of(2L), "name", 1),
            "membership"),
        Arguments.of(new Body.ReadMark(ConversationId.group(1), 1), "read_mark"));
  }

  @ParameterizedTest
  @MethodSource("bad")
  void check_brokenRule_namesTheFieldAndWhatWasExpected(Body body, String field) {
    assertThat(BodyRules.check(body))
        .hasValueSatisfying(problem -> {
          assertThat(problem.field()).isEqualTo(field);
          assertThat(problem.sentence()).startsWith(field + ": ").contains("(expected: ");
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\uD83D", "\uDE00", "\uDE00\uD83D", "\uD83Dx", "\uD83D\uD83D\uDE00"})
  void check_halfACharacter_isRefusedWhereverItStands(String half) {
    assertThat(fieldOf(new Body.Text("x" + half))).isEqualTo("text.text");
    assertThat(fieldOf(new Body.Image(URL + half, 1, 1, ""))).isEqualTo("image.url");
    assertThat(fieldOf(new Body.Image(URL, 1, 1, half))).isEqualTo("image.caption");
    assertThat(fieldOf(new Body.File(URL, half, 1, ""))).isEqualTo("file.name");
    assertThat(fieldOf(new Body.File(URL, "n", 1, half))).isEqualTo("file.media_type");
    assertThat(fieldOf(new Body.Custom(half, BYTES))).isEqualTo("custom.type");
  }

  private static String fieldOf(Body body) {
    return BodyRules.check(body).map(BodyRules.Problem::field).orElse("none");
  }

  @Test
  void sentence_ofABadUrl_doesNotRepeatIt() {
    assertThat(BodyRules.check(new Body.Image("secret:" + "x".repeat(100), 1, 1, "")))
        .hasValueSatisfying(problem -> assertThat(problem.sentence()).doesNotContain("xxx"));
  }
}
