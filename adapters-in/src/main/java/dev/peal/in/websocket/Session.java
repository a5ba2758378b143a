package dev.peal.in.websocket;

import dev.peal.application.port.in.SendOrder;
import dev.peal.application.port.out.StoreUnavailable;
import dev.peal.domain.session.DeviceName;
import dev.peal.domain.session.UserId;
import dev.peal.protocol.v1.Closing;
import dev.peal.protocol.v1.Replaced;
import dev.peal.protocol.v1.ServerFrame;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.util.Timeout;
import java.util.concurrent.TimeUnit;
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
/// to [Acknowledgements#MAX_RESENDS] times; then the session is closed. The same timer ends idle
/// sessions and those whose token expires, and cuts off those that take nothing. A session that is
/// not read, because it sends too fast or takes nothing, is neither idle nor late with its
/// acknowledgements.
///
/// Confined to its event loop, except what says otherwise.
final class Session {

  private static final Logger log = LoggerFactory.getLogger(Session.class);

  private static final int RESEND_LIMIT = 500;
  private static final long CATCH_UP_MILLIS = 50;
  private static final long CATCH_UP_MAX_MILLIS = 3_200;
  private static final long LEAST_CHECK_NANOS = 1_000_000;

  private final Gateway gateway;
  private final LoopSessions loop;
  private final Channel channel;
  private final Encoding encoding;
  private final Identity identity;
  private final SendOrder order = new SendOrder();
  private final RequestQueue requests;
  private final Acknowledgements acks;
  private boolean ended;
  private boolean presenceNoted;
  private boolean welcomed;
  private boolean flushing;
  private boolean behind = true;
  private long missedSeq;
  private boolean catchingUp;
  private long savedSeq;
  private long heardNanos;
  private long blockedNanos;
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
    this.identity = identity;
    this.acks = new Acknowledgements(cursor);
    this.requests =
        new RequestQueue(
            loop, gateway, () -> welcomed && !ended && channel.isWritable(), this::answered);
    this.heardNanos = nanos();
    this.blockedNanos = heardNanos;
  }

  /// Who a session is.
  record Identity(UserId user, DeviceName device, long session, long expiresAtMillis) {}

  UserId user() {
    return identity.user();
  }

  DeviceName device() {
    return identity.device();
  }

  long id() {
    return identity.session();
  }

  SendOrder order() {
    return order;
  }

  /// Whether it is written to no more.
  boolean ended() {
    return ended;
  }

  private long nanos() {
    return gateway.clock().monotonicNanos();
  }

  // ---- writing -------------------------------------------------------------------------------

  /// Writes a frame; it is flushed with the others of this turn.
  void write(ServerFrame frame) {
    if (!ended) {
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
    if (ended) {
      return;
    }
    long lastSeq = firstSeq + frames.size() - 1;
    if (behind || !takesMore()) {
      missed(lastSeq);
      return;
    }
    frames.writeTo(channel, encoding, firstSeq);
    toFlush();
    long now = nanos();
    acks.pushed(lastSeq, now);
    checkWithin(acks.untilDue(now, gateway.settings().ackTimeout().toNanos()));
  }

  /// Whether the channel takes more, when what waits for the flush of this turn is out of the way.
  private boolean takesMore() {
    if (!channel.isWritable() && flushing) {
      flush();
    }
    return channel.isWritable();
  }

  /// Notes that the session was not shown what its inbox has up to `seq`.
  void missed(long seq) {
    behind = true;
    missedSeq = Math.max(missedSeq, seq);
    if (channel.isWritable()) {
      drained();
    }
  }

  // ---- login ---------------------------------------------------------------------------------

  /// From here on its presence may be known and has to be taken back at the end.
  void presenceNoted() {
    presenceNoted = true;
  }

  /// Begins to watch over it.
  void watch() {
    checkWithin(Math.min(gateway.settings().idleTimeout().toNanos(), Math.max(0, untilExpiry())));
  }

  /// Writes the welcome and begins to push.
  void welcome(ServerFrame welcome, long latestSeq, long savedSeq) {
    acks.told(latestSeq);
    this.savedSeq = savedSeq;
    write(welcome);
    welcomed = true;
    if (missedSeq <= latestSeq) {
      missedSeq = 0;
    }
    drained();
  }

  // ---- behind --------------------------------------------------------------------------------

  /// The channel takes no more.
  void blocked() {
    blockedNanos = nanos();
    checkWithin(gateway.settings().writeTimeout().toNanos());
  }

  /// The channel takes data (again).
  void drained() {
    if (ended || !welcomed) {
      return;
    }
    behind = false;
    if (missedSeq > 0 && !catchingUp) {
      catchingUp = true;
      catchUp(CATCH_UP_MILLIS);
    }
    requests.next();
  }

  /// Tells the latest seq as soon as what was missed is stored.
  private void catchUp(long retryMillis) {
    if (ended) {
      return;
    }
    boolean admitted =
        gateway
            .reads()
            .submit(() -> {
              long latest = latestOr(0);
              loop.enqueue(() -> caughtUp(latest, retryMillis));
            });
    if (!admitted) {
      catchUpLater(retryMillis);
    }
  }

  private void catchUpLater(long retryMillis) {
    long next = Math.min(2 * retryMillis, CATCH_UP_MAX_MILLIS);
    loop.loop().schedule(() -> catchUp(next), retryMillis, TimeUnit.MILLISECONDS);
  }

  private long latestOr(long otherwise) {
    try {
      return gateway.useCases().sync().latestSeq(user());
    } catch (StoreUnavailable later) {
      return otherwise;
    }
  }

  private void caughtUp(long latest, long retryMillis) {
    if (latest < missedSeq) {
      catchUpLater(retryMillis);
      return;
    }
    catchingUp = false;
    missedSeq = 0;
    acks.told(latest);
    write(Answers.pong(0, latest));
  }

  // ---- what the client says ------------------------------------------------------------------

  void heard() {
    heardNanos = nanos();
  }

  /// The device has resolved everything up to `seq`; false when it was never told of that much.
  boolean acknowledged(long seq) {
    return acks.acknowledged(seq, nanos());
  }

  /// Runs a request behind the earlier ones of this session; its answer is written when it returns.
  void request(long replyTo, Supplier<ServerFrame> work) {
    if (!requests.add(replyTo, work)) {
      write(requests.overloaded(replyTo));
    }
  }

  private void answered(ServerFrame answer) {
    switch (answer.getBodyCase()) {
      case PAGE -> acks.told(answer.getPage().getLatestSeq());
      case PONG -> acks.told(answer.getPong().getLatestSeq());
      default -> {}
    }
    write(answer);
  }

  // ---- the timer -----------------------------------------------------------------------------

  /// Makes sure that [#check] runs within `nanos`; the most there are mean that it need not.
  private void checkWithin(long nanos) {
    if (nanos == Long.MAX_VALUE || ended) {
      return;
    }
    long at = nanos() + nanos;
    if (check != null) {
      if (checkNanos - at <= 0) {
        return;
      }
      check.cancel();
    }
    checkNanos = at;
    check =
        gateway
            .timer()
            .newTimeout(fired -> loop.loop().execute(this::check), nanos, TimeUnit.NANOSECONDS);
  }

  private void check() {
    check = null;
    if (ended) {
      return;
    }
    long now = nanos();
    WebSocketSettings settings = gateway.settings();
    if (untilCutOff(now) <= 0) {
      log.info("Session {} took nothing for {}; cut off", id(), settings.writeTimeout());
      channel.close();
      return;
    }
    if (!channel.config().isAutoRead()) {
      heardNanos = now;
      acks.notReading(now);
    }
    if (untilIdle(now) <= 0) {
      close(Closing.Reason.IDLE, "nothing was heard for too long", gateway.reconnectAfterMillis());
      return;
    }
    if (untilExpiry() <= 0) {
      close(Closing.Reason.LOGIN_REFUSED, "the token expired; log in again", 0);
      return;
    }
    if (acks.untilDue(now, settings.ackTimeout().toNanos()) <= 0) {
      resend(now);
    }
    saveAcknowledged();
    long due = Math.min(untilIdle(now), acks.untilDue(now, settings.ackTimeout().toNanos()));
    checkWithin(
        Math.max(LEAST_CHECK_NANOS, Math.min(due, Math.min(untilCutOff(now), untilExpiry()))));
  }

  private long untilCutOff(long now) {
    return channel.isWritable()
        ? Long.MAX_VALUE
        : gateway.settings().writeTimeout().toNanos() - (now - blockedNanos);
  }

  private long untilIdle(long now) {
    return gateway.settings().idleTimeout().toNanos() - (now - heardNanos);
  }

  private long untilExpiry() {
    return TimeUnit.MILLISECONDS.toNanos(identity.expiresAtMillis() - gateway.clock().wallMillis());
  }

  private void resend(long now) {
    if (!acks.resend(now)) {
      close(
          Closing.Reason.UNACKNOWLEDGED,
          "pushes up to seq " + acks.pushedSeq() + " were not acknowledged",
          gateway.reconnectAfterMillis());
      return;
    }
    long after = acks.ackedSeq();
    // When it is not taken, the client has asked for so much that it hears enough.
    requests.add(
        0, () -> Answers.page(0, gateway.useCases().sync().page(user(), after, RESEND_LIMIT)));
  }

  /// Has the acknowledged seq remembered, when it rose since the last time.
  private void saveAcknowledged() {
    long seq = acks.ackedSeq();
    if (welcomed
        && seq > savedSeq
        && gateway.reads().submit(() -> gateway.acknowledged(user(), device(), seq))) {
      savedSeq = seq;
    }
  }

  // ---- the end -------------------------------------------------------------------------------

  /// Tells the client why, and closes. May be called again.
  void close(Closing.Reason reason, String sentence, long reconnectAfterMillis) {
    closeWith(Answers.closing(reason, sentence, reconnectAfterMillis));
  }

  /// Tells the client that the same device logged in elsewhere, and closes. From any thread.
  void replace() {
    ServerFrame replaced =
        ServerFrame.newBuilder().setReplaced(Replaced.getDefaultInstance()).build();
    loop.enqueue(() -> closeWith(replaced));
  }

  private void closeWith(ServerFrame lastWord) {
    if (!ended) {
      write(lastWord);
      end();
      Farewell.close(
          channel,
          new CloseWebSocketFrame(WebSocketCloseStatus.NORMAL_CLOSURE),
          gateway.settings().writeTimeout());
    }
  }

  /// The session is over: it is written to no more. Idempotent.
  void end() {
    if (ended) {
      return;
    }
    saveAcknowledged();
    ended = true;
    if (check != null) {
      check.cancel();
    }
    requests.clear();
    loop.remove(this);
    gateway.ended(this);
    if (presenceNoted) {
      takePresenceBack();
    }
  }

  /// Has the presence of this session, which is over, forgotten.
  void takePresenceBack() {
    if (!gateway.reads().submit(() -> gateway.closed(this))) {
      gateway
          .timer()
          .newTimeout(
              fired -> loop.enqueue(this::takePresenceBack),
              CATCH_UP_MAX_MILLIS,
              TimeUnit.MILLISECONDS);
    }
  }
}
