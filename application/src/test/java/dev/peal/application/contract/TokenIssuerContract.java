package dev.peal.application.contract;

import static dev.peal.application.contract.Samples.user;
import static org.assertj.core.api.Assertions.assertThat;

import dev.peal.application.port.out.TokenIssuer;
import dev.peal.application.port.out.TokenIssuer.Token;
import dev.peal.application.port.out.TokenIssuer.Verdict;
import dev.peal.domain.session.UserId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The contract of [TokenIssuer].
public abstract class TokenIssuerContract {

  private static final long NOW = 1_800_000_000_123L;

  /// The issuer under test.
  protected abstract TokenIssuer issuer();

  /// One of the same kind that `issuer` must not trust.
  protected abstract TokenIssuer stranger();

  @ParameterizedTest
  @ValueSource(longs = {1, 42, UserId.MAX})
  void read_ownToken_tellsUserAndEnd(long id) {
    Token token = issuer().issue(user(id), NOW);

    assertThat(token.expiresAtMillis()).isGreaterThan(NOW);
    assertThat(issuer().read(token.text(), NOW))
        .isEqualTo(new Verdict.Good(user(id), token.expiresAtMillis()));
  }

  @Test
  void read_aroundTheEnd_isGoodBeforeAndExpiredFromThenOn() {
    Token token = issuer().issue(user(1), NOW);
    long end = token.expiresAtMillis();

    assertThat(issuer().read(token.text(), end - 1)).isEqualTo(new Verdict.Good(user(1), end));
    assertThat(issuer().read(token.text(), end)).isEqualTo(new Verdict.Expired(end));
    assertThat(issuer().read(token.text(), end + 1_000_000)).isEqualTo(new Verdict.Expired(end));
  }

  @Test
  void read_afterTheClockWentBack_isGood() {
    Token token = issuer().issue(user(1), NOW);

    assertThat(issuer().read(token.text(), NOW - 3_600_000)).isInstanceOf(Verdict.Good.class);
  }

  @Test
  void read_strangersToken_isInvalidEvenIfExpired() {
    Token token = stranger().issue(user(1), NOW);

    assertThat(issuer().read(token.text(), NOW)).isInstanceOf(Verdict.Invalid.class);
    assertThat(issuer().read(token.text(), token.expiresAtMillis()))
        .isInstanceOf(Verdict.Invalid.class);
  }

  @Test
  void read_anyCharacterChanged_isInvalidAndNotRepeated() {
    String text = issuer().issue(user(1), NOW).text();
    // The last character may carry bits that no byte takes.
    for (int i = 0; i < text.length() - 1; i++) {
      char other = text.charAt(i) == 'A' ? 'B' : 'A';
      String changed = text.substring(0, i) + other + text.substring(i + 1);

      assertThat(issuer().read(changed, NOW))
          .as("character %d", i)
          .isInstanceOfSatisfying(
              Verdict.Invalid.class,
              invalid ->
                  assertThat(invalid.why()).doesNotContain(text.substring(text.length() - 9)));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", ".", "..", "...", "a.b.c", "null", "\u0000", "\uD800", "e30.e30."})
  void read_notAToken_isInvalid(String text) {
    assertThat(issuer().read(text, NOW)).isInstanceOf(Verdict.Invalid.class);
  }

  @Test
  void read_huge_isInvalid() {
    assertThat(issuer().read("a".repeat(1_000_000), NOW)).isInstanceOf(Verdict.Invalid.class);
  }

  @Test
  void toString_ofAToken_hidesIt() {
    Token token = issuer().issue(user(1), NOW);

    assertThat(token.toString()).doesNotContain(token.text());
  }
}
