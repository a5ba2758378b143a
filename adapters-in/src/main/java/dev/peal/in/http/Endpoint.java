package dev.peal.in.http;

import dev.peal.domain.session.UserId;
import java.util.function.BiFunction;
import java.util.function.Function;

/// What answers at a route: who may call it, and where it runs.
sealed interface Endpoint {

  /// For anyone, answered from memory on the event loop.
  record Instant(Function<Call, Response> answer) implements Endpoint {}

  /// For anyone.
  record Open(Function<Call, Response> answer) implements Endpoint {}

  /// For a user who shows a valid token.
  record Personal(BiFunction<UserId, Call, Response> answer) implements Endpoint {}

  /// For whoever watches the server, with places of its own, so that it answers under overload.
  record Monitoring(Function<Call, Response> answer) implements Endpoint {}

  /// For whoever shows the administrator's token; places as in [Monitoring]. Without a token
  /// configured there is no such path.
  record Administration(Function<Call, Response> answer) implements Endpoint {}
}
