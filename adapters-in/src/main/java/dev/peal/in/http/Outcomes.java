package dev.peal.in.http;

import dev.peal.application.port.in.GroupOutcome;
import dev.peal.application.port.in.Invalid;
import dev.peal.application.port.in.LogIn;
import dev.peal.application.port.in.RegisterAccount;
import java.util.function.Function;

/// What the outcomes of use cases are in HTTP.
final class Outcomes {

  private Outcomes() {}

  static Response of(RegisterAccount.Outcome outcome) {
    return switch (outcome) {
      case RegisterAccount.Outcome.Registered(var account) ->
          Response.json(201, Json.account(account));
      case RegisterAccount.Outcome.UsernameTaken(String username) ->
          new Problem(
                  ErrorCode.CONFLICT,
                  Problem.sentence("username", Shown.quoted(username) + " is taken", "another one"),
                  "username",
                  0)
              .toResponse();
      case RegisterAccount.Outcome.Refused(Invalid invalid) -> refused(invalid);
      case RegisterAccount.Outcome.Overloaded(long retryAfterMillis) ->
          overloaded(retryAfterMillis);
    };
  }

  static Response of(LogIn.Outcome outcome) {
    return switch (outcome) {
      case LogIn.Outcome.LoggedIn(var account, String token, long expiresAtMillis) ->
          Response.json(
              200,
              Json.object()
                  .put("token", token)
                  .put("expires_at_ms", expiresAtMillis)
                  .set("user", Json.account(account)));
      case LogIn.Outcome.BadCredentials() ->
          Problem.of(
                  ErrorCode.BAD_CREDENTIALS,
                  "username, password: no such pair (expected: those of an account)")
              .toResponse();
      case LogIn.Outcome.Overloaded(long retryAfterMillis) -> overloaded(retryAfterMillis);
    };
  }

  static Response of(GroupOutcome outcome, Function<GroupOutcome.Changed, Response> changed) {
    return switch (outcome) {
      case GroupOutcome.Changed done -> changed.apply(done);
      case GroupOutcome.NoSuchGroup(long group) -> noSuchGroup(group);
      case GroupOutcome.Forbidden(String why) -> Problem.of(ErrorCode.FORBIDDEN, why).toResponse();
      case GroupOutcome.Conflict(String why) -> Problem.of(ErrorCode.CONFLICT, why).toResponse();
      case GroupOutcome.Refused(Invalid invalid) -> refused(invalid);
    };
  }

  static Response ofChange(GroupOutcome outcome) {
    return of(outcome, changed -> Response.json(200, Json.version(changed.version())));
  }

  static Response noSuchGroup(long group) {
    return new Problem(
            ErrorCode.NOT_FOUND,
            Problem.sentence("group", Long.toString(group), "a group that you are a member of"),
            "group",
            0)
        .toResponse();
  }

  private static Response overloaded(long retryAfterMillis) {
    return Problem.tryAgain(
            ErrorCode.OVERLOADED,
            "passwords: as many being checked as the server takes (expected: fewer)",
            retryAfterMillis)
        .toResponse();
  }

  private static Response refused(Invalid invalid) {
    return new Problem(ErrorCode.INVALID_ARGUMENT, invalid.message(), invalid.field(), 0)
        .toResponse();
  }
}
