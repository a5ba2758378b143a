package dev.peal.client;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.peal.client.SessionOwner.End;
import dev.peal.protocol.v1.ClientFrame;
import dev.peal.protocol.v1.Login;
import dev.peal.protocol.v1.Ping;
import dev.peal.protocol.v1.Push;
import dev.peal.protocol.v1.ServerFrame;
import dev.peal.protocol.v1.Welcome;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler.ClientHandshakeStateEvent;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One connection, from the WebSocket handshake on.
///
/// ```
/// OPENING ──handshake──▶ LOGGING_IN ──welcome──▶ ONLINE
///    └───────────────────────┴──────────────────────┴──▶ ENDED
/// ```
///
/// It pings, and gives the connection up when nothing was heard for two ping intervals and five
/// seconds. Writes are flushed together, behind whatever is already waiting for the event loop.
///
/// Confined to the event loop of its channel, which is its client's.
final class Session extends SimpleChannelInboundHandler<WebSocketFrame> implements Wire {
  private static final Logger LOG = LoggerFactory.getLogger(Session.class);
  private static final long SILENCE_GRACE_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final long LEAST_PING_MILLIS = 100;

  private final SessionOwner owner;
  private final ClientSettings settings;
  private final String token;
  private final Timers timers;
  private final Runnable flush = this::flush;

  private @Nullable ChannelHandlerContext context;
  private @Nullable PushDecoder decoder;
  private Phase phase = Phase.OPENING;
  private End end = new End.Lost("the connection ended");
  private long lastId;
  private boolean flushSoon;
  private long heardAtNanos;
  private long pingIntervalNanos;
  private Timers.@Nullable Timer timer;

  private enum Phase {
    OPENING,
    LOGGING_IN,
    ONLINE,
    ENDED
  }

  Session(SessionOwner owner, ClientSettings settings, String token, Timers timers) {
    super(WebSocketFrame.class);
    this.owner = owner;
    this.settings = settings;
    this.token = token;
    this.timers = timers;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext added) {
    context = added;
    decoder = PushDecoder.ofThisLoop();
  }

  @Override
  public long write(ClientFrame.Builder frame) {
    long id = ++lastId;
    ChannelHandlerContext to = context;
    if (to == null || phase == Phase.ENDED) {
      return id;
    }
    byte[] bytes = frame.setId(id).build().toByteArray();
    var _ = to.write(new BinaryWebSocketFrame(Unpooled.wrappedBuffer(bytes)), to.voidPromise());
    if (!flushSoon) {
      flushSoon = true;
      timers.soon(flush);
    }
    return id;
  }

  /// Says goodbye and closes.
  void close() {
    ChannelHandlerContext to = context;
    if (to != null) {
      var _ =
          to.writeAndFlush(new CloseWebSocketFrame(1000, ""))
              .addListener(ChannelFutureListener.CLOSE);
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext from, Object event) {
    if (event == ClientHandshakeStateEvent.HANDSHAKE_COMPLETE) {
      phase = Phase.LOGGING_IN;
      write(
          ClientFrame.newBuilder()
              .setLogin(
                  Login.newBuilder()
                      .setToken(token)
                      .setDevice(settings.device())
                      .setCursor(owner.cursor())));
      timer =
          timers.after(
              settings.reconnect().openTimeout().toNanos(),
              () -> giveUp("the login was not answered"));
    } else {
      from.fireUserEventTriggered(event);
    }
  }

  @Override
  protected void channelRead0(ChannelHandlerContext from, WebSocketFrame message) {
    long arrivedNanos = System.nanoTime();
    heardAtNanos = timers.nanoTime();
    if (!(message instanceof BinaryWebSocketFrame) || phase == Phase.ENDED) {
      return;
    }
    try {
      if (phase == Phase.ONLINE && decoder != null) {
        Push push = decoder.push(message.content());
        if (push != null) {
          owner.push(decoder.firstSeq(), push, arrivedNanos);
          return;
        }
      }
      take(PushDecoder.frame(message.content()), arrivedNanos);
    } catch (InvalidProtocolBufferException malformed) {
      LOG.warn("the server sent what is not a frame: {}", malformed.getMessage());
      giveUp("the server sent what is not a frame");
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext from) {
    if (phase == Phase.ENDED) {
      return;
    }
    phase = Phase.ENDED;
    cancelTimer();
    owner.ended(end);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext from, Throwable cause) {
    LOG.debug("connection failed", cause);
    giveUp(String.valueOf(cause.getMessage()));
  }

  private void take(ServerFrame frame, long arrivedNanos) {
    switch (frame.getBodyCase()) {
      case CLOSING -> endWith(new End.Closed(frame.getClosing()));
      case REPLACED -> endWith(new End.Replaced());
      case PUSH -> owner.push(frame.getPush().getFirstSeq(), frame.getPush(), arrivedNanos);
      case WELCOME -> welcome(frame.getWelcome());
      case ERROR -> {
        if (phase == Phase.LOGGING_IN) {
          endWith(new End.Refused(frame.getError()));
        } else {
          owner.frame(frame);
        }
      }
      case ACCEPTED, ABANDONED, PAGE, HISTORY, PONG, BODY_NOT_SET -> owner.frame(frame);
    }
  }

  private void welcome(Welcome welcome) {
    if (phase != Phase.LOGGING_IN) {
      return;
    }
    phase = Phase.ONLINE;
    cancelTimer();
    pingIntervalNanos =
        TimeUnit.MILLISECONDS.toNanos(Math.max(LEAST_PING_MILLIS, welcome.getPingIntervalMs()));
    timer =
        timers.after(
            Math.min(settings.firstPing().toNanos(), pingIntervalNanos), this::pingOrGiveUp);
    owner.welcome(this, welcome);
  }

  private void pingOrGiveUp() {
    long silentNanos = timers.nanoTime() - heardAtNanos;
    long mostNanos = 2 * pingIntervalNanos + SILENCE_GRACE_NANOS;
    if (silentNanos >= mostNanos) {
      giveUp("nothing was heard for " + TimeUnit.NANOSECONDS.toMillis(silentNanos) + " ms");
      return;
    }
    if (owner.isOverdue()) {
      giveUp("a message was not answered");
      return;
    }
    write(ClientFrame.newBuilder().setPing(Ping.getDefaultInstance()));
    timer = timers.after(Math.min(pingIntervalNanos, mostNanos - silentNanos), this::pingOrGiveUp);
  }

  private void endWith(End how) {
    if (end instanceof End.Lost) {
      end = how;
    }
    if (context != null) {
      var _ = context.close();
    }
  }

  private void giveUp(String why) {
    endWith(new End.Lost(why));
  }

  private void flush() {
    flushSoon = false;
    if (context != null) {
      context.flush();
    }
  }

  private void cancelTimer() {
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
  }
}
