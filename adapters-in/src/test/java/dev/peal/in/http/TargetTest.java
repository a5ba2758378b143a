package dev.peal.in.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TargetTest {

  @Test
  void parse_pathAndQuery_areTakenApart() {
    Target target = Target.parse("/v1/users?username=a%20b+c&ids=1,2&empty=&bare&&");

    assertThat(target.segments()).containsExactly("v1", "users");
    assertThat(target.query())
        .containsEntry("username", "a b c")
        .containsEntry("ids", "1,2")
        .containsEntry("empty", "")
        .containsEntry("bare", "")
        .hasSize(4);
  }

  @Test
  void parse_encodedPath_isDecodedAfterTheSplit() {
    assertThat(Target.parse("/%76%31/caf%C3%A9%F0%9F%98%80").segments())
        .containsExactly("v1", "café😀");
    assertThat(Target.parse("/").segments()).isEmpty();
    assertThat(Target.parse("/a/").segments()).containsExactly("a", "");
    assertThat(Target.parse("//a").segments()).containsExactly("", "a");
    assertThat(Target.parse("/a+b").segments()).containsExactly("a+b");
  }

  @Test
  void parse_absoluteForm_losesItsAuthority() {
    assertThat(Target.parse("http://a.example/b?c=d").segments()).containsExactly("b");
    assertThat(Target.parse("HTTPS://a.example").segments()).isEmpty();
  }

  @Test
  void parse_asterisk_isNoPath() {
    assertThat(Target.parse("*")).isEqualTo(Target.ASTERISK);
    assertThat(Target.parse("/*")).isNotEqualTo(Target.ASTERISK);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a",
        "/a b",
        "/caf\u00e9",
        "/a#b",
        "/%",
        "/%4",
        "/%zz",
        "/%-1",
        "/%2f",
        "/%00",
        "/%0a",
        "/%7f",
        "/%c3",
        "/%ed%a0%80",
        "/a?b=%zz",
        "ftp://a/b"
      })
  void parse_malformed_isRefused(String uri) {
    assertThatThrownBy(() -> Target.parse(uri))
        .isInstanceOfSatisfying(
            Refusal.class,
            refusal -> assertThat(refusal.problem().code()).isEqualTo(ErrorCode.MALFORMED_REQUEST));
  }

  @Test
  void quoted_longOrHidden_isShortAndVisible() {
    assertThat(Shown.quoted("abc")).isEqualTo("\"abc\"");
    assertThat(Shown.quoted("a\u0000\u202e\n😀")).isEqualTo("\"a\\u{0}\\u{202e}\\u{a}😀\"");
    assertThat(Shown.quoted("😀".repeat(10_000)))
        .isEqualTo("\"" + "😀".repeat(40) + "…\" (10000 characters)");
  }
}
