package dev.peal.in.websocket;

/// What one session was shown and what it acknowledged of it. Times are monotonic nanoseconds.
///
/// A resend counts against the session only when it showed that something can be acknowledged: a
/// client that keeps its cursor below a hole does right, however long the hole is not decided.
///
/// Confined to the session's event loop.
final class Acknowledgements {

  /// How often what was not acknowledged is sent again.
  static final int MAX_RESENDS = 3;

  private long pushedSeq;
  private long toldSeq;
  private long ackedSeq;
  private boolean waiting;
  private long sinceNanos;
  private int resends;
  private boolean resending;

  /// `cursor` is what the device had resolved before the session.
  Acknowledgements(long cursor) {
    this.pushedSeq = cursor;
    this.ackedSeq = cursor;
  }

  /// The device goes on from a lower seq than it said; before anything is shown.
  void goBack(long cursor) {
    this.pushedSeq = cursor;
    this.ackedSeq = cursor;
  }

  /// The client was shown everything up to `seq` of one batch. A batch that comes late, below what
  /// is acknowledged already, has nothing to be waited for.
  void pushed(long seq, long nowNanos) {
    pushedSeq = Math.max(pushedSeq, seq);
    if (!waiting && pushedSeq > ackedSeq) {
      waiting = true;
      sinceNanos = nowNanos;
    }
  }

  /// The client was told of a seq by a page, a pong or its welcome.
  void told(long seq) {
    toldSeq = Math.max(toldSeq, seq);
  }

  /// The device has resolved everything up to `seq`; false when it was never told of that much.
  boolean acknowledged(long seq, long nowNanos) {
    if (seq <= ackedSeq) {
      return true;
    }
    if (seq > Math.max(pushedSeq, toldSeq)) {
      return false;
    }
    ackedSeq = seq;
    resends = 0;
    waiting = ackedSeq < pushedSeq;
    sinceNanos = nowNanos;
    return true;
  }

  /// Nothing the client says can be read now, so the time does not count.
  void notReading(long nowNanos) {
    sinceNanos = nowNanos;
  }

  /// Nanoseconds until the oldest unacknowledged push is due again, 0 or less when it is; the most
  /// there are when everything is acknowledged.
  long untilDue(long nowNanos, long timeoutNanos) {
    return waiting ? timeoutNanos - (nowNanos - sinceNanos) : Long.MAX_VALUE;
  }

  /// What to do about a push that is overdue.
  enum Overdue {
    SEND_AGAIN,
    /// What was sent again last may still be on its way.
    WAIT,
    /// [#MAX_RESENDS] were not answered though they could be.
    GIVE_UP
  }

  /// The oldest unacknowledged push is due.
  Overdue overdue(long nowNanos) {
    if (resends >= MAX_RESENDS) {
      return Overdue.GIVE_UP;
    }
    sinceNanos = nowNanos;
    resending = !resending;
    return resending ? Overdue.SEND_AGAIN : Overdue.WAIT;
  }

  /// The inbox was read for a resend, and all seqs in it up to this one can be resolved.
  void resent(long resolvableSeq) {
    if (resending && resolvableSeq > ackedSeq) {
      resends++;
    }
    resending = false;
  }

  long ackedSeq() {
    return ackedSeq;
  }

  long pushedSeq() {
    return pushedSeq;
  }
}
