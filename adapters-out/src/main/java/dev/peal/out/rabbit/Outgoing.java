package dev.peal.out.rabbit;

import dev.peal.application.port.out.Clock;
import dev.peal.application.port.out.Journal.Outcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The records on their way to the broker: those that wait to be sent, and those that wait for
/// their confirm. It does no I/O; see [Publication] for the states.
///
/// What has to go again (the connection was lost, the broker would not take it, the queue was
/// missing) goes before everything newer, since what waits is ordered by when it was appended. Only
/// what was never sent is ever refused.
///
/// Bounded in records and bytes; what is past the bound is refused. Thread-safe: one lock, never
/// held during I/O.
final class Outgoing {

  static final long RETRY_MILLIS = 500;

  /// How long a connection may be away before appends are refused at once. Meanwhile they wait: a
  /// broker of several nodes is back by then.
  static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final RabbitJournalSettings settings;
  private final Clock clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final PriorityQueue<Publication> waiting =
      new PriorityQueue<>(Comparator.comparingLong((Publication one) -> one.number));
  private final Map<Long, Publication> live = new HashMap<>();
  private @Nullable ConfirmWindow window;
  private @Nullable Publication inHand;
  private @Nullable String blocked;
  private long liveBytes;
  private long lastNumber;
  private long lostNanos;
  private boolean closed;

  Outgoing(RabbitJournalSettings settings, Clock clock) {
    this.settings = settings;
    this.clock = clock;
    this.lostNanos = clock.monotonicNanos();
  }

  // ---- those who append ------------------------------------------------------------------------

  /// Takes a record in, or refuses it, which is then its answer.
  Publication offer(long batchId, int queue, byte[] record) {
    lock.lock();
    try {
      var publication = new Publication(++lastNumber, batchId, queue, record);
      @Nullable String refusal = refusal(record.length);
      if (refusal != null) {
        publication.state = Publication.State.DONE;
        publication.answer.complete(new Outcome.Refused(refusal, RETRY_MILLIS));
        return publication;
      }
      live.put(publication.number, publication);
      liveBytes += record.length;
      waiting.add(publication);
      changed.signalAll();
      return publication;
    } finally {
      lock.unlock();
    }
  }

  private @Nullable String refusal(int bytes) {
    if (closed) {
      return "the node is going down";
    }
    if (blocked != null) {
      return "RabbitMQ takes no messages now (" + blocked + ")";
    }
    if (gone()) {
      return "RabbitMQ cannot be reached";
    }
    if (live.size() >= settings.unconfirmedRecords()
        || liveBytes + bytes > settings.unconfirmedBytes()) {
      return "RabbitMQ has as many records to confirm as it may";
    }
    return null;
  }

  private boolean gone() {
    return window == null && clock.monotonicNanos() - lostNanos > PATIENCE_NANOS;
  }

  /// Waits for the answer; when the time is up, forgets the record.
  Outcome await(Publication publication, long nanos) {
    try {
      return publication.answer.get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
    } catch (TimeoutException late) {
      return giveUp(publication, "the confirm takes longer than allowed");
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      return giveUp(publication, "interrupted");
    } catch (ExecutionException bug) {
      throw new IllegalStateException("answer of a record: failed", bug);
    }
  }

  private Outcome giveUp(Publication publication, String why) {
    lock.lock();
    try {
      end(publication, why);
      return publication.answer.getNow(new Outcome.Unknown(why));
    } finally {
      lock.unlock();
    }
  }

  /// Whether appends are being refused for the broker's sake.
  boolean failing() {
    lock.lock();
    try {
      return blocked != null || gone();
    } finally {
      lock.unlock();
    }
  }

  // ---- the writer ------------------------------------------------------------------------------

  /// From here on records are sent on a new connection.
  void opened(ConfirmWindow opened) {
    lock.lock();
    try {
      window = opened;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Waits for a record to send. Nothing when the connection was lost, or all was closed and is
  /// done.
  @Nullable Publication next(ConfirmWindow on) throws InterruptedException {
    lock.lock();
    try {
      while (window == on) {
        if (blocked == null && !waiting.isEmpty()) {
          Publication next = waiting.remove();
          next.state = Publication.State.IN_HAND;
          next.everSent = true;
          inHand = next;
          return next;
        }
        if (closed && live.isEmpty()) {
          return null;
        }
        changed.await();
      }
      return null;
    } finally {
      lock.unlock();
    }
  }

  /// Notes under which number what [#next] gave is about to be sent. False when it must not be: the
  /// connection was lost, or nobody waits for it any more.
  boolean sending(ConfirmWindow on, Publication publication, int channel, long seqNo) {
    lock.lock();
    try {
      if (window != on || publication.state != Publication.State.IN_HAND) {
        return false;
      }
      inHand = null;
      publication.state = Publication.State.SENT;
      publication.channel = channel;
      publication.seqNo = seqNo;
      publication.queueMissing = false;
      on.add(publication);
      return true;
    } finally {
      lock.unlock();
    }
  }

  /// Refuses what was never sent, if the connection has been away for long.
  void refuseIfGone() {
    lock.lock();
    try {
      if (gone()) {
        refuseUnsent("RabbitMQ cannot be reached");
      }
    } finally {
      lock.unlock();
    }
  }

  /// Refuses what comes from now on.
  void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  boolean closed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  /// Answers whatever is still there; after [#close].
  void abandonAll() {
    lock.lock();
    try {
      window = null;
      endAll(all -> true, "the node is going down");
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  // ---- what the broker says: on its connection's thread ----------------------------------------

  /// A confirm, positive or negative, of one record or of all up to it.
  void confirmed(ConfirmWindow on, int channel, long seqNo, boolean multiple, boolean taken) {
    lock.lock();
    try {
      for (Publication one : on.confirmed(channel, seqNo, multiple)) {
        if (taken && !one.returned) {
          finish(one, new Outcome.Confirmed());
        } else {
          one.queueMissing = one.returned;
          sendAgain(one);
        }
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// The broker had no queue for a record. Its confirm follows.
  void returned(long number) {
    lock.lock();
    try {
      Publication one = live.get(number);
      if (one != null) {
        one.returned = true;
      }
    } finally {
      lock.unlock();
    }
  }

  /// The connection is no more: what it has not confirmed is sent again on the next one.
  void lost(ConfirmWindow on) {
    lock.lock();
    try {
      if (window != on) {
        return;
      }
      window = null;
      blocked = null;
      lostNanos = clock.monotonicNanos();
      if (inHand != null && inHand.state == Publication.State.IN_HAND) {
        sendAgain(inHand);
      }
      inHand = null;
      on.drain().forEach(this::sendAgain);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// The broker takes no messages until further notice: memory or disk are short.
  void blocked(ConfirmWindow on, String why) {
    lock.lock();
    try {
      if (window == on) {
        blocked = why;
        refuseUnsent("RabbitMQ takes no messages now (" + why + ")");
      }
    } finally {
      lock.unlock();
    }
  }

  void unblocked(ConfirmWindow on) {
    lock.lock();
    try {
      if (window == on) {
        blocked = null;
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  // ---- under the lock --------------------------------------------------------------------------

  private void sendAgain(Publication one) {
    one.returned = false;
    one.state = Publication.State.WAITING;
    waiting.add(one);
  }

  private void refuseUnsent(String why) {
    endAll(one -> !one.everSent, why);
  }

  private void endAll(Predicate<Publication> which, String why) {
    List<Publication> ending = new ArrayList<>(live.values());
    ending.stream().filter(which).forEach(one -> end(one, why));
  }

  private void end(Publication one, String why) {
    finish(one, one.everSent ? new Outcome.Unknown(why) : new Outcome.Refused(why, RETRY_MILLIS));
  }

  private void finish(Publication one, Outcome outcome) {
    if (live.remove(one.number) == null) {
      return;
    }
    switch (one.state) {
      case WAITING -> waiting.remove(one);
      case SENT -> {
        if (window != null) {
          window.remove(one);
        }
      }
      case IN_HAND, DONE -> {}
    }
    liveBytes -= one.record.length;
    one.state = Publication.State.DONE;
    one.answer.complete(outcome);
    if (live.isEmpty()) {
      changed.signalAll();
    }
  }
}
