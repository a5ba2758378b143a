package dev.peal.in.http;

import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Puts requests together, one after the other, from what the codec decodes. Confined to its
/// connection's event loop.
final class Incoming {

  private final int bodyMax;
  private final RequestBody.Budget budget;
  private @Nullable HttpRequest head;
  private @Nullable RequestBody body;

  Incoming(int bodyMax, RequestBody.Budget budget) {
    this.bodyMax = bodyMax;
    this.budget = budget;
  }

  /// The head of the request that is arriving or was the last to arrive; null before its end.
  @Nullable HttpRequest head() {
    return head;
  }

  /// Takes the next part and leaves its memory to the caller. After [Step.Whole] and [Step.Refused]
  /// call [#forget] before the next request.
  Step take(Object part) {
    if (part instanceof HttpRequest request) {
      head = request;
      Optional<Problem> problem = RequestHead.problem(request, bodyMax);
      if (problem.isPresent()) {
        return new Step.Refused(problem.get().toResponse());
      }
      body = new RequestBody(bodyMax, budget);
    }
    if (part instanceof HttpContent content) {
      return takeBody(content);
    }
    boolean waits = part instanceof HttpRequest request && HttpUtil.is100ContinueExpected(request);
    return waits ? new Step.Invite() : new Step.More();
  }

  /// Forgets the request and gives up what its body holds.
  void forget() {
    head = null;
    if (body != null) {
      body.discard();
      body = null;
    }
  }

  private Step takeBody(HttpContent content) {
    @Nullable HttpRequest request = head;
    @Nullable RequestBody arriving = body;
    if (request == null || arriving == null) {
      return new Step.More();
    }
    if (content.decoderResult().isFailure()) {
      return new Step.Refused(
          RequestHead.undecodable(content.decoderResult().cause()).toResponse());
    }
    return switch (arriving.take(content.content())) {
      case OVER_LIMIT ->
          new Step.Refused(
              RequestHead.tooLarge("more than " + bodyMax + " bytes", bodyMax).toResponse());
      case OVER_BUDGET ->
          new Step.Refused(
              Dispatcher.overloaded("body: no memory left for it (expected: fewer at once)"));
      case TAKEN ->
          content instanceof LastHttpContent
              ? new Step.Whole(request, arriving.finish())
              : new Step.More();
    };
  }

  /// What is to be done after a part.
  sealed interface Step {
    record More() implements Step {}

    /// The peer waits to be told that it may send the body.
    record Invite() implements Step {}

    @SuppressWarnings("ArrayRecordComponent") // passed on at once, never compared
    record Whole(HttpRequest head, byte[] body) implements Step {}

    /// Nothing more of this request is wanted, nor of its connection.
    record Refused(Response response) implements Step {}
  }
}
