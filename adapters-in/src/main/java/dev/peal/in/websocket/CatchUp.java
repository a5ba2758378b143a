package dev.peal.in.websocket;

import java.util.concurrent.TimeUnit;

/// What a session was not shown because its channel took no more, and how it learns of that.
///
/// A session that is *behind* gets no pushes; only the highest seq that it missed is kept. When the
/// channel drains, pushes go on (the client sees the gap and syncs), and once the missed seq is
/// stored the client is told the latest seq, so that it also asks when nothing more comes. A new
/// session starts behind, from before its inbox is read until its welcome is written, so that
/// nothing falls between the two.
///
/// Confined to the session's event loop.
final class CatchUp {

  private static final long RETRY_MILLIS = 50;
  private static final long MAX_RETRY_MILLIS = 3_200;

  private final Gateway gateway;
  private final LoopSessions loop;
  private final Session session;
  private boolean behind = true;
  private long missedSeq;
  private boolean running;

  CatchUp(Gateway gateway, LoopSessions loop, Session session) {
    this.gateway = gateway;
    this.loop = loop;
    this.session = session;
  }

  boolean behind() {
    return behind;
  }

  /// The session was not shown what its inbox has up to `seq`.
  void missed(long seq) {
    behind = true;
    missedSeq = Math.max(missedSeq, seq);
  }

  /// The client was told that its inbox goes up to `latestSeq`, and will ask for what it lacks.
  void told(long latestSeq) {
    if (missedSeq <= latestSeq) {
      missedSeq = 0;
    }
  }

  /// The session is written to (again).
  void drained() {
    behind = false;
    if (missedSeq > 0 && !running) {
      running = true;
      attempt(RETRY_MILLIS);
    }
  }

  /// Tells the latest seq if what was missed is stored; otherwise asks again later.
  private void attempt(long retryMillis) {
    if (session.ended()) {
      return;
    }
    boolean admitted =
        gateway
            .reads()
            .submit(() -> {
              long latest = 0;
              try {
                latest = gateway.latestSeqOr(0, session.user());
              } finally {
                long seq = latest;
                loop.enqueue(() -> attempted(seq, retryMillis));
              }
            });
    if (!admitted) {
      again(retryMillis);
    }
  }

  private void again(long retryMillis) {
    long next = Math.min(2 * retryMillis, MAX_RETRY_MILLIS);
    loop.loop().schedule(() -> attempt(next), retryMillis, TimeUnit.MILLISECONDS);
  }

  private void attempted(long latest, long retryMillis) {
    if (latest < missedSeq) {
      again(retryMillis);
      return;
    }
    running = false;
    missedSeq = 0;
    session.caughtUp(latest);
  }
}
