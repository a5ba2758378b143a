package dev.peal.out.etcd;

import dev.peal.application.outage.OutageLog;
import dev.peal.application.port.out.NodeRegistry.Node;
import dev.peal.application.port.out.StoreUnavailable;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps this node registered and the known nodes known, on a thread of its own:
///
/// ```
///             connect, grant a lease, put the key, list
///  ┌─► AWAY ───────────────────────────────────────────► REGISTERED ──┐ every third of the lease:
///  │     ▲ again after 0.2 to 3 s, with all of it new        │  ▲     │ keep it alive, look for the key;
///  │     └───────────────────────────────────────────────────┘  └─────┘ every 30 s, on every change and
///  └ the known nodes stay     anything failed, lease or key gone        end of the watch: list and watch
/// ```
///
/// A node that a list names no more is gone. One that was known from before this registration,
/// though, may only not have come back yet itself, to an etcd that was away or lost its data: it
/// stays for one lease more.
final class Supervisor implements Runnable {

  private static final Logger log = LoggerFactory.getLogger(Supervisor.class);

  /// How often the first registration is tried again when it got no answer in time.
  private static final int SILENT_STARTS = 2;

  private static final long FIRST_PAUSE_MILLIS = 200;
  private static final long LONGEST_PAUSE_MILLIS = 3_000;
  private static final long LIST_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final long WATCH_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
  private static final long NAME_GRACE_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final long NAME_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
  private static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final OutageLog outages =
      new OutageLog(log, System::nanoTime, "etcd does not answer; the nodes last known stay");
  private final EtcdSettings settings;
  private final Node self;
  private final KnownNodes known;
  private final Wakeups wakeups = new Wakeups();
  private final CompletableFuture<@Nullable Void> first = new CompletableFuture<>();
  private final Namesakes namesakes;
  private volatile boolean registered;
  private volatile boolean revoking = true;
  private int failures;
  private int silentStarts;

  Supervisor(EtcdSettings settings, Node self, KnownNodes known) {
    this.settings = settings;
    this.self = self;
    this.known = known;
    this.namesakes = new Namesakes(settings, self);
  }

  /// Whether the last try failed. From any thread.
  boolean failing() {
    return outages.out();
  }

  /// Completed by the first registration and list, or by their failure, which ends the supervisor.
  CompletableFuture<@Nullable Void> first() {
    return first;
  }

  /// Lets [#run] end soon.
  ///
  /// @param revoke whether the key is to go at once, and not when its lease ends
  void stop(boolean revoke) {
    revoking = revoke;
    wakeups.stop();
  }

  @Override
  public void run() {
    try {
      supervise();
    } finally {
      // Whatever happened, nobody is left waiting for the first time.
      first.cancel(false);
    }
  }

  private void supervise() {
    while (!wakeups.isStopped()) {
      try (EtcdConnection etcd = new EtcdConnection(settings)) {
        Registration registration = register(etcd);
        stay(etcd, registration);
        if (revoking) {
          registration.revoke();
        }
      } catch (RuntimeException | Error failure) {
        if (wasSlow(failure) && silentStarts++ < SILENT_STARTS) {
          continue;
        }
        if (first.completeExceptionally(failure)) {
          return;
        }
        say(failure);
        pause();
      }
    }
  }

  /// Registers, the first time only when nobody else has this node's name.
  private Registration register(EtcdConnection etcd) {
    if (first.isDone()) {
      return new Registration(etcd, settings, self);
    }
    long deadline = System.nanoTime() + settings.ttl().toNanos() + NAME_GRACE_NANOS;
    for (Optional<Node> other = namesakes.find(etcd);
        other.isPresent() && !wakeups.isStopped();
        other = namesakes.find(etcd)) {
      if (System.nanoTime() - deadline > 0) {
        throw namesakes.refusal(other.get());
      }
      wakeups.await(NAME_PAUSE_NANOS);
    }
    Registration registration = new Registration(etcd, settings, self);
    Optional<Node> earlier = namesakes.findEarlier(etcd);
    if (earlier.isPresent()) {
      registration.revoke();
      throw namesakes.refusal(earlier.get());
    }
    return registration;
  }

  /// Whether etcd has this node registered, and was asked for the others, as far as is known.
  boolean registered() {
    return registered;
  }

  /// Whether nothing was wrong at the first registration but the time it took: a process that has
  /// just started on a busy machine is slow itself, and less so the next time.
  private boolean wasSlow(Throwable failure) {
    return !first.isDone() && failure.getCause() instanceof TimeoutException;
  }

  /// Returns when stopped.
  ///
  /// @throws StoreUnavailable this registration is of no use any more
  private void stay(EtcdConnection etcd, Registration registration) {
    Lists lists = new Lists(known, registration, registration.ttl().toNanos() + GRACE_NANOS);
    long keepEvery = registration.ttl().toNanos() / 3;
    long nextKeep = System.nanoTime() + keepEvery;
    long nextList = System.nanoTime();
    @Nullable ChangeWatch watch = null;
    try {
      while (!wakeups.isStopped()) {
        if (wakeups.takeWatchEnded() && watch != null) {
          watch.close();
          watch = null;
          nextList = System.nanoTime() + WATCH_PAUSE_NANOS;
        }
        if (wakeups.takeChanged() || System.nanoTime() - nextList >= 0) {
          lists.list();
          noteRegistered();
          namesakes.look(known.nodes());
          nextList = System.nanoTime() + Math.min(LIST_NANOS, lists.nextNanos());
          watch = watch == null ? new ChangeWatch(etcd, registration, wakeups) : watch;
        }
        if (System.nanoTime() - nextKeep >= 0) {
          registration.keep();
          nextKeep = System.nanoTime() + keepEvery;
        }
        long now = System.nanoTime();
        wakeups.await(Math.max(0, Math.min(nextKeep - now, nextList - now)));
      }
    } finally {
      registered = false;
      if (watch != null) {
        watch.close();
      }
    }
  }

  private void noteRegistered() {
    registered = true;
    outages.worked();
    failures = 0;
    first.complete(null);
  }

  private void say(Throwable failure) {
    if (failure instanceof StoreUnavailable) {
      outages.failed(failure.getMessage());
    } else {
      outages.broke(failure);
    }
  }

  private void pause() {
    long pause = Math.min(FIRST_PAUSE_MILLIS << Math.min(failures, 10), LONGEST_PAUSE_MILLIS);
    failures++;
    long millis = pause / 2 + ThreadLocalRandom.current().nextLong(pause / 2 + 1);
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    for (long left = until - System.nanoTime();
        left > 0 && !wakeups.isStopped();
        left = until - System.nanoTime()) {
      wakeups.await(left);
    }
  }
}
