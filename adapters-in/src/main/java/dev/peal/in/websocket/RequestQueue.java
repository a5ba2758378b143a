package dev.peal.in.websocket;

import dev.peal.application.port.out.StoreUnavailable;
import dev.peal.protocol.v1.Code;
import dev.peal.protocol.v1.Error;
import dev.peal.protocol.v1.ServerFrame;
import java.util.ArrayDeque;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The requests of one session that block (sync, history, marks): they run on virtual threads, one
/// after the other, and at most [#MAX_WAITING] wait. Confined to the session's event loop.
final class RequestQueue {

  static final int MAX_WAITING = 32;

  private static final Logger log = LoggerFactory.getLogger(RequestQueue.class);

  private final LoopSessions loop;
  private final Gateway gateway;
  private final BooleanSupplier takesAnswers;
  private final Consumer<ServerFrame> answered;
  private final ArrayDeque<Request> waiting = new ArrayDeque<>();
  private boolean running;

  /// While `takesAnswers` says no, nothing more is begun, for its answer would only pile up;
  /// whoever changes its mind calls [#next]. `answered` gets an answer, on the loop.
  RequestQueue(
      LoopSessions loop,
      Gateway gateway,
      BooleanSupplier takesAnswers,
      Consumer<ServerFrame> answered) {
    this.loop = loop;
    this.gateway = gateway;
    this.takesAnswers = takesAnswers;
    this.answered = answered;
  }

  private record Request(long replyTo, Supplier<ServerFrame> work) {}

  /// Runs `work` behind the earlier requests; false, and it will not run, when too many wait. The
  /// empty frame means that there is nothing to answer.
  boolean add(long replyTo, Supplier<ServerFrame> work) {
    if (waiting.size() >= MAX_WAITING) {
      return false;
    }
    waiting.add(new Request(replyTo, work));
    next();
    return true;
  }

  /// Begins what waits, if nothing is under way.
  void next() {
    while (!running && takesAnswers.getAsBoolean()) {
      Request request = waiting.poll();
      if (request == null) {
        return;
      }
      running =
          gateway
              .reads()
              .submit(() -> {
                ServerFrame answer = perform(request);
                loop.enqueue(() -> done(answer));
              });
      if (!running) {
        answered.accept(overloaded(request.replyTo()));
      }
    }
  }

  private void done(ServerFrame answer) {
    running = false;
    try {
      if (answer.getBodyCase() != ServerFrame.BodyCase.BODY_NOT_SET) {
        answered.accept(answer);
      }
    } finally {
      next();
    }
  }

  private ServerFrame perform(Request request) {
    try {
      ServerFrame answer = request.work().get();
      gateway.outages().worked();
      return answer;
    } catch (StoreUnavailable later) {
      gateway.outages().failed(later.getMessage());
      return Answers.unavailable(
          request.replyTo(), "the store does not answer", gateway.retryAfterMillis());
    } catch (RuntimeException | java.lang.Error bug) {
      log.error("A request failed", bug);
      return Answers.error(
          request.replyTo(), Code.INTERNAL, "the server failed; it is logged there");
    }
  }

  /// The answer to a request that was not taken.
  ServerFrame overloaded(long replyTo) {
    return Answers.error(
        replyTo,
        Error.newBuilder()
            .setCode(Code.OVERLOADED)
            .setMessage("too many requests wait for an answer")
            .setRetryAfterMs(gateway.retryAfterMillis()));
  }

  /// Forgets what waits.
  void clear() {
    waiting.clear();
  }
}
