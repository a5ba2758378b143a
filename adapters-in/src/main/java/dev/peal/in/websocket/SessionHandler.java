package dev.peal.in.websocket;

import dev.peal.application.port.in.Authenticate;
import dev.peal.application.port.in.TrackSession;
import dev.peal.domain.message.ClientMessageId;
import dev.peal.domain.message.Draft;
import dev.peal.domain.session.DeviceName;
import dev.peal.domain.session.UserId;
import dev.peal.protocol.v1.ClientFrame;
import dev.peal.protocol.v1.Closing;
import dev.peal.protocol.v1.Code;
import dev.peal.protocol.v1.History;
import dev.peal.protocol.v1.Login;
import dev.peal.protocol.v1.Read;
import dev.peal.protocol.v1.Send;
import dev.peal.protocol.v1.ServerFrame;
import dev.peal.protocol.v1.Sync;
import dev.peal.protocol.v1.Welcome;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
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
import java.util.Optional;
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

  /// How long a login may wait for the rows of a push that its device saw before.
  private static final int CURSOR_WAITS = 40;

  private static final long CURSOR_WAIT_MILLIS = 50;

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
    this.pace = new ReadingPace(gateway.settings().framesPerSecond());
  }

  /// Where a connection is in its life.
  private sealed interface State {
    record Waiting() implements State {}

    record Open(Session session) implements State {}

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
    cancelLoginDeadline();
    if (before instanceof State.Open(var session)) {
      session.end();
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
    pace.writable(ctx.channel(), ctx.channel().isWritable());
    if (ctx.channel().isWritable() && state instanceof State.Open(var session)) {
      session.drained();
    }
    ctx.fireChannelWritabilityChanged();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    switch (cause) {
      case TooLongFrameException tooLong -> tooLarge(ctx);
      case CorruptedWebSocketFrameException corrupted
          when corrupted.closeStatus().equals(WebSocketCloseStatus.MESSAGE_TOO_BIG) ->
          tooLarge(ctx);
      case CorruptedWebSocketFrameException corrupted ->
          refuse(Closing.Reason.PROTOCOL_ERROR, "that was not a WebSocket frame", 0);
      case IOException lost -> ctx.close();
      default -> {
        log.error("A connection failed", cause);
        ctx.close();
      }
    }
  }

  private void tooLarge(ChannelHandlerContext ctx) {
    if (!(state instanceof State.Closed)) {
      ctx.write(
          encoding.encode(
              Answers.error(
                  0,
                  Code.TOO_LARGE,
                  "frame: larger than the limit (expected: at most "
                      + gateway.settings().maxFrameBytes()
                      + " bytes)")));
      refuse(Closing.Reason.PROTOCOL_ERROR, "a frame was larger than the limit", 0);
    }
  }

  // ---- frames --------------------------------------------------------------------------------

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, WebSocketFrame frame) {
    if (state instanceof State.Closed) {
      return;
    }
    if (state instanceof State.Open(var session)) {
      session.heard();
    }
    pace.read(ctx.channel());
    switch (frame) {
      case TextWebSocketFrame text -> decode(text);
      case BinaryWebSocketFrame binary -> decode(binary);
      case PingWebSocketFrame ping ->
          ctx.writeAndFlush(new PongWebSocketFrame(ping.content().retain()));
      case CloseWebSocketFrame close -> {
        ctx.writeAndFlush(close.retain()).addListener(ChannelFutureListener.CLOSE);
        closed();
      }
      default -> {}
    }
  }

  private void decode(WebSocketFrame frame) {
    switch (encoding.decode(frame)) {
      case Encoding.Decoded.Frame(var decoded) -> {
        if (state instanceof State.Open(var session)) {
          faults = 0;
          handle(session, decoded);
        } else {
          login(decoded);
        }
      }
      case Encoding.Decoded.Malformed(var code, var sentence) -> {
        write(Answers.error(0, code, sentence));
        fault();
      }
    }
  }

  private void fault() {
    faults++;
    if (faults >= MAX_FAULTS) {
      refuse(Closing.Reason.PROTOCOL_ERROR, MAX_FAULTS + " frames in a row were wrong", 0);
    }
  }

  private void handle(Session session, ClientFrame frame) {
    long replyTo = frame.getId();
    switch (frame.getBodyCase()) {
      case SEND -> send(session, replyTo, frame.getSend());
      case ACK -> acknowledge(session, replyTo, frame.getAck().getSeq());
      case READ -> read(session, replyTo, frame.getRead());
      case SYNC -> sync(session, replyTo, frame.getSync());
      case HISTORY -> history(session, replyTo, frame.getHistory());
      case PING ->
          session.request(
              replyTo,
              () -> Answers.pong(replyTo, gateway.useCases().sync().latestSeq(session.user())));
      case LOGIN ->
          session.write(
              Answers.error(replyTo, Code.ALREADY_LOGGED_IN, "this session is logged in already"));
      case BODY_NOT_SET -> {
        session.write(unknownFrame(replyTo));
        fault();
      }
    }
  }

  private static ServerFrame unknownFrame(long replyTo) {
    return Answers.error(
        replyTo,
        Code.UNKNOWN_FRAME,
        "frame: without a body that this server knows (expected: login, send, ack, read, sync,"
            + " history or ping)");
  }

  // ---- login ---------------------------------------------------------------------------------

  private void login(ClientFrame frame) {
    long replyTo = frame.getId();
    switch (frame.getBodyCase()) {
      case LOGIN -> login(replyTo, frame.getLogin());
      case BODY_NOT_SET -> {
        write(unknownFrame(replyTo));
        fault();
      }
      default -> {
        write(
            Answers.error(
                replyTo,
                Code.NOT_LOGGED_IN,
                "frame: "
                    + frame.getBodyCase().name().toLowerCase(Locale.ROOT)
                    + " (expected: login first)"));
        fault();
      }
    }
  }

  private void login(long replyTo, Login login) {
    Optional<DeviceName> device = DeviceName.parse(login.getDevice());
    if (device.isEmpty()) {
      write(
          Answers.error(
              replyTo,
              Requests.invalid(
                  "login.device",
                  Requests.shown(login.getDevice())
                      + " (expected: 1 to "
                      + DeviceName.MAX_LENGTH
                      + " printable ASCII characters)")));
      fault();
      return;
    }
    if (login.getCursor() < 0) {
      write(
          Answers.error(
              replyTo,
              Requests.invalid("login.cursor", login.getCursor() + " (expected: 0 or more)")));
      fault();
      return;
    }
    switch (gateway.useCases().authenticate().authenticate(login.getToken())) {
      case Authenticate.Outcome.Authenticated(var user, var expiresAtMillis) ->
          open(replyTo, new LoginRequest(user, device.get(), login.getCursor(), expiresAtMillis));
      case Authenticate.Outcome.Expired ignored -> {
        write(Answers.error(replyTo, Code.EXPIRED_TOKEN, "login.token: expired; log in again"));
        refuse(Closing.Reason.LOGIN_REFUSED, "the token is expired", 0);
      }
      case Authenticate.Outcome.Invalid(var why) -> {
        write(Answers.error(replyTo, Code.INVALID_TOKEN, "login.token: " + why));
        refuse(Closing.Reason.LOGIN_REFUSED, "the token is not valid", 0);
      }
    }
  }

  private record LoginRequest(UserId user, DeviceName device, long cursor, long expiresAtMillis) {}

  private void open(long replyTo, LoginRequest login) {
    ChannelHandlerContext ctx = requireContext();
    LoopSessions loop = gateway.loopOf(ctx.channel());
    var identity =
        new Session.Identity(
            login.user(),
            login.device(),
            gateway.useCases().track().nextSession(),
            login.expiresAtMillis());
    var session = new Session(gateway, loop, ctx.channel(), encoding, identity, login.cursor());
    state = new State.Open(session);
    faults = 0;
    wasLoggedIn = true;
    gateway.loggedIn();
    cancelLoginDeadline();
    // From here on the session takes note of what it misses; then the inbox is read.
    loop.add(session);
    gateway.began(session);
    session.request(replyTo, () -> welcome(replyTo, session, login, loop));
  }

  /// Reads what the welcome says; on a virtual thread. The empty frame means that there is nothing
  /// more to write.
  private ServerFrame welcome(
      long replyTo, Session session, LoginRequest login, LoopSessions loop) {
    TrackSession.Opened opened = opened(session, login);
    for (int i = 0; i < CURSOR_WAITS && opened.cursorAhead(); i++) {
      if (interruptedWhilePausing()) {
        break;
      }
      opened = opened(session, login);
    }
    if (opened.cursorAhead()) {
      long latest = opened.latestSeq();
      loop.enqueue(() -> cursorAhead(replyTo, login.cursor(), latest));
      return ServerFrame.getDefaultInstance();
    }
    long latest = opened.latestSeq();
    WebSocketSettings settings = gateway.settings();
    ServerFrame welcome =
        ServerFrame.newBuilder()
            .setReplyTo(replyTo)
            .setWelcome(
                Welcome.newBuilder()
                    .setUser(login.user().value())
                    .setLatestSeq(latest)
                    .setDeviceCursor(opened.deviceCursor())
                    .setIdleTimeoutMs(settings.idleTimeout().toMillis())
                    .setPingIntervalMs(settings.pingInterval().toMillis())
                    .setNode(settings.node()))
            .build();
    loop.enqueue(() -> {
      session.told(latest);
      session.welcome(welcome, latest);
    });
    return ServerFrame.getDefaultInstance();
  }

  private TrackSession.Opened opened(Session session, LoginRequest login) {
    return gateway
        .useCases()
        .track()
        .opened(login.user(), login.device(), session.id(), login.cursor());
  }

  private static boolean interruptedWhilePausing() {
    try {
      TimeUnit.MILLISECONDS.sleep(CURSOR_WAIT_MILLIS);
      return false;
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  private void cursorAhead(long replyTo, long cursor, long latest) {
    write(
        Answers.error(
            replyTo,
            Requests.invalid(
                    "login.cursor",
                    cursor + " (expected: at most " + latest + ", the latest stored seq)")
                .setRetryAfterMs(gateway.retryAfterMillis())));
    refuse(
        Closing.Reason.LOGIN_REFUSED,
        "the cursor is ahead of the inbox",
        gateway.reconnectAfterMillis());
  }

  // ---- requests ------------------------------------------------------------------------------

  private void send(Session session, long replyTo, Send send) {
    switch (Requests.send(session.user(), send)) {
      case Requests.Checked.Bad<Requests.Sending>(var error) ->
          session.write(Answers.error(replyTo, error.setClientId(echoed(send.getClientId()))));
      case Requests.Checked.Good<Requests.Sending>(var sending) -> {
        ClientMessageId id = sending.clientId();
        Draft draft =
            new Draft(
                sending.conversation(),
                session.user(),
                id,
                sending.body(),
                sending.bodyBytes(),
                gateway.wallMillis());
        gateway
            .useCases()
            .post()
            .post(
                draft,
                session.order(),
                outcome -> session.answer(Answers.posted(replyTo, id, outcome)));
      }
    }
  }

  private static String echoed(String clientId) {
    return ClientMessageId.parse(clientId).map(ClientMessageId::value).orElse("");
  }

  private void acknowledge(Session session, long replyTo, long seq) {
    if (seq < 0 || !session.acknowledged(seq)) {
      session.write(
          Answers.error(
              replyTo,
              Requests.invalid(
                  "ack.seq", seq + " (expected: a seq that this session was told of)")));
    }
  }

  private void read(Session session, long replyTo, Read read) {
    switch (Requests.read(session.user(), read)) {
      case Requests.Checked.Bad<Requests.Reading>(var error) ->
          session.write(Answers.error(replyTo, error));
      case Requests.Checked.Good<Requests.Reading>(var reading) ->
          session.request(
              replyTo,
              () -> {
                gateway
                    .useCases()
                    .markRead()
                    .mark(
                        session.user(),
                        reading.conversation(),
                        reading.position(),
                        session.order(),
                        outcome -> session.answer(Answers.marked(replyTo, outcome)));
                return ServerFrame.getDefaultInstance();
              });
    }
  }

  private void sync(Session session, long replyTo, Sync sync) {
    switch (Requests.sync(sync)) {
      case Requests.Checked.Bad<Requests.Syncing>(var error) ->
          session.write(Answers.error(replyTo, error));
      case Requests.Checked.Good<Requests.Syncing>(var syncing) ->
          session.request(
              replyTo,
              () ->
                  Answers.page(
                      replyTo,
                      gateway
                          .useCases()
                          .sync()
                          .page(session.user(), syncing.after(), syncing.limit())));
    }
  }

  private void history(Session session, long replyTo, History history) {
    switch (Requests.history(session.user(), history)) {
      case Requests.Checked.Bad<Requests.Browsing>(var error) ->
          session.write(Answers.error(replyTo, error));
      case Requests.Checked.Good<Requests.Browsing>(var browsing) ->
          session.request(
              replyTo,
              () ->
                  Answers.history(
                      replyTo,
                      browsing.conversation(),
                      gateway
                          .useCases()
                          .history()
                          .read(
                              session.user(),
                              browsing.conversation(),
                              browsing.before(),
                              browsing.limit())));
    }
  }

  // ---- the end -------------------------------------------------------------------------------

  private void write(ServerFrame frame) {
    if (state instanceof State.Open(var session)) {
      session.write(frame);
    } else if (!(state instanceof State.Closed)) {
      requireContext().writeAndFlush(encoding.encode(frame));
    }
  }

  /// Says why and ends the connection.
  private void refuse(Closing.Reason reason, String sentence, long reconnectAfterMillis) {
    ChannelHandlerContext ctx = requireContext();
    switch (state) {
      case State.Open(var session) -> session.close(reason, sentence, reconnectAfterMillis);
      case State.Waiting() -> {
        ctx.write(encoding.encode(Answers.closing(reason, sentence, reconnectAfterMillis)));
        ctx.writeAndFlush(new CloseWebSocketFrame(WebSocketCloseStatus.NORMAL_CLOSURE))
            .addListener(ChannelFutureListener.CLOSE);
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
