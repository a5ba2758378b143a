package dev.peal.domain.account;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class NamePropertiesTest {

  @Property
  void of_anyText_neverRepeatsItsControlCharactersAndIsShort(@ForAll("texts") String raw) {
    switch (Name.of("name", raw)) {
      case Checked.Valid<Name>(Name name) -> {
        assertThat(name.value().codePointCount(0, name.value().length())).isBetween(1, 64);
        assertThat(Name.of("name", name.value())).isEqualTo(new Checked.Valid<>(name));
      }
      case Checked.Broken<Name>(String field, String sentence) -> {
        assertThat(field).isEqualTo("name");
        assertThat(sentence).hasSizeLessThan(200).matches("[ -~]+");
      }
    }
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.oneOf(
        Arbitraries.strings().all().ofMaxLength(300),
        Arbitraries.strings().ascii().ofMaxLength(70),
        Arbitraries.strings()
            .withChars('a', ' ', '\u0308', '\u200D', '\u202E', '\uD83D', '\uDE00', '\n')
            .ofMaxLength(80));
  }
}
