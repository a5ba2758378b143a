package dev.peal.in.websocket;

import dev.peal.protocol.v1.ClientFrame;
import dev.peal.protocol.v1.Closing;
import dev.peal.protocol.v1.Code;
import dev.peal.protocol.v1.Login;
import dev.peal.protocol.v1.ServerFrame;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One connection from its handshake to its end.
///
/// ```
///            login accepted
///  waiting ------------------> open ---+
///     |                                |  closing sent, or the channel closed
///     +--------------------------------+----------> closed
/// ```
///
/// While *waiting*, everything but a login is refused, and after [#MAX_FAULTS] such faults, or when
/// the login is late or refused, the connection ends. While *open*, a frame that is wrong is
/// answered with an error and the connection survives, up to [#MAX_FAULTS] undecodable frames in a
/// row.
///
/// Confined to its channel's event loop, except what says otherwise.
final class Connection {

  /// Faults after which a connection is not worth keeping.
  static final int MAX_FAULTS = 10;

  private final Gateway gateway;
  private final ChannelHandlerContext ctx;
  private final Encoding encoding;
  private final ReadingPace pace;
  private State state = new State.Waiting();
  private int faults;
  private boolean entered;
  private boolean wasLoggedIn;
  private @Nullable ScheduledFuture<?> loginDeadline;

  Connection(Gateway gateway, ChannelHandlerContext ctx, Encoding encoding) {
    this.gateway = gateway;
    this.ctx = ctx;
    this.encoding = encoding;
    this.pace = new ReadingPace(gateway.settings().framesPerSecond(), gateway.clock());
  }

  /// Where a connection is in its life.
  private sealed interface State {
    record Waiting() implements State {}

    record Open(Session session, Commands commands) implements State {}

    record Closed() implements State {}
  }

  // ---- the channel ---------------------------------------------------------------------------

  /// Waits for the login, if the node takes one more connection.
  void begin() {
    entered = gateway.enter(this);
    if (!entered) {
      refuse(
          gateway.draining() ? Closing.Reason.DRAINING : Closing.Reason.OVERLOAD,
          "the node takes no more sessions now",
          gateway.reconnectAfterMillis() + 1_000);
      return;
    }
    loginDeadline =
        ctx.executor()
            .schedule(
                () ->
                    refuse(
                        Closing.Reason.LOGIN_TIMEOUT,
                        "no login came in time",
                        gateway.reconnectAfterMillis()),
                gateway.settings().loginTimeout().toMillis(),
                TimeUnit.MILLISECONDS);
  }

  /// The channel began or ceased to take data.
  void writable(boolean writable) {
    pace.writable(ctx.channel(), writable);
    if (state instanceof State.Open open) {
      if (writable) {
        open.session().drained();
      } else {
        open.session().blocked();
      }
    }
  }

  /// Notes that a frame came; false when the connection is over and the frame is to be ignored.
  boolean hears() {
    if (state instanceof State.Open open) {
      if (open.session().ended()) {
        closed();
      } else {
        open.session().heard();
      }
    }
    if (state instanceof State.Closed) {
      return false;
    }
    pace.read(ctx.channel());
    return true;
  }

  // ---- frames --------------------------------------------------------------------------------

  void handle(ClientFrame frame) {
    boolean known = frame.getBodyCase() != ClientFrame.BodyCase.BODY_NOT_SET;
    if (state instanceof State.Open open) {
      open.commands().handle(frame);
      if (known) {
        faults = 0;
      } else {
        fault();
      }
    } else if (frame.getBodyCase() == ClientFrame.BodyCase.LOGIN) {
      login(frame.getId(), frame.getLogin());
    } else {
      write(known ? notLoggedIn(frame) : Answers.unknownFrame(frame.getId()));
      fault();
    }
  }

  private static ServerFrame notLoggedIn(ClientFrame frame) {
    return Answers.error(
        frame.getId(),
        Code.NOT_LOGGED_IN,
        "frame: "
            + frame.getBodyCase().name().toLowerCase(Locale.ROOT)
            + " (expected: login first)");
  }

  /// Something came that is no frame of the protocol.
  void malformed(Code code, String sentence) {
    write(Answers.error(0, code, sentence));
    fault();
  }

  private void fault() {
    faults++;
    if (faults >= MAX_FAULTS) {
      refuse(Closing.Reason.PROTOCOL_ERROR, MAX_FAULTS + " frames in a row were wrong", 0);
    }
  }

  /// A frame is larger than is read.
  void tooLarge() {
    write(
        Answers.error(
            0,
            Code.TOO_LARGE,
            "frame: larger than the limit (expected: at most "
                + gateway.settings().maxFrameBytes()
                + " bytes)"));
    refuse(Closing.Reason.PROTOCOL_ERROR, "a frame was larger than the limit", 0);
  }

  // ---- login ---------------------------------------------------------------------------------

  private void login(long replyTo, Login login) {
    switch (LoginCheck.verdict(login, gateway.useCases())) {
      case LoginCheck.Verdict.Accepted(var identity, var cursor) -> open(replyTo, identity, cursor);
      case LoginCheck.Verdict.Wrong(var error) -> {
        write(Answers.error(replyTo, error));
        fault();
      }
      case LoginCheck.Verdict.Refused(var error, var sentence) -> {
        write(Answers.error(replyTo, error));
        refuse(Closing.Reason.LOGIN_REFUSED, sentence, 0);
      }
    }
  }

  private void open(long replyTo, Session.Identity identity, long cursor) {
    Channel channel = ctx.channel();
    LoopSessions loop = gateway.loopOf(channel);
    var session = new Session(gateway, loop, channel, encoding, identity, cursor);
    state = new State.Open(session, new Commands(gateway, session));
    faults = 0;
    wasLoggedIn = true;
    gateway.loggedIn();
    cancelLoginDeadline();
    // From here on the session takes note of what it misses; then the inbox is read.
    loop.add(session);
    gateway.began(session);
    session.watch();
    new Opening(gateway, loop, session, replyTo, cursor).attempt();
  }

  private void cancelLoginDeadline() {
    if (loginDeadline != null) {
      loginDeadline.cancel(false);
      loginDeadline = null;
    }
  }

  // ---- the end -------------------------------------------------------------------------------

  private void write(ServerFrame frame) {
    if (state instanceof State.Open open) {
      open.session().write(frame);
    } else if (!(state instanceof State.Closed)) {
      if (frame.hasError()) {
        gateway.figures().refused(frame.getError().getCode());
      }
      ctx.writeAndFlush(encoding.encode(frame));
    }
  }

  /// Says why and ends the connection.
  void refuse(Closing.Reason reason, String sentence, long reconnectAfterMillis) {
    switch (state) {
      case State.Open open -> open.session().close(reason, sentence, reconnectAfterMillis);
      case State.Waiting() -> {
        gateway.figures().closed(reason.name());
        closed();
        ctx.write(encoding.encode(Answers.closing(reason, sentence, reconnectAfterMillis)));
        Farewell.close(
            ctx.channel(),
            new CloseWebSocketFrame(WebSocketCloseStatus.NORMAL_CLOSURE),
            gateway.settings().writeTimeout());
      }
      case State.Closed() -> {}
    }
    closed();
  }

  /// As a refusal, from any thread; the future is that of the channel's end.
  ChannelFuture closeFromAnyThread(
      Closing.Reason reason, String sentence, long reconnectAfterMillis) {
    ctx.executor().execute(() -> refuse(reason, sentence, reconnectAfterMillis));
    return ctx.channel().closeFuture();
  }

  /// The connection is over, and its place is free. Idempotent.
  void closed() {
    State before = state;
    state = new State.Closed();
    pace.end();
    cancelLoginDeadline();
    if (before instanceof State.Open open) {
      open.session().end();
    }
    if (entered) {
      entered = false;
      gateway.left(this, wasLoggedIn);
    }
  }
}
