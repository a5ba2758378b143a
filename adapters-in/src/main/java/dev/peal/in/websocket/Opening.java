package dev.peal.in.websocket;

import dev.peal.application.port.in.TrackSession;
import dev.peal.protocol.v1.Closing;
import dev.peal.protocol.v1.Code;
import dev.peal.protocol.v1.Error;
import dev.peal.protocol.v1.ServerFrame;
import dev.peal.protocol.v1.Welcome;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Leads a session from its login to its welcome: has its presence noted and its inbox read. A
/// store that does not answer keeps nobody out: what it would have told is left out of the welcome,
/// asked for again, more and more seldom, and told when it is known.
///
/// When the session ended meanwhile, its presence is taken back once more, since it may have been
/// noted after the end took it back. Confined to the session's event loop.
final class Opening {

  private static final Logger log = LoggerFactory.getLogger(Opening.class);

  private static final long RETRY_MILLIS = 50;
  private static final long MAX_RETRY_MILLIS = 3_200;

  private final Gateway gateway;
  private final LoopSessions loop;
  private final Session session;
  private final long replyTo;
  private final long cursor;

  Opening(Gateway gateway, LoopSessions loop, Session session, long replyTo, long cursor) {
    this.gateway = gateway;
    this.loop = loop;
    this.session = session;
    this.replyTo = replyTo;
    this.cursor = cursor;
  }

  /// What came of the attempt.
  private sealed interface Attempt {
    record Read(TrackSession.Opened opened) implements Attempt {}

    record Failed(ServerFrame error) implements Attempt {}
  }

  void attempt() {
    if (session.ended()) {
      return;
    }
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
      case Attempt.Read(var opened) -> {
        session.welcome(welcome(opened), opened, cursor);
        if (isOpen(opened)) {
          askLater(RETRY_MILLIS, opened.latestSeq().isEmpty());
        }
      }
    }
  }

  private ServerFrame welcome(TrackSession.Opened opened) {
    WebSocketSettings settings = gateway.settings();
    return ServerFrame.newBuilder()
        .setReplyTo(replyTo)
        .setWelcome(
            Welcome.newBuilder()
                .setUser(session.user().value())
                .setLatestSeq(opened.latestSeq().orElse(0))
                .setLatestUnknown(opened.latestSeq().isEmpty())
                .setDeviceCursor(opened.deviceCursor())
                .setCursor(
                    switch (opened.standing()) {
                      case TrackSession.Standing.Current(), TrackSession.Standing.Undecided() ->
                          cursor;
                      case TrackSession.Standing.GoesBack(var back) -> back;
                    })
                .setIdleTimeoutMs(settings.idleTimeout().toMillis())
                .setPingIntervalMs(settings.pingInterval().toMillis())
                .setNode(settings.node())
                .setServerTimeMs(gateway.clock().wallMillis()))
        .build();
  }

  // ---- what the welcome could not say -----------------------------------------------------------

  private static boolean isOpen(TrackSession.Opened opened) {
    return opened.latestSeq().isEmpty()
        || opened.standing() instanceof TrackSession.Standing.Undecided;
  }

  private void askLater(long millis, boolean latestWanted) {
    loop.loop().schedule(() -> ask(millis, latestWanted), millis, TimeUnit.MILLISECONDS);
  }

  private void ask(long millis, boolean latestWanted) {
    if (session.ended()) {
      return;
    }
    boolean admitted =
        gateway
            .reads()
            .submit(() -> {
              TrackSession.Opened known = reread();
              loop.enqueue(() -> asked(known, millis, latestWanted));
            });
    if (!admitted) {
      askLater(longer(millis), latestWanted);
    }
  }

  private TrackSession.Opened reread() {
    try {
      return gateway.useCases().track().reread(session.user(), session.device(), cursor);
    } catch (RuntimeException | java.lang.Error bug) {
      log.error("What session {} begins with cannot be read", session.id(), bug);
      return new TrackSession.Opened(
          OptionalLong.empty(), 0, new TrackSession.Standing.Undecided());
    }
  }

  private void asked(TrackSession.Opened known, long millis, boolean latestWanted) {
    if (session.ended()) {
      return;
    }
    if (latestWanted) {
      known.latestSeq().ifPresent(session::caughtUp);
    }
    session.stands(known.standing(), known.deviceCursor());
    if (isOpen(known)) {
      askLater(longer(millis), known.latestSeq().isEmpty());
    }
  }

  private static long longer(long millis) {
    return Math.min(2 * millis, MAX_RETRY_MILLIS);
  }

  private void refuse(ServerFrame error) {
    session.write(error);
    session.close(
        Closing.Reason.OVERLOAD, "the session could not be opened", gateway.reconnectAfterMillis());
  }
}
