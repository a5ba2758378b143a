package dev.peal.domain.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NameTest {

  private static final String FAMILY = "\uD83D\uDC68\u200D\uD83D\uDC69\u200D\uD83D\uDC67";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "A",
        "Ada Lovelace",
        "\u05E9\u05DC\u05D5\u05DD",
        "\u0645\u06CC\u200C\u062E\u0648\u0627\u0647\u0645",
        "\uD83D\uDE00",
        FAMILY,
        "\u2764\uFE0F",
        "<b>&amp;</b>",
        "'; drop table"
      })
  void of_fitToBeShown_isKeptAsItIs(String raw) {
    assertThat(Name.of("name", raw)).isEqualTo(new Checked.Valid<>(new Name(raw)));
  }

  @Test
  void of_blanksAtTheEnds_areTakenOff() {
    assertThat(Name.of("name", " \u00A0Ada  Lovelace\u3000 "))
        .isEqualTo(new Checked.Valid<>(new Name("Ada  Lovelace")));
  }

  @Test
  void of_decomposed_isComposed() {
    assertThat(Name.of("name", "Zoe\u0308")).isEqualTo(new Checked.Valid<>(new Name("Zo\u00EB")));
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        0x00, 0x09, 0x0A, 0x0D, 0x1B, 0x7F, 0x85, 0x9F, 0x2028, 0x2029, 0x061C, 0x200E, 0x200F,
        0x202A, 0x202B, 0x202C, 0x202D, 0x202E, 0x2066, 0x2067, 0x2068, 0x2069, 0xD800, 0xDC00
      })
  void of_refusedCodePoint_isNamedByNumberWhereverItStands(int codePoint) {
    String bad = new String(new int[] {codePoint}, 0, 1);
    Checked<Name> expected =
        broken(
            String.format("U+%04X", codePoint)
                + " (expected: 1 to 64 characters without control characters, direction marks and"
                + " lone surrogates)");
    assertThat(Name.of("name", "a" + bad + "b")).isEqualTo(expected);
    assertThat(Name.of("name", bad + "b")).isEqualTo(expected);
    assertThat(Name.of("name", "a" + bad)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "'', empty",
    "'   ', '3 characters, none visible'",
    "\u200B, '1 character, none visible'",
    "\u200D\u200D, '2 characters, none visible'",
    "\u3164, '1 character, none visible'",
    "\uFE0F, '1 character, none visible'"
  })
  void of_nothingToSee_isRefused(String raw, String found) {
    assertThat(Name.of("name", raw)).isEqualTo(broken(found + " (expected: 1 to 64 characters)"));
  }

  @Test
  void of_lengthCountsCodePoints() {
    String emoji = "\uD83D\uDE00";
    assertThat(Name.of("name", emoji.repeat(64))).isInstanceOf(Checked.Valid.class);
    assertThat(Name.of("name", emoji.repeat(65)))
        .isEqualTo(broken("65 characters (expected: 1 to 64 characters)"));
  }

  @Test
  void of_decomposedTwiceAsLong_countsComposed() {
    assertThat(Name.of("name", "e\u0308".repeat(64)))
        .isEqualTo(new Checked.Valid<>(new Name("\u00EB".repeat(64))));
    assertThat(Name.of("name", "e\u0308".repeat(65)))
        .isEqualTo(broken("65 characters (expected: 1 to 64 characters)"));
  }

  @Test
  void of_tenThousandCharacters_namesTheSizeOnly() {
    assertThat(Name.of("name", "\u0308".repeat(10_000)))
        .isEqualTo(broken("10000 characters (expected: 1 to 64 characters)"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " a", "a\n", "Zoe\u0308"})
  void constructor_notAChecksResult_throws(String value) {
    assertThatThrownBy(() -> new Name(value)).isInstanceOf(IllegalArgumentException.class);
  }

  private static Checked<Name> broken(String rest) {
    return new Checked.Broken<>("name", "name: " + rest);
  }
}
