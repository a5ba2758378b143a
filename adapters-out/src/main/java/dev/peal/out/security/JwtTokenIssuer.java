package dev.peal.out.security;

import com.auth0.jwt.JWT;
import com.auth0.jwt.RegisteredClaims;
import com.auth0.jwt.algorithms.Algorithm;
import com.auth0.jwt.exceptions.AlgorithmMismatchException;
import com.auth0.jwt.exceptions.IncorrectClaimException;
import com.auth0.jwt.exceptions.JWTDecodeException;
import com.auth0.jwt.exceptions.JWTVerificationException;
import com.auth0.jwt.exceptions.MissingClaimException;
import com.auth0.jwt.exceptions.SignatureVerificationException;
import com.auth0.jwt.interfaces.DecodedJWT;
import com.auth0.jwt.interfaces.JWTVerifier;
import dev.peal.application.port.out.TokenIssuer;
import dev.peal.domain.session.UserId;
import java.time.Instant;
import java.util.Optional;

/// JSON Web Tokens signed with HMAC-SHA-256: issuer `peal`, the audience of the settings, the
/// user's id as subject, and an end in whole seconds. Thread-safe.
public final class JwtTokenIssuer implements TokenIssuer {

  /// Tokens that this class issues are far shorter; a longer one is not even decoded.
  static final int MAX_LENGTH = 2_048;

  private static final String ISSUER = "peal";

  /// The library compares with a clock of its own; given so much leeway it leaves the end to us. In
  /// seconds, about 3,000 years.
  private static final long ANY_TIME = 100_000_000_000L;

  private final TokenSettings settings;
  private final Algorithm algorithm;
  private final JWTVerifier verifier;

  public JwtTokenIssuer(TokenSettings settings, SigningSecret secret) {
    this.settings = settings;
    this.algorithm = Algorithm.HMAC256(secret.bytes());
    this.verifier =
        JWT.require(algorithm)
            .withIssuer(ISSUER)
            .withAudience(settings.audience())
            .withClaimPresence(RegisteredClaims.SUBJECT)
            .withClaimPresence(RegisteredClaims.EXPIRES_AT)
            .acceptExpiresAt(ANY_TIME)
            .ignoreIssuedAt()
            .build();
  }

  @Override
  public Token issue(UserId user, long nowMillis) {
    Instant end =
        Instant.ofEpochSecond(
            Instant.ofEpochMilli(nowMillis).plus(settings.ttl()).getEpochSecond());
    String text =
        JWT.create()
            .withIssuer(ISSUER)
            .withAudience(settings.audience())
            .withSubject(user.toString())
            .withExpiresAt(end)
            .sign(algorithm);
    return new Token(text, end.toEpochMilli());
  }

  @Override
  public Verdict read(String token, long nowMillis) {
    if (token.length() > MAX_LENGTH) {
      return new Verdict.Invalid(
          "token: " + token.length() + " characters (expected: at most " + MAX_LENGTH + ")");
    }
    try {
      return judge(verifier.verify(token), nowMillis);
    } catch (JWTVerificationException refused) {
      return new Verdict.Invalid(why(refused));
    }
  }

  private static Verdict judge(DecodedJWT token, long nowMillis) {
    Optional<UserId> user = user(token.getSubject());
    if (user.isEmpty()) {
      return new Verdict.Invalid("token: its subject is no user (expected: a user's id)");
    }
    long end = token.getExpiresAtAsInstant().toEpochMilli();
    return nowMillis < end ? new Verdict.Good(user.get(), end) : new Verdict.Expired(end);
  }

  private static Optional<UserId> user(String subject) {
    try {
      return Optional.of(new UserId(Long.parseLong(subject)));
    } catch (IllegalArgumentException notAnId) {
      return Optional.empty();
    }
  }

  /// The library's own messages repeat parts of the token.
  private static String why(JWTVerificationException refused) {
    return switch (refused) {
      case JWTDecodeException ignored ->
          "token: malformed (expected: a token that POST /v1/login returned)";
      case SignatureVerificationException ignored ->
          "token: the signature is not this server's (expected: a token that it issued)";
      case AlgorithmMismatchException ignored ->
          "token: signed by another method (expected: HS256)";
      case IncorrectClaimException ignored ->
          "token: issued by or for somebody else (expected: issuer and audience of this server)";
      case MissingClaimException ignored ->
          "token: incomplete (expected: issuer, audience, subject and end)";
      default -> "token: invalid (expected: a token that POST /v1/login returned)";
    };
  }
}
