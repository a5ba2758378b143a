package dev.peal.application.accounts;

import dev.peal.application.port.in.Authenticate;
import dev.peal.application.port.out.Clock;
import dev.peal.application.port.out.TokenIssuer;
import dev.peal.domain.session.UserId;

/// Reads tokens. Stateless.
public final class AuthenticateService implements Authenticate {

  private final TokenIssuer tokens;
  private final Clock clock;

  public AuthenticateService(TokenIssuer tokens, Clock clock) {
    this.tokens = tokens;
    this.clock = clock;
  }

  @Override
  public Outcome authenticate(String token) {
    return switch (tokens.read(token, clock.wallMillis())) {
      case TokenIssuer.Verdict.Good(UserId user, long expiresAtMillis) ->
          new Outcome.Authenticated(user, expiresAtMillis);
      case TokenIssuer.Verdict.Expired(long expiredAtMillis) ->
          new Outcome.Expired(expiredAtMillis);
      case TokenIssuer.Verdict.Invalid(String why) -> new Outcome.Invalid(why);
    };
  }
}
