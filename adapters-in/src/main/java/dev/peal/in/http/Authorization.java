package dev.peal.in.http;

import dev.peal.application.port.in.Authenticate;
import dev.peal.domain.session.UserId;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Who is calling, by the `Authorization` header.
final class Authorization {

  private static final String EXPECTED = "Bearer and a token";

  private final Authenticate authenticate;
  private final Optional<byte[]> adminTokenHash;

  Authorization(Authenticate authenticate, Optional<String> adminToken) {
    this.authenticate = authenticate;
    this.adminTokenHash = adminToken.map(Authorization::hash);
  }

  UserId user(HttpHeaders headers) {
    return switch (authenticate.authenticate(bearer(headers))) {
      case Authenticate.Outcome.Authenticated(UserId user, long ignored) -> user;
      case Authenticate.Outcome.Expired(long expiredAtMillis) ->
          throw new Refusal(
              Problem.of(
                  ErrorCode.EXPIRED_TOKEN,
                  Problem.sentence(
                      "token",
                      "expired at " + Instant.ofEpochMilli(expiredAtMillis),
                      "a new one")));
      case Authenticate.Outcome.Invalid(String why) ->
          throw new Refusal(Problem.of(ErrorCode.INVALID_TOKEN, "token: " + why));
    };
  }

  /// Whether there is an administrator at all.
  boolean hasAdministrator() {
    return adminTokenHash.isPresent();
  }

  /// Passes the administrator only. Compares hashes in constant time, so that neither a matching
  /// beginning nor the length shows in how long it takes.
  void requireAdministrator(HttpHeaders headers) {
    byte[] shown = hash(bearer(headers));
    if (adminTokenHash.isEmpty() || !MessageDigest.isEqual(adminTokenHash.get(), shown)) {
      throw new Refusal(
          Problem.of(
              ErrorCode.INVALID_TOKEN, "token: not the administrator's (expected: admin.token)"));
    }
  }

  private static String bearer(HttpHeaders headers) {
    List<String> values = headers.getAll(HttpHeaderNames.AUTHORIZATION);
    if (values.isEmpty()) {
      throw unauthenticated("missing");
    }
    if (values.size() > 1) {
      throw unauthenticated("given " + values.size() + " times");
    }
    String value = values.getFirst().strip();
    if (!value.regionMatches(true, 0, "Bearer ", 0, 7) || value.substring(7).isBlank()) {
      throw unauthenticated("another scheme");
    }
    return value.substring(7).strip();
  }

  private static Refusal unauthenticated(String found) {
    return new Refusal(
        Problem.of(ErrorCode.UNAUTHENTICATED, Problem.sentence("authorization", found, EXPECTED)));
  }

  private static byte[] hash(String token) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is part of every JDK", e);
    }
  }
}
