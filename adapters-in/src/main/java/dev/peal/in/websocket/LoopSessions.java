package dev.peal.in.websocket;

import dev.peal.domain.message.Recipients;
import io.netty.channel.EventLoop;
import io.netty.util.collection.LongObjectHashMap;
import io.netty.util.collection.LongObjectMap;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The sessions of one event loop, and what waits to be written to them.
///
/// Answers and batches from other threads go into a queue that one task on the loop empties, after
/// which every session that was written to is flushed once. So whatever came together leaves
/// together: a sender's answer and the pushes of the same batch take one system call.
///
/// A flush is a system call, and hundreds of them take milliseconds. So sessions are flushed a
/// slice at a time, and between slices the loop reads and empties the queue again: what arrives
/// meanwhile is not kept waiting, and a session whose turn has not come yet gets the next batch in
/// the same flush. Those who were shown a batch to few are flushed before those who were shown one
/// to many: between two people nobody waits for a group's hundreds.
///
/// At most [#MAX_BATCHES] batches wait. Beyond them only what each user misses is noted (one number
/// a user); his sessions are then told to sync, as slow readers are.
///
/// Everything but [#enqueue], [#deliver], [#missed] and [#missedUnknown] is confined to the event
/// loop.
final class LoopSessions {

  /// Batches that may wait for the loop.
  static final int MAX_BATCHES = 256;

  /// Tasks run before what they wrote is flushed, and before the loop reads again.
  static final int MAX_TASKS_A_TURN = 4_096;

  /// Sessions flushed before the loop reads again.
  static final int SLICE = 32;

  /// Recipients of a batch to few, at most.
  static final int FEW = 32;

  private static final Logger log = LoggerFactory.getLogger(LoopSessions.class);
  private static final String ENDED = "The event loop has ended, and with it its sessions";

  /// Within this time after something unknown was missed, sessions are told their latest seq, each
  /// at a time of its own.
  private static final long UNKNOWN_SPREAD_MILLIS = 2_000;

  /// Rows are behind pushes by less than this, as a rule.
  private static final long UNKNOWN_DELAY_MILLIS = 500;

  private final EventLoop loop;
  private final SessionFigures figures;
  private final LongObjectMap<List<Session>> byUser = new LongObjectHashMap<>();
  private final ConcurrentLinkedQueue<Runnable> queue = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean scheduled = new AtomicBoolean();
  private final AtomicInteger waitingBatches = new AtomicInteger();
  private final Map<Long, Long> missed = new HashMap<>();
  private final ArrayDeque<Session> written = new ArrayDeque<>();
  private final ArrayDeque<Session> writtenFirst = new ArrayDeque<>();
  private final List<Runnable> arrived = new ArrayList<>();
  private final AtomicInteger size = new AtomicInteger();

  LoopSessions(EventLoop loop, SessionFigures figures) {
    this.loop = loop;
    this.figures = figures;
  }

  EventLoop loop() {
    return loop;
  }

  /// Sessions here; may be read from any thread.
  int size() {
    return size.get();
  }

  /// Tasks that wait for the loop; may be read from any thread, and takes time.
  int queued() {
    return queue.size();
  }

  void add(Session session) {
    byUser.computeIfAbsent(session.user().value(), user -> new ArrayList<>(1)).add(session);
    size.incrementAndGet();
  }

  void remove(Session session) {
    List<Session> sessions = byUser.get(session.user().value());
    if (sessions != null && sessions.remove(session)) {
      size.decrementAndGet();
      if (sessions.isEmpty()) {
        byUser.remove(session.user().value());
      }
    }
  }

  /// Runs a task on the loop, together with others that wait. From any thread.
  void enqueue(Runnable task) {
    queue.add(task);
    schedule();
  }

  /// Runs a task on the loop once everything is read that can be read in this turn and the next.
  /// What many connections send at the same moment is thus posted together, and becomes one batch
  /// instead of several.
  void afterReading(Runnable task) {
    arrived.add(task);
    if (arrived.size() == 1) {
      afterNextReading(this::runArrived);
    }
  }

  private void runArrived() {
    List<Runnable> tasks = new ArrayList<>(arrived);
    arrived.clear();
    tasks.forEach(LoopSessions::run);
  }

  private void schedule() {
    if (scheduled.compareAndSet(false, true)) {
      execute(this::drain);
    }
  }

  private void execute(Runnable task) {
    try {
      loop.execute(task);
    } catch (RejectedExecutionException ended) {
      log.debug(ENDED, ended);
    }
  }

  private static void run(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error bug) {
      log.error("A task of the sessions failed", bug);
    }
  }

  /// Writes a batch to the sessions of its recipients. From any thread.
  void deliver(PushFrames frames, Recipients recipients) {
    if (waitingBatches.incrementAndGet() > MAX_BATCHES) {
      waitingBatches.decrementAndGet();
      if (miss(frames, recipients)) {
        enqueue(this::tellMissed);
      }
      return;
    }
    frames.retain();
    long handedOverNanos = System.nanoTime();
    enqueue(() -> {
      waitingBatches.decrementAndGet();
      try {
        write(frames, recipients);
        figures.delivered(System.nanoTime() - handedOverNanos);
      } finally {
        frames.release();
      }
    });
  }

  /// Notes that users were not shown what their inboxes have up to `lastSeqs[i]`. From any thread.
  void missed(long[] users, long[] lastSeqs) {
    boolean first;
    synchronized (missed) {
      first = missed.isEmpty();
      for (int i = 0; i < users.length; i++) {
        missed.merge(users[i], lastSeqs[i], Math::max);
      }
    }
    if (first) {
      enqueue(this::tellMissed);
    }
  }

  /// Has every session told its latest stored seq. From any thread.
  void missedUnknown() {
    enqueue(() -> {
      for (List<Session> sessions : byUser.values()) {
        for (Session session : sessions) {
          long delay =
              UNKNOWN_DELAY_MILLIS + ThreadLocalRandom.current().nextLong(UNKNOWN_SPREAD_MILLIS);
          loop.schedule(session::tellLatest, delay, TimeUnit.MILLISECONDS);
        }
      }
    });
  }

  /// Notes what the recipients miss; true when nothing was noted before, so that it has to be told.
  private boolean miss(PushFrames frames, Recipients recipients) {
    synchronized (missed) {
      boolean first = missed.isEmpty();
      for (int i = 0; i < recipients.size(); i++) {
        missed.merge(recipients.user(i), recipients.firstSeq(i) + frames.size() - 1, Math::max);
      }
      return first && !missed.isEmpty();
    }
  }

  private void tellMissed() {
    Map<Long, Long> told;
    synchronized (missed) {
      told = Map.copyOf(missed);
      missed.clear();
    }
    told.forEach((user, seq) -> {
      List<Session> sessions = byUser.get(user);
      if (sessions != null) {
        sessions.forEach(session -> session.missed(seq));
      }
    });
  }

  private void write(PushFrames frames, Recipients recipients) {
    boolean few = recipients.size() <= FEW;
    for (int i = 0; i < recipients.size(); i++) {
      List<Session> sessions = byUser.get(recipients.user(i));
      if (sessions != null) {
        // From the end, since a session that cannot be written to may leave.
        for (int s = sessions.size() - 1; s >= 0; s--) {
          sessions.get(s).push(frames, recipients.firstSeq(i), few);
        }
      }
    }
  }

  /// Notes that a session was written to and has to be flushed.
  void toFlush(Session session) {
    written.add(session);
    schedule();
  }

  /// The same, before all that are not noted here.
  void toFlushFirst(Session session) {
    writtenFirst.add(session);
    schedule();
  }

  private void drain() {
    scheduled.set(false);
    for (int i = 0; i < MAX_TASKS_A_TURN; i++) {
      Runnable task = queue.poll();
      if (task == null) {
        break;
      }
      run(task);
    }
    try {
      flushSlice(writtenFirst, Session::flushFirst);
      flushSlice(written, Session::flushInTurn);
    } finally {
      // Whatever a flush throws, the sessions behind it have their turn.
      if (!written.isEmpty() || !writtenFirst.isEmpty()) {
        drainAfterReading();
      } else if (!queue.isEmpty()) {
        schedule();
      }
    }
  }

  private static void flushSlice(ArrayDeque<Session> sessions, Consumer<Session> flush) {
    for (int i = 0; i < SLICE && !sessions.isEmpty(); i++) {
      flush.accept(sessions.remove());
    }
  }

  private void drainAfterReading() {
    if (scheduled.compareAndSet(false, true)) {
      afterNextReading(this::drain);
    }
  }

  /// Runs a task when the loop has read once more: what is scheduled waits for that, what is
  /// executed does not.
  private void afterNextReading(Runnable task) {
    try {
      var _ = loop.schedule(task, 0, TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException ended) {
      log.debug(ENDED, ended);
    }
  }
}
