package dev.peal.in.websocket;

import dev.peal.application.port.in.Authenticate;
import dev.peal.protocol.v1.ClientFrame;
import dev.peal.protocol.v1.Closing;
import dev.peal.protocol.v1.Code;
import dev.peal.protocol.v1.Login;
import dev.peal.protocol.v1.ServerFrame;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads the frames of one connection and calls what they ask for.
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
final class SessionHandler extends SimpleChannelInboundHandler<WebSocketFrame> {

  private static final Logger log = LoggerFactory.getLogger(SessionHandler.class);

  /// Faults after which a connection is not worth keeping.
  static final int MAX_FAULTS = 10;

  private final Gateway gateway;
  private final Encoding encoding;
  private final ReadingPace pace;
  private State state = new State.Waiting();
  private int faults;
  private boolean entered;
  private boolean wasLoggedIn;
  private volatile @Nullable ChannelHandlerContext context;
  private @Nullable ScheduledFuture<?> loginDeadline;

  SessionHandler(Gateway gateway, Encoding encoding) {
    this.gateway = gateway;
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

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
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
                () -> refuse(Closing.Reason.LOGIN_TIMEOUT, "no login came in time", 0),
                gateway.settings().loginTimeout().toMillis(),
                TimeUnit.MILLISECONDS);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    closed();
    ctx.fireChannelInactive();
  }

  private void closed() {
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

  private void cancelLoginDeadline() {
    if (loginDeadline != null) {
      loginDeadline.cancel(false);
      loginDeadline = null;
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    boolean writable = ctx.channel().isWritable();
    pace.writable(ctx.channel(), writable);
    if (state instanceof State.Open open) {
      if (writable) {
        open.session().drained();
      } else {
        open.session().blocked();
      }
    }
    ctx.fireChannelWritabilityChanged();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    switch (cause) {
      case TooLongFrameException tooLong -> tooLarge();
      case CorruptedWebSocketFrameException corrupted
          when corrupted.closeStatus().equals(WebSocketCloseStatus.MESSAGE_TOO_BIG) ->
          tooLarge();
      case CorruptedWebSocketFrameException corrupted ->
          refuse(Closing.Reason.PROTOCOL_ERROR, "that was not a WebSocket frame", 0);
      case IOException lost -> ctx.close();
      default -> {
        log.error("A connection failed", cause);
        ctx.close();
      }
    }
  }

  private void tooLarge() {
    write(
        Answers.error(
            0,
            Code.TOO_LARGE,
            "frame: larger than the limit (expected: at most "
                + gateway.settings().maxFrameBytes()
                + " bytes)"));
    refuse(Closing.Reason.PROTOCOL_ERROR, "a frame was larger than the limit", 0);
  }

  // ---- frames --------------------------------------------------------------------------------

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, WebSocketFrame frame) {
    if (state instanceof State.Open open) {
      if (open.session().ended()) {
        closed();
      } else {
        open.session().heard();
      }
    }
    if (state instanceof State.Closed) {
      if (frame instanceof CloseWebSocketFrame) {
        ctx.close();
      }
      return;
    }
    pace.read(ctx.channel());
    switch (frame) {
      case TextWebSocketFrame text -> decode(text);
      case BinaryWebSocketFrame binary -> decode(binary);
      case PingWebSocketFrame ping ->
          ctx.writeAndFlush(new PongWebSocketFrame(ping.content().retain()));
      case CloseWebSocketFrame close -> {
        closed();
        Farewell.close(ctx.channel(), close.retain(), gateway.settings().writeTimeout());
      }
      default -> {}
    }
  }

  private void decode(WebSocketFrame frame) {
    switch (encoding.decode(frame)) {
      case Encoding.Decoded.Frame(var decoded) -> decoded(decoded);
      case Encoding.Decoded.Malformed(var code, var sentence) -> {
        write(Answers.error(0, code, sentence));
        fault();
      }
    }
  }

  private void decoded(ClientFrame frame) {
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

  private void fault() {
    faults++;
    if (faults >= MAX_FAULTS) {
      refuse(Closing.Reason.PROTOCOL_ERROR, MAX_FAULTS + " frames in a row were wrong", 0);
    }
  }

  // ---- login ---------------------------------------------------------------------------------

  private void login(long replyTo, Login login) {
    switch (Requests.login(login)) {
      case Requests.Checked.Bad<Requests.LoggingIn>(var error) -> {
        write(Answers.error(replyTo, error));
        fault();
      }
      case Requests.Checked.Good<Requests.LoggingIn>(var request) ->
          login(replyTo, login.getToken(), request);
    }
  }

  private void login(long replyTo, String token, Requests.LoggingIn request) {
    switch (gateway.useCases().authenticate().authenticate(token)) {
      case Authenticate.Outcome.Authenticated(var user, var expiresAtMillis) ->
          open(
              replyTo,
              new Session.Identity(
                  user,
                  request.device(),
                  gateway.useCases().track().nextSession(),
                  expiresAtMillis),
              request.cursor());
      case Authenticate.Outcome.Expired ignored -> {
        write(
            Answers.error(
                replyTo,
                Answers.problem(Code.EXPIRED_TOKEN, "login.token", "expired; log in again")));
        refuse(Closing.Reason.LOGIN_REFUSED, "the token is expired", 0);
      }
      case Authenticate.Outcome.Invalid(var why) -> {
        // The reason may name its field already, though without the frame's.
        String sentence = why.startsWith("token: ") ? why.substring("token: ".length()) : why;
        write(Answers.error(replyTo, Answers.problem(Code.INVALID_TOKEN, "login.token", sentence)));
        refuse(Closing.Reason.LOGIN_REFUSED, "the token is not valid", 0);
      }
    }
  }

  private void open(long replyTo, Session.Identity identity, long cursor) {
    Channel channel = requireContext().channel();
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

  // ---- the end -------------------------------------------------------------------------------

  private void write(ServerFrame frame) {
    if (state instanceof State.Open open) {
      open.session().write(frame);
    } else if (!(state instanceof State.Closed)) {
      requireContext().writeAndFlush(encoding.encode(frame));
    }
  }

  /// Says why and ends the connection.
  private void refuse(Closing.Reason reason, String sentence, long reconnectAfterMillis) {
    ChannelHandlerContext ctx = requireContext();
    switch (state) {
      case State.Open open -> open.session().close(reason, sentence, reconnectAfterMillis);
      case State.Waiting() -> {
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
    ChannelHandlerContext ctx = requireContext();
    ctx.executor().execute(() -> refuse(reason, sentence, reconnectAfterMillis));
    return ctx.channel().closeFuture();
  }

  private ChannelHandlerContext requireContext() {
    ChannelHandlerContext ctx = context;
    if (ctx == null) {
      throw new IllegalStateException("the handler is in no pipeline");
    }
    return ctx;
  }
}
