package dev.peal.in.websocket;

import dev.peal.application.port.in.Authenticate;
import dev.peal.protocol.v1.Code;
import dev.peal.protocol.v1.Error;
import dev.peal.protocol.v1.Login;

/// Decides on a login frame. Stateless.
final class LoginCheck {

  private LoginCheck() {}

  /// What is to become of the connection.
  sealed interface Verdict {

    /// A session begins; its device knows its inbox up to `cursor`.
    record Accepted(Session.Identity identity, long cursor) implements Verdict {}

    /// A field is wrong; the client may try again.
    record Wrong(Error.Builder error) implements Verdict {}

    /// The token is not good: the connection ends, with `sentence`.
    record Refused(Error.Builder error, String sentence) implements Verdict {}
  }

  static Verdict verdict(Login login, UseCases useCases) {
    return switch (Requests.login(login)) {
      case Requests.Checked.Bad<Requests.LoggingIn>(var error) -> new Verdict.Wrong(error);
      case Requests.Checked.Good<Requests.LoggingIn>(var request) ->
          verdict(login.getToken(), request, useCases);
    };
  }

  private static Verdict verdict(String token, Requests.LoggingIn request, UseCases useCases) {
    return switch (useCases.authenticate().authenticate(token)) {
      case Authenticate.Outcome.Authenticated(var user, var expiresAtMillis) ->
          new Verdict.Accepted(
              new Session.Identity(
                  user, request.device(), useCases.track().nextSession(), expiresAtMillis),
              request.cursor());
      case Authenticate.Outcome.Expired ignored ->
          new Verdict.Refused(
              Answers.problem(Code.EXPIRED_TOKEN, "login.token", "expired; log in again"),
              "the token is expired");
      case Authenticate.Outcome.Invalid(var why) -> {
        // The reason may name its field already, though without the frame's.
        String sentence = why.startsWith("token: ") ? why.substring("token: ".length()) : why;
        yield new Verdict.Refused(
            Answers.problem(Code.INVALID_TOKEN, "login.token", sentence), "the token is not valid");
      }
    };
  }
}
