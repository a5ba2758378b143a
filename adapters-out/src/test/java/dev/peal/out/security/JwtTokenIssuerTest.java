package dev.peal.out.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.auth0.jwt.JWT;
import com.auth0.jwt.JWTCreator;
import com.auth0.jwt.algorithms.Algorithm;
import dev.peal.application.contract.TokenIssuerContract;
import dev.peal.application.port.out.TokenIssuer;
import dev.peal.application.port.out.TokenIssuer.Verdict;
import dev.peal.domain.session.UserId;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JwtTokenIssuerTest extends TokenIssuerContract {

  private static final String SECRET = "0123456789abcdef0123456789abcdef";
  private static final Instant NOW = Instant.parse("2027-01-15T08:00:00Z");
  private static final Algorithm HS256 = Algorithm.HMAC256(SECRET);

  private final JwtTokenIssuer issuer =
      new JwtTokenIssuer(TokenSettings.defaults(), SigningSecret.of(SECRET));

  @Override
  protected TokenIssuer issuer() {
    return issuer;
  }

  @Override
  protected TokenIssuer stranger() {
    return new JwtTokenIssuer(
        TokenSettings.defaults(), SigningSecret.of("another secret of 32 bytes or more"));
  }

  @Test
  void issue_byDefault_lastsSevenDays() {
    assertThat(issuer.issue(new UserId(1), NOW.toEpochMilli()).expiresAtMillis())
        .isEqualTo(NOW.plus(Duration.ofDays(7)).toEpochMilli());
  }

  @Test
  void read_tokenMadeElsewhereWithTheSameSecretAndClaims_isGood() {
    assertThat(read(claims().sign(HS256))).isInstanceOf(Verdict.Good.class);
  }

  @Test
  void read_otherAudience_isSomebodyElses() {
    TokenIssuer other =
        new JwtTokenIssuer(
            new TokenSettings(Duration.ofDays(1), "elsewhere"), SigningSecret.of(SECRET));

    assertWhy(
        read(other.issue(new UserId(1), NOW.toEpochMilli()).text()), "by or for somebody else");
  }

  @Test
  void read_otherIssuer_isSomebodyElses() {
    assertWhy(read(claims().withIssuer("other").sign(HS256)), "by or for somebody else");
  }

  @Test
  void read_otherSignature_isForged() {
    assertWhy(
        read(claims().sign(Algorithm.HMAC256("another secret of 32 bytes or more"))),
        "signature is not this server's");
  }

  @Test
  void read_notSignedAtAll_isRefused() {
    assertWhy(read(claims().sign(Algorithm.none())), "another method");
  }

  @Test
  void read_otherAlgorithm_isRefused() {
    assertWhy(read(claims().sign(Algorithm.HMAC512(SECRET))), "another method");
  }

  @Test
  void read_withoutEnd_isIncomplete() {
    String text = JWT.create().withIssuer("peal").withAudience("peal").withSubject("1").sign(HS256);

    assertWhy(read(text), "incomplete");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "-1", "9007199254740992", "ada", "1.5", "99999999999999999999"})
  void read_subjectThatIsNoUser_isInvalid(String subject) {
    assertThat(read(claims().withSubject(subject).sign(HS256))).isInstanceOf(Verdict.Invalid.class);
  }

  @ParameterizedTest
  @CsvSource({
    "PT0.5S, peal, auth.token-ttl: PT0.5S (expected: PT1S to PT87600H)",
    "PT87601H, peal, auth.token-ttl: PT87601H (expected: PT1S to PT87600H)",
    "PT1H, '', auth.token-audience: 0 characters (expected: 1 to 100)",
  })
  void settings_outOfRange_nameKeyValueAndRange(Duration ttl, String audience, String message) {
    assertThatThrownBy(() -> new TokenSettings(ttl, audience))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  private static JWTCreator.Builder claims() {
    return JWT.create()
        .withIssuer("peal")
        .withAudience("peal")
        .withSubject("1")
        .withExpiresAt(NOW.plusSeconds(60));
  }

  private Verdict read(String text) {
    return issuer.read(text, NOW.toEpochMilli());
  }

  private static void assertWhy(Verdict verdict, String part) {
    assertThat(verdict)
        .isInstanceOfSatisfying(
            Verdict.Invalid.class, invalid -> assertThat(invalid.why()).contains(part));
  }
}
