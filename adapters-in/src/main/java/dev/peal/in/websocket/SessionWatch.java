package dev.peal.in.websocket;

import dev.peal.protocol.v1.Closing;
import io.netty.channel.Channel;
import io.netty.util.Timeout;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Watches over one session with one timer on the shared wheel.
///
/// It looks after the oldest push that was not acknowledged: when that is due, what is above the
/// acknowledged seq goes again, up to [Acknowledgements#MAX_RESENDS] times; then the session is
/// closed. Not for a hole that the server itself cannot decide, nor for an inbox that cannot be
/// read: see [Acknowledgements]. The same timer ends idle sessions and those whose token expires,
/// and cuts off those that take nothing. A session that is not read, because it sends too fast or
/// takes nothing, is neither idle nor late with its acknowledgements.
///
/// Confined to the session's event loop.
final class SessionWatch {

  private static final Logger log = LoggerFactory.getLogger(SessionWatch.class);

  private static final long LEAST_CHECK_NANOS = 1_000_000;

  private final Gateway gateway;
  private final LoopSessions loop;
  private final Channel channel;
  private final Session session;
  private final Acknowledgements acks;
  private final long expiresAtMillis;
  private long heardNanos;
  private long blockedNanos;
  private long checkNanos;
  private @Nullable Timeout check;

  SessionWatch(
      Gateway gateway,
      LoopSessions loop,
      Channel channel,
      Session session,
      Acknowledgements acks,
      long expiresAtMillis) {
    this.gateway = gateway;
    this.loop = loop;
    this.channel = channel;
    this.session = session;
    this.acks = acks;
    this.expiresAtMillis = expiresAtMillis;
    this.heardNanos = nanos();
    this.blockedNanos = heardNanos;
  }

  private long nanos() {
    return gateway.clock().monotonicNanos();
  }

  void begin() {
    checkWithin(Math.min(gateway.settings().idleTimeout().toNanos(), Math.max(0, untilExpiry())));
  }

  /// The client said something.
  void heard() {
    heardNanos = nanos();
  }

  /// The channel takes no more.
  void blocked() {
    blockedNanos = nanos();
    checkWithin(gateway.settings().writeTimeout().toNanos());
  }

  /// Something was shown that is to be acknowledged.
  void pushed(long now) {
    checkWithin(untilResend(now));
  }

  /// The session is over.
  void end() {
    if (check != null) {
      check.cancel();
    }
  }

  /// Makes sure that [#check] runs within `nanos`; the most there are mean that it need not.
  private void checkWithin(long nanos) {
    if (nanos == Long.MAX_VALUE || session.ended()) {
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
    boolean done = false;
    try {
      checkNow();
      done = true;
    } finally {
      // A failure must not leave a session that nobody watches.
      if (!done) {
        checkWithin(LEAST_CHECK_NANOS);
      }
    }
  }

  private void checkNow() {
    if (session.ended()) {
      return;
    }
    long now = nanos();
    if (untilCutOff(now) <= 0) {
      log.debug(
          "Session {} took nothing for {}; cut off",
          session.id(),
          gateway.settings().writeTimeout());
      session.end(SessionFigures.CUT_OFF);
      channel.close();
      return;
    }
    if (!channel.config().isAutoRead()) {
      heardNanos = now;
      acks.notReading(now);
    }
    if (untilIdle(now) <= 0) {
      session.close(
          Closing.Reason.IDLE, "nothing was heard for too long", gateway.reconnectAfterMillis());
      return;
    }
    if (untilExpiry() <= 0) {
      session.close(Closing.Reason.LOGIN_REFUSED, "the token expired; log in again", 0);
      return;
    }
    if (untilResend(now) <= 0) {
      resend(now);
    }
    session.saveAcknowledged();
    long due = Math.min(untilIdle(now), untilResend(now));
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

  private long untilResend(long now) {
    return acks.untilDue(now, gateway.settings().ackTimeout().toNanos());
  }

  private long untilExpiry() {
    return TimeUnit.MILLISECONDS.toNanos(expiresAtMillis - gateway.clock().wallMillis());
  }

  private void resend(long now) {
    switch (acks.overdue(now)) {
      case SEND_AGAIN -> session.resend();
      case WAIT -> {}
      case GIVE_UP ->
          session.close(
              Closing.Reason.UNACKNOWLEDGED,
              "pushes up to seq " + acks.pushedSeq() + " were not acknowledged",
              gateway.reconnectAfterMillis());
    }
  }
}
