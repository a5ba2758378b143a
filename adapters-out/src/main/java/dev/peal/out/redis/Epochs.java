package dev.peal.out.redis;

import dev.peal.application.port.out.Clock;
import dev.peal.application.port.out.SequenceCeilings;
import dev.peal.application.port.out.SequenceCeilings.Bucket;
import dev.peal.application.port.out.StoreUnavailable;
import dev.peal.out.redis.InspectScript.Seen;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Which epoch every bucket has, and what is done when Redis says otherwise (rules 1 to 5).
///
/// Scripts name the epochs that are known here. When Redis refuses one, the durable epochs are read
/// again; if Redis still differs, the next epoch is begun there, and whoever began it installs it,
/// once. An install that was refused, or of which nothing was heard, is never sent again: then
/// another epoch is begun. So no epoch is ever installed twice, and no number given twice.
///
/// An epoch that another node began is given [#INSTALL_PATIENCE_NANOS] to appear in Redis.
///
/// Thread-safe. What is known is an immutable list behind one volatile reference, replaced under
/// this object's monitor; one thread repairs at a time, the others wait for it, bounded by their
/// deadlines.
final class Epochs {

  private static final Logger log = LoggerFactory.getLogger(Epochs.class);

  private final LongAdder epochsBegun = new LongAdder();
  private static final long INSTALL_PATIENCE_NANOS = 1_000_000_000;
  private static final long RETRY_NANOS = 20_000_000;
  private static final int MOST_EPOCHS_BEHIND = 1_000;

  private final RedisConnections connections;
  private final Names names;
  private final SequenceCeilings ceilings;
  private final Clock clock;
  private final long openingMicros;
  private final ReentrantLock repairing = new ReentrantLock();

  /// When another node's epoch was first seen, by bucket; guarded by `repairing`.
  private final Map<Integer, Foreign> foreign = new HashMap<>();

  private volatile List<Bucket> known;

  private record Foreign(long epoch, long sinceNanos) {}

  /// Reads the durable epochs.
  ///
  /// @throws StoreUnavailable a retry is safe
  Epochs(RedisConnections connections, SequenceCeilings ceilings, Clock clock, long openingMicros) {
    this.connections = connections;
    this.names = new Names(connections);
    this.ceilings = ceilings;
    this.clock = clock;
    this.openingMicros = openingMicros;
    this.known = List.copyOf(ceilings.read());
    if (known.size() != ceilings.buckets()) {
      throw new IllegalStateException(
          "buckets: " + known.size() + " (expected: " + ceilings.buckets() + ")");
    }
    // Another node that starts just now may be about to install them.
    known.forEach(each -> foreign.put(each.index(), foreign(each)));
  }

  /// All buckets as this node knows them, in order of index.
  List<Bucket> known() {
    return known;
  }

  int buckets() {
    return known.size();
  }

  /// Begins new epochs of all buckets that Redis does not have, without being asked by a refusal.
  /// What cannot be reached is left for later.
  void prepare(long deadlineNanos) {
    List<Bucket> all = known;
    List<Integer> indexes = new ArrayList<>();
    all.forEach(bucket -> indexes.add(bucket.index()));
    repair(all, indexes, deadlineNanos);
  }

  /// Does what has to be done after Redis refused `refused` as they are in `seen`. When this
  /// returns, asking again makes sense.
  ///
  /// @throws StoreUnavailable the durable epochs cannot be read or changed, or it takes too long
  void repair(List<Bucket> seen, Collection<Integer> refused, long deadlineNanos) {
    lockUntil(deadlineNanos);
    try {
      if (changed(seen, refused)) {
        return;
      }
      List<Bucket> durable = ceilings.read();
      learn(durable, false);
      if (changed(seen, refused)) {
        return;
      }
      Map<Bucket, Seen> inRedis = look(refused);
      if (leap(durable, inRedis)) {
        return;
      }
      if (!supersede(lost(inRedis)) && !changed(seen, refused)) {
        LockSupport.parkNanos(RETRY_NANOS);
      }
    } finally {
      repairing.unlock();
    }
  }

  private void lockUntil(long deadlineNanos) {
    try {
      if (repairing.tryLock(deadlineNanos - clock.monotonicNanos(), TimeUnit.NANOSECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new StoreUnavailable("Redis lost numbers, and new ones are not ready yet", true);
  }

  private boolean changed(List<Bucket> seen, Collection<Integer> buckets) {
    List<Bucket> now = known;
    return buckets.stream().anyMatch(i -> now.get(i).epoch() != seen.get(i).epoch());
  }

  /// Makes sure that the durable epochs are not older than what is known of them, as they are after
  /// a database was restored, or a replica took over that did not have everything.
  ///
  /// @throws StoreUnavailable a retry is safe
  void compareWithDurable(long deadlineNanos) {
    List<Bucket> durable = ceilings.read();
    if (known.stream()
        .noneMatch(each -> SequenceCeilings.isBehind(durable.get(each.index()), each))) {
      return;
    }
    lockUntil(deadlineNanos);
    try {
      boolean ignored = leap(ceilings.read(), look(List.of()));
    } finally {
      repairing.unlock();
    }
  }

  /// Begins new epochs of all buckets when the durable ones are older than those known here or in
  /// Redis. What Redis has was durable before, so whether they are is found out again where they
  /// cannot change meanwhile. False when they are not.
  private boolean leap(List<Bucket> durable, Map<Bucket, Seen> inRedis) {
    List<Bucket> newest = newest(inRedis);
    if (newest.stream()
        .noneMatch(each -> SequenceCeilings.isBehind(durable.get(each.index()), each))) {
      return false;
    }
    long opensMicros = clock.wallMillis() * 1_000 + openingMicros;
    List<Bucket> begun = ceilings.leap(newest, LedgerSettings.CEILING_STEP, opensMicros);
    if (begun.isEmpty()) {
      learn(ceilings.read(), false);
      return false;
    }
    log.error(
        "MySQL is older than the numbers that were given, as after a restore or a failover that lost"
            + " commits: new epochs of all {} buckets begin far above. See docs/operating.md",
        begun.size());
    Map<Integer, Seen> seen = new HashMap<>();
    inRedis.forEach((bucket, what) -> seen.put(bucket.index(), what));
    // One that cannot be seen now is begun once more when it can.
    List<Bucket> visible =
        begun.stream().filter(bucket -> seen.containsKey(bucket.index())).toList();
    install(visible, seen);
    learn(visible, true);
    learn(begun, false);
    return true;
  }

  private List<Bucket> newest(Map<Bucket, Seen> inRedis) {
    List<Bucket> newest = new ArrayList<>(known);
    inRedis.forEach((bucket, seen) -> {
      Bucket there =
          new Bucket(bucket.index(), seen.epoch(), 0, seen.ceiling(), seen.opensMicros());
      if (SequenceCeilings.isBehind(bucket, there)) {
        newest.set(bucket.index(), there);
      }
    });
    return newest;
  }

  /// All buckets with what is seen of them in Redis. Looks at all of them, since what happened to
  /// one may have happened to many; of those not `refused`, what cannot be seen now is left out.
  private Map<Bucket, Seen> look(Collection<Integer> refused) {
    List<Bucket> all = known;
    List<Command> commands = new ArrayList<>(all.size());
    all.forEach(bucket -> commands.add(InspectScript.command(names, bucket)));
    @Nullable Object[] replies = connections.tryAll(commands);
    Map<Bucket, Seen> seen = new HashMap<>();
    for (Bucket bucket : all) {
      Object reply = replies[bucket.index()];
      if (reply instanceof StoreUnavailable failure) {
        if (refused.contains(bucket.index())) {
          throw failure;
        }
        continue;
      }
      seen.put(bucket, InspectScript.read(reply));
    }
    return seen;
  }

  /// Those that Redis does not have under the known epoch and the reign it was installed under.
  private Map<Bucket, Seen> lost(Map<Bucket, Seen> inRedis) {
    Map<Bucket, Seen> lost = new HashMap<>();
    inRedis.forEach((bucket, seen) -> {
      if (isLost(bucket, seen)) {
        lost.put(bucket, seen);
      }
    });
    return lost;
  }

  private boolean isLost(Bucket bucket, Seen seen) {
    if (bucket.epoch() == 0) {
      return true;
    }
    if (seen.epoch() == bucket.epoch()) {
      return !seen.atHome();
    }
    // Nothing or a lower one: its beginner may be about to install it. A higher one: it was begun
    // since the durable ones were read, or those come from a copy that is older than Redis.
    Foreign other = foreign.get(bucket.index());
    return other == null
        || other.epoch() != bucket.epoch()
        || clock.monotonicNanos() - other.sinceNanos() >= INSTALL_PATIENCE_NANOS;
  }

  /// Begins the next epochs and installs those that this call began. False when there were none.
  private boolean supersede(Map<Bucket, Seen> lost) {
    if (lost.isEmpty()) {
      return false;
    }
    Map<Integer, Seen> seen = new HashMap<>();
    lost.forEach((bucket, what) -> seen.put(bucket.index(), what));
    List<Bucket> begun = begin(lost.keySet(), seen);
    install(begun, seen);
    learn(begun, true);
    if (begun.size() < lost.size()) {
      learn(ceilings.read(), false);
    }
    return true;
  }

  /// Begins epochs until they are past what Redis has: that can be ahead when the durable ones come
  /// from an old copy, and then an epoch of the same number must not be taken for this one.
  private List<Bucket> begin(Collection<Bucket> lost, Map<Integer, Seen> seen) {
    List<Bucket> begun = new ArrayList<>();
    List<Bucket> next = List.copyOf(lost);
    for (int round = 0; !next.isEmpty(); round++) {
      if (round == MOST_EPOCHS_BEHIND) {
        throw new StoreUnavailable(
            "Redis is more than " + MOST_EPOCHS_BEHIND + " epochs ahead of MySQL", false);
      }
      long opensMicros = clock.wallMillis() * 1_000 + openingMicros;
      List<Bucket> own = ceilings.supersede(next, LedgerSettings.CEILING_STEP, opensMicros);
      next = new ArrayList<>();
      for (Bucket bucket : own) {
        (bucket.epoch() > seenOf(bucket, seen).epoch() ? begun : next).add(bucket);
      }
    }
    return begun;
  }

  private static Seen seenOf(Bucket bucket, Map<Integer, Seen> seen) {
    Seen what = seen.get(bucket.index());
    if (what == null) {
      throw new IllegalStateException(
          "bucket begun: " + bucket.index() + " (expected: one that was asked for)");
    }
    return what;
  }

  /// Epochs of buckets that this node began since its start.
  long begun() {
    return epochsBegun.sum();
  }

  private void install(List<Bucket> begun, Map<Integer, Seen> seen) {
    List<Command> commands = new ArrayList<>(begun.size());
    begun.forEach(
        bucket -> commands.add(InstallScript.command(names, bucket, seenOf(bucket, seen).reign())));
    @Nullable Object[] replies = connections.tryAll(commands);
    int installed = 0;
    for (Object reply : replies) {
      if (!(reply instanceof StoreUnavailable) && InstallScript.installed(reply)) {
        installed++;
      }
    }
    if (!begun.isEmpty()) {
      epochsBegun.add(begun.size());
      log.warn(
          "New epochs of {} buckets, of which Redis had nothing or something outdated; {} are"
              + " installed",
          begun.size(),
          installed);
    }
  }

  /// Takes in what is durable. `own` says that this node began these epochs.
  private void learn(List<Bucket> durable, boolean own) {
    List<Bucket> before = known;
    for (Bucket bucket : durable) {
      if (bucket.epoch() > before.get(bucket.index()).epoch()) {
        if (own) {
          foreign.remove(bucket.index());
        } else {
          foreign.put(bucket.index(), foreign(bucket));
        }
      }
    }
    merge(durable);
  }

  private Foreign foreign(Bucket bucket) {
    return new Foreign(bucket.epoch(), clock.monotonicNanos());
  }

  private synchronized void merge(List<Bucket> durable) {
    List<Bucket> merged = new ArrayList<>(known);
    for (Bucket bucket : durable) {
      Bucket had = merged.get(bucket.index());
      if (bucket.epoch() > had.epoch()
          || (bucket.epoch() == had.epoch() && bucket.ceiling() > had.ceiling())) {
        merged.set(bucket.index(), bucket);
      }
    }
    known = List.copyOf(merged);
  }

  /// Raises ceilings, where they are durable first and then in Redis, so that the buckets can give
  /// these numbers and half a step more. `numbers` go with `buckets`.
  ///
  /// @throws StoreUnavailable a retry is safe
  void raise(List<Integer> buckets, List<Long> numbers) {
    List<Bucket> all = known;
    List<Bucket> wanted = new ArrayList<>();
    List<Bucket> durable = new ArrayList<>();
    for (int i = 0; i < buckets.size(); i++) {
      Bucket bucket = all.get(buckets.get(i));
      long least = numbers.get(i) + LedgerSettings.CEILING_STEP / 2;
      if (bucket.ceiling() >= least) {
        durable.add(bucket);
      } else {
        long ceiling = Math.max(least, bucket.ceiling() + LedgerSettings.CEILING_STEP);
        wanted.add(
            new Bucket(
                bucket.index(), bucket.epoch(), bucket.floor(), ceiling, bucket.opensMicros()));
      }
    }
    if (!wanted.isEmpty()) {
      List<Bucket> raised = ceilings.raise(wanted);
      merge(raised);
      durable.addAll(raised);
    }
    if (durable.isEmpty()) {
      return;
    }
    List<Command> commands = new ArrayList<>();
    durable.forEach(bucket -> commands.add(CeilingScript.command(names, bucket)));
    connections.run(commands);
  }
}
