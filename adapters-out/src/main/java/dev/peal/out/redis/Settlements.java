package dev.peal.out.redis;

import dev.peal.application.outage.OutageLog;
import dev.peal.application.port.out.StoreUnavailable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells Redis which sends are done, behind the release and many at a time.
///
/// Losing one is harmless: it stays pending there, so a resend of it is not answered at once but
/// goes again, at the same position, and the row that is there already keeps it from being stored
/// twice. What this node itself has not told Redis yet is told before it allots the same send
/// again.
///
/// Bounded: at most [#MAX_WAITING] wait; past that, and when the node stops while Redis is away,
/// they are lost. Thread-safe; guarded by one lock, which is not held while Redis is asked.
final class Settlements implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Settlements.class);
  private static final int MAX_WAITING = 50_000;
  private static final int MAX_TOGETHER = 2_000;
  private static final long PAUSE_MILLIS = 500;

  private final OutageLog outages =
      new OutageLog(log, System::nanoTime, "Done sends are not noted in Redis");
  private final RedisConnections connections;
  private final Names names;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Map<String, Settled> waiting = new LinkedHashMap<>();
  private final Thread writer;
  private boolean closed;

  /// One send that is done, under the epoch of its sender's bucket.
  record Settled(String field, int bucket, long epoch, long position) {}

  Settlements(RedisConnections connections) {
    this.connections = connections;
    this.names = new Names(connections);
    this.writer = Thread.ofVirtual().name("peal-redis-settled").start(this::run);
  }

  /// Never waits for Redis.
  void add(Collection<Settled> settled) {
    lock.lock();
    try {
      for (Settled each : settled) {
        if (waiting.size() < MAX_WAITING) {
          waiting.put(each.field(), each);
        }
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Tells Redis now of those among `fields` that still wait.
  ///
  /// @throws StoreUnavailable a retry is safe
  void tellNow(Collection<String> fields) {
    List<Settled> now = new ArrayList<>();
    lock.lock();
    try {
      if (waiting.isEmpty()) {
        return;
      }
      for (String field : fields) {
        Settled each = waiting.get(field);
        if (each != null) {
          now.add(each);
        }
      }
    } finally {
      lock.unlock();
    }
    if (!now.isEmpty()) {
      tell(now);
    }
  }

  private void tell(List<Settled> settled) {
    record Place(int bucket, long epoch) {}
    Map<Place, Command> commands = new HashMap<>();
    for (Settled each : settled) {
      commands
          .computeIfAbsent(
              new Place(each.bucket(), each.epoch()),
              place -> SettleScript.command(names, place.bucket(), place.epoch()))
          .with(each.field())
          .with(each.position());
    }
    connections.run(List.copyOf(commands.values()));
    lock.lock();
    try {
      settled.forEach(each -> waiting.remove(each.field(), each));
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    while (true) {
      try {
        List<Settled> next = next();
        if (next.isEmpty()) {
          return;
        }
        tell(next);
        outages.worked();
      } catch (StoreUnavailable away) {
        outages.failed(away.getMessage());
        if (!pause()) {
          return;
        }
      } catch (RuntimeException | Error bug) {
        outages.broke(bug);
        if (!pause()) {
          return;
        }
      }
    }
  }

  /// Waits for some; none when closed and all were told.
  private List<Settled> next() {
    lock.lock();
    try {
      while (waiting.isEmpty() && !closed) {
        changed.awaitUninterruptibly();
      }
      return waiting.values().stream().limit(MAX_TOGETHER).toList();
    } finally {
      lock.unlock();
    }
  }

  /// False when closed.
  private boolean pause() {
    lock.lock();
    try {
      long nanos = TimeUnit.MILLISECONDS.toNanos(PAUSE_MILLIS);
      while (nanos > 0 && !closed) {
        nanos = changed.awaitNanos(nanos);
      }
      return !closed;
    } catch (InterruptedException stopped) {
      return false;
    } finally {
      lock.unlock();
    }
  }

  /// Tells what waits if Redis answers.
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    try {
      writer.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
