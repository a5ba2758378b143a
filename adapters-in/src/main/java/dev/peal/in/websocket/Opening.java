package dev.peal.in.websocket;

import dev.peal.application.port.in.TrackSession;
import dev.peal.application.port.out.StoreUnavailable;
import dev.peal.protocol.v1.Closing;
import dev.peal.protocol.v1.Code;
import dev.peal.protocol.v1.Error;
import dev.peal.protocol.v1.ServerFrame;
import dev.peal.protocol.v1.Welcome;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Leads a session from its login to its welcome: has its presence noted and its inbox read, and
/// waits a little when the device has seen a push that is not stored yet.
///
/// When the session ended meanwhile, its presence is taken back once more, since it may have been
/// noted after the end took it back. Confined to the session's event loop.
final class Opening {

  private static final Logger log = LoggerFactory.getLogger(Opening.class);

  /// How long a login may wait for the rows of a push that its device saw before.
  private static final int MAX_ATTEMPTS = 40;

  private static final long PAUSE_MILLIS = 50;

  private final Gateway gateway;
  private final LoopSessions loop;
  private final Session session;
  private final long replyTo;
  private final long cursor;
  private int attempts;

  Opening(Gateway gateway, LoopSessions loop, Session session, long replyTo, long cursor) {
    this.gateway = gateway;
    this.loop = loop;
    this.session = session;
    this.replyTo = replyTo;
    this.cursor = cursor;
  }

  /// What came of an attempt.
  private sealed interface Attempt {
    record Read(TrackSession.Opened opened) implements Attempt {}

    record Failed(ServerFrame error) implements Attempt {}
  }

  /// Makes an attempt, the first or a further one.
  void attempt() {
    if (session.ended()) {
      return;
    }
    attempts++;
    boolean admitted =
        gateway
            .reads()
            .submit(() -> {
              Attempt attempt = read();
              loop.enqueue(() -> attempted(attempt));
            });
    if (admitted) {
      session.presenceNoted();
    } else {
      refuse(
          Answers.error(
              replyTo,
              Error.newBuilder()
                  .setCode(Code.OVERLOADED)
                  .setMessage("too many requests wait for an answer")
                  .setRetryAfterMs(gateway.retryAfterMillis())));
    }
  }

  private Attempt read() {
    try {
      return new Attempt.Read(
          gateway
              .useCases()
              .track()
              .opened(session.user(), session.device(), session.id(), cursor));
    } catch (StoreUnavailable later) {
      gateway.outages().failed("log-in: " + later.getMessage());
      return new Attempt.Failed(
          Answers.unavailable(replyTo, "the store does not answer", gateway.retryAfterMillis()));
    } catch (RuntimeException | java.lang.Error bug) {
      log.error("Session {} could not be opened", session.id(), bug);
      return new Attempt.Failed(
          Answers.error(replyTo, Code.INTERNAL, "the server failed; it is logged there"));
    }
  }

  private void attempted(Attempt attempt) {
    if (session.ended()) {
      session.takePresenceBack();
      return;
    }
    switch (attempt) {
      case Attempt.Failed(var error) -> refuse(error);
      case Attempt.Read(var opened) when !opened.cursorAhead() ->
          session.welcome(welcome(opened), opened.latestSeq(), opened.deviceCursor());
      case Attempt.Read(var opened) when attempts < MAX_ATTEMPTS ->
          loop.loop().schedule(this::attempt, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
      case Attempt.Read(var opened) -> cursorAhead(opened.latestSeq());
    }
  }

  private ServerFrame welcome(TrackSession.Opened opened) {
    WebSocketSettings settings = gateway.settings();
    return ServerFrame.newBuilder()
        .setReplyTo(replyTo)
        .setWelcome(
            Welcome.newBuilder()
                .setUser(session.user().value())
                .setLatestSeq(opened.latestSeq())
                .setDeviceCursor(opened.deviceCursor())
                .setIdleTimeoutMs(settings.idleTimeout().toMillis())
                .setPingIntervalMs(settings.pingInterval().toMillis())
                .setNode(settings.node())
                .setServerTimeMs(gateway.clock().wallMillis()))
        .build();
  }

  private void cursorAhead(long latest) {
    session.write(
        Answers.error(
            replyTo,
            Requests.invalid(
                    "login.cursor",
                    cursor + " (expected: at most " + latest + ", the latest stored seq)")
                .setRetryAfterMs(gateway.retryAfterMillis())));
    session.close(
        Closing.Reason.LOGIN_REFUSED,
        "the cursor is ahead of the inbox",
        gateway.reconnectAfterMillis());
  }

  private void refuse(ServerFrame error) {
    session.write(error);
    session.close(
        Closing.Reason.OVERLOAD, "the session could not be opened", gateway.reconnectAfterMillis());
  }
}
