package dev.peal.in.websocket;

import dev.peal.application.port.in.SendOrder;
import dev.peal.application.port.out.StoreUnavailable;
import dev.peal.domain.session.DeviceName;
import dev.peal.domain.session.UserId;
import dev.peal.protocol.v1.Closing;
import dev.peal.protocol.v1.Code;
import dev.peal.protocol.v1.Error;
import dev.peal.protocol.v1.Replaced;
import dev.peal.protocol.v1.ServerFrame;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.util.Timeout;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One logged-in connection: what it was pushed, what it acknowledged, what it still has to be
/// told.
///
/// **Behind.** A session whose channel takes no more is not written to; only the highest seq that
/// it missed is kept. When the channel drains, pushes go on (the client sees the gap and syncs),
/// and once the missed seq is stored the client is told the latest seq, so that it also asks when
/// nothing more comes. A new session starts behind, from before its inbox is read until its welcome
/// is written, so that nothing falls between the two.
///
/// **Unacknowledged.** One timer on the shared wheel looks after the oldest push that was not
/// acknowledged: when it is due, what is above the acknowledged seq goes again, from the inbox, up
/// to [#MAX_RESENDS] times; then the session is closed. The same timer ends idle sessions and cuts
/// off those that take nothing.
///
/// **Requests** that block (sync, history, marks) run one after the other on virtual threads.
///
/// Confined to its event loop, except what says otherwise.
final class Session {

  private static final Logger log = LoggerFactory.getLogger(Session.class);

  /// How often a push is sent again.
  static final int MAX_RESENDS = 3;

  private static final int RESEND_LIMIT = 500;
  private static final int MAX_REQUESTS = 32;
  private static final long CATCH_UP_MILLIS = 50;

  private final Gateway gateway;
  private final LoopSessions loop;
  private final Channel channel;
  private final Encoding encoding;
  private final UserId user;
  private final DeviceName device;
  private final long id;
  private final long expiresAtMillis;
  private final SendOrder order = new SendOrder();
  private final ArrayDeque<Request> requests = new ArrayDeque<>();
  private final AtomicBoolean ended = new AtomicBoolean();
  private boolean requesting;
  private boolean welcomed;
  private boolean flushing;
  private boolean behind = true;
  private long missedSeq;
  private boolean catchingUp;
  private long pushedSeq;
  private long ackedSeq;
  private long toldSeq;
  private long savedSeq;
  private long oldestUnackedNanos;
  private boolean unacked;
  private int resends;
  private long heardNanos = System.nanoTime();
  private long stuckNanos;
  private boolean stuck;
  private long checkNanos;
  private @Nullable Timeout check;

  Session(
      Gateway gateway,
      LoopSessions loop,
      Channel channel,
      Encoding encoding,
      Identity identity,
      long cursor) {
    this.gateway = gateway;
    this.loop = loop;
    this.channel = channel;
    this.encoding = encoding;
    this.user = identity.user();
    this.device = identity.device();
    this.id = identity.session();
    this.expiresAtMillis = identity.expiresAtMillis();
    this.ackedSeq = cursor;
    this.pushedSeq = cursor;
    this.savedSeq = cursor;
  }

  /// Who a session is.
  record Identity(UserId user, DeviceName device, long session, long expiresAtMillis) {}

  /// A request that blocks; its answer is written when it returns.
  private record Request(long replyTo, Supplier<ServerFrame> work) {}

  UserId user() {
    return user;
  }

  DeviceName device() {
    return device;
  }

  long id() {
    return id;
  }

  SendOrder order() {
    return order;
  }

  // ---- writing -------------------------------------------------------------------------------

  /// Writes a frame; it is flushed with the others of this turn.
  void write(ServerFrame frame) {
    if (!ended.get()) {
      channel.write(encoding.encode(frame), channel.voidPromise());
      toFlush();
    }
  }

  /// As [#write], from any thread.
  void answer(ServerFrame frame) {
    loop.enqueue(() -> write(frame));
  }

  private void toFlush() {
    if (!flushing) {
      flushing = true;
      loop.toFlush(this);
    }
  }

  void flush() {
    flushing = false;
    channel.flush();
  }

  /// Shows a batch, unless the session is behind.
  void push(PushFrames frames, long firstSeq) {
    long lastSeq = firstSeq + frames.size() - 1;
    if (ended.get()) {
      return;
    }
    if (behind || !channel.isWritable()) {
      missed(lastSeq);
      return;
    }
    frames.writeTo(channel, encoding, firstSeq);
    toFlush();
    pushed(lastSeq);
  }

  private void pushed(long seq) {
    pushedSeq = Math.max(pushedSeq, seq);
    if (!unacked) {
      unacked = true;
      oldestUnackedNanos = System.nanoTime();
      checkWithin(gateway.settings().ackTimeout().toNanos());
    }
  }

  /// Notes that the session was not shown what its inbox has up to `seq`.
  void missed(long seq) {
    behind = true;
    missedSeq = Math.max(missedSeq, seq);
    if (channel.isWritable() && welcomed) {
      drained();
    }
  }

  // ---- login ---------------------------------------------------------------------------------

  /// Writes the welcome and begins to push.
  void welcome(ServerFrame welcome, long latestSeq) {
    if (ended.get()) {
      // Presence was noted after the end took it back.
      gateway.ended(this, ackedSeq);
      return;
    }
    welcomed = true;
    write(welcome);
    behind = false;
    checkWithin(gateway.settings().idleTimeout().toNanos());
    if (missedSeq > latestSeq) {
      drained();
    }
  }

  // ---- behind --------------------------------------------------------------------------------

  /// The channel takes data again.
  void drained() {
    if (behind && welcomed) {
      behind = false;
    }
    if (missedSeq > 0 && !catchingUp && welcomed) {
      catchingUp = true;
      catchUp();
    }
    nextRequest();
  }

  /// Tells the latest seq as soon as what was missed is stored.
  private void catchUp() {
    boolean admitted =
        gateway
            .reads()
            .submit(() -> {
              long latest = latestOr(0);
              loop.enqueue(() -> caughtUp(latest));
            });
    if (!admitted) {
      loop.loop().schedule(this::catchUp, CATCH_UP_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private long latestOr(long otherwise) {
    try {
      return gateway.useCases().sync().latestSeq(user);
    } catch (StoreUnavailable later) {
      return otherwise;
    }
  }

  private void caughtUp(long latest) {
    if (ended.get()) {
      return;
    }
    if (latest < missedSeq) {
      loop.loop().schedule(this::catchUp, CATCH_UP_MILLIS, TimeUnit.MILLISECONDS);
      return;
    }
    catchingUp = false;
    missedSeq = 0;
    write(Answers.pong(0, latest));
  }

  // ---- what the client says ------------------------------------------------------------------

  void heard() {
    heardNanos = System.nanoTime();
  }

  /// The device has resolved everything up to `seq`; false when it was never shown that much.
  boolean acknowledged(long seq) {
    if (seq <= ackedSeq) {
      return true;
    }
    if (seq > Math.max(pushedSeq, Math.max(toldSeq, missedSeq))) {
      return false;
    }
    ackedSeq = seq;
    resends = 0;
    if (ackedSeq >= pushedSeq) {
      unacked = false;
    } else {
      oldestUnackedNanos = System.nanoTime();
    }
    return true;
  }

  /// Notes that the client was told of a seq by a page, a pong or its welcome.
  void told(long seq) {
    toldSeq = Math.max(toldSeq, seq);
  }

  /// Runs a request behind the earlier ones of this session; its answer is written when it returns.
  void request(long replyTo, Supplier<ServerFrame> work) {
    if (requests.size() >= MAX_REQUESTS) {
      write(overloaded(replyTo));
      return;
    }
    requests.add(new Request(replyTo, work));
    nextRequest();
  }

  private void nextRequest() {
    // While the channel takes nothing, an answer would only pile up.
    if (requesting || !channel.isWritable() || ended.get()) {
      return;
    }
    Request next = requests.poll();
    if (next == null) {
      return;
    }
    requesting = true;
    boolean admitted =
        gateway
            .reads()
            .submit(() -> {
              ServerFrame answer = perform(next);
              loop.enqueue(() -> requested(answer));
            });
    if (!admitted) {
      requested(overloaded(next.replyTo()));
    }
  }

  private void requested(ServerFrame answer) {
    requesting = false;
    switch (answer.getBodyCase()) {
      case PAGE -> told(answer.getPage().getLatestSeq());
      case PONG -> told(answer.getPong().getLatestSeq());
      default -> {}
    }
    if (answer.getBodyCase() != ServerFrame.BodyCase.BODY_NOT_SET) {
      write(answer);
    }
    if (!welcomed && answer.hasError()) {
      close(
          Closing.Reason.OVERLOAD,
          "the session could not be opened",
          gateway.reconnectAfterMillis());
    }
    nextRequest();
  }

  private ServerFrame perform(Request request) {
    try {
      return request.work().get();
    } catch (StoreUnavailable later) {
      log.warn("A request of session {} failed: {}", id, later.getMessage());
      return Answers.unavailable(
          request.replyTo(), "the store does not answer", gateway.retryAfterMillis());
    } catch (RuntimeException bug) {
      log.error("A request of session {} failed", id, bug);
      return Answers.error(
          request.replyTo(), Code.INTERNAL, "the server failed; it is logged there");
    }
  }

  private ServerFrame overloaded(long replyTo) {
    return Answers.error(
        replyTo,
        Error.newBuilder()
            .setCode(Code.OVERLOADED)
            .setMessage("too many requests wait for an answer")
            .setRetryAfterMs(gateway.retryAfterMillis()));
  }

  // ---- the timer -----------------------------------------------------------------------------

  /// Makes sure that [#check] runs within `nanos`.
  private void checkWithin(long nanos) {
    long at = System.nanoTime() + nanos;
    if (check != null) {
      if (checkNanos - at <= 0) {
        return;
      }
      check.cancel();
    }
    checkNanos = at;
    check =
        gateway
            .wheel()
            .newTimeout(fired -> loop.loop().execute(this::check), nanos, TimeUnit.NANOSECONDS);
  }

  private void check() {
    check = null;
    if (ended.get()) {
      return;
    }
    long now = System.nanoTime();
    WebSocketSettings settings = gateway.settings();
    if (channel.isWritable()) {
      stuck = false;
    } else if (!stuck) {
      stuck = true;
      stuckNanos = now;
    }
    if (stuck && now - stuckNanos >= settings.writeTimeout().toNanos()) {
      log.info("Session {} took nothing for {}; cut off", id, settings.writeTimeout());
      channel.close();
      return;
    }
    if (now - heardNanos >= settings.idleTimeout().toNanos()) {
      close(Closing.Reason.IDLE, "nothing was heard for too long", gateway.reconnectAfterMillis());
      return;
    }
    if (gateway.wallMillis() >= expiresAtMillis) {
      close(Closing.Reason.LOGIN_REFUSED, "the token expired; log in again", 0);
      return;
    }
    if (unacked && now - oldestUnackedNanos >= settings.ackTimeout().toNanos() && !stuck) {
      resend();
    }
    saveAcknowledged();
    long untilIdle = settings.idleTimeout().toNanos() - (now - heardNanos);
    long due = unacked || stuck ? settings.ackTimeout().toNanos() / 2 : untilIdle;
    checkWithin(Math.max(1_000_000, Math.min(due, untilIdle)));
  }

  private void resend() {
    if (resends >= MAX_RESENDS) {
      close(
          Closing.Reason.UNACKNOWLEDGED,
          "pushes up to seq " + pushedSeq + " were not acknowledged",
          gateway.reconnectAfterMillis());
      return;
    }
    resends++;
    oldestUnackedNanos = System.nanoTime();
    long after = ackedSeq;
    request(0, () -> Answers.page(0, gateway.useCases().sync().page(user, after, RESEND_LIMIT)));
  }

  /// Has the acknowledged seq remembered, when it rose since the last time.
  private void saveAcknowledged() {
    if (ackedSeq > savedSeq) {
      long seq = ackedSeq;
      savedSeq = seq;
      gateway.reads().submit(() -> gateway.acknowledged(user, device, seq));
    }
  }

  // ---- the end -------------------------------------------------------------------------------

  /// Tells the client why, and closes. May be called again.
  void close(Closing.Reason reason, String sentence, long reconnectAfterMillis) {
    write(Answers.closing(reason, sentence, reconnectAfterMillis));
    closeChannel();
  }

  /// Tells the client that the same device logged in elsewhere, and closes. From any thread.
  void replace() {
    loop.enqueue(() -> {
      write(ServerFrame.newBuilder().setReplaced(Replaced.getDefaultInstance()).build());
      closeChannel();
    });
  }

  private void closeChannel() {
    if (!ended.get()) {
      channel
          .writeAndFlush(new CloseWebSocketFrame(WebSocketCloseStatus.NORMAL_CLOSURE))
          .addListener(ChannelFutureListener.CLOSE);
      end();
    }
  }

  /// The session is over: it is written to no more. Idempotent.
  void end() {
    if (ended.compareAndSet(false, true)) {
      if (check != null) {
        check.cancel();
      }
      requests.clear();
      loop.remove(this);
      gateway.ended(this, ackedSeq);
    }
  }
}
