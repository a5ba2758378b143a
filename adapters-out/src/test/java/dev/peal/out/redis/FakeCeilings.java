package dev.peal.out.redis;

import dev.peal.application.port.out.SequenceCeilings;
import dev.peal.application.port.out.StoreUnavailable;
import java.util.ArrayList;
import java.util.List;

/// Ceilings in memory, shared by the ledgers of a test. Thread-safe.
final class FakeCeilings implements SequenceCeilings {

  private final List<Bucket> buckets = new ArrayList<>();
  private final List<Bucket> begun = new ArrayList<>();
  private boolean down;
  private Runnable afterSupersede = () -> {};

  FakeCeilings(int count) {
    for (int i = 0; i < count; i++) {
      buckets.add(new Bucket(i, 0, 0, 0, 0));
    }
  }

  /// Whether every call fails from now on.
  synchronized void down(boolean isDown) {
    down = isDown;
  }

  /// What happens right after epochs were begun, before their beginner hears of it.
  synchronized void afterSupersede(Runnable happens) {
    afterSupersede = happens;
  }

  /// All epochs ever begun, in order.
  synchronized List<Bucket> begun() {
    return List.copyOf(begun);
  }

  @Override
  public synchronized int buckets() {
    return buckets.size();
  }

  @Override
  public synchronized List<Bucket> read() {
    check();
    return List.copyOf(buckets);
  }

  @Override
  public synchronized List<Bucket> raise(List<Bucket> wanted) {
    check();
    List<Bucket> stand = new ArrayList<>();
    for (Bucket each : wanted) {
      Bucket had = buckets.get(each.index());
      if (had.epoch() == each.epoch() && had.ceiling() < each.ceiling()) {
        buckets.set(
            each.index(),
            new Bucket(had.index(), had.epoch(), had.floor(), each.ceiling(), had.opensMicros()));
      }
      stand.add(buckets.get(each.index()));
    }
    return stand;
  }

  @Override
  public synchronized List<Bucket> supersede(List<Bucket> seen, long step, long opensMicros) {
    check();
    List<Bucket> own = new ArrayList<>();
    for (Bucket each : seen) {
      Bucket had = buckets.get(each.index());
      if (had.epoch() == each.epoch()) {
        long opens = had.epoch() == 0 ? 0 : Math.max(had.opensMicros(), opensMicros);
        var next =
            new Bucket(had.index(), had.epoch() + 1, had.ceiling(), had.ceiling() + step, opens);
        buckets.set(each.index(), next);
        begun.add(next);
        own.add(next);
      }
    }
    afterSupersede.run();
    return own;
  }

  /// As an older copy of the database has them.
  synchronized void restore(List<Bucket> older) {
    buckets.clear();
    buckets.addAll(older);
  }

  @Override
  public synchronized List<Bucket> leap(List<Bucket> known, long step, long opensMicros) {
    check();
    if (known.stream()
        .noneMatch(each -> SequenceCeilings.isBehind(buckets.get(each.index()), each))) {
      return List.of();
    }
    for (int i = 0; i < buckets.size(); i++) {
      Bucket had = buckets.get(i);
      long epoch = had.epoch();
      long ceiling = had.ceiling();
      for (Bucket each : known) {
        if (each.index() == i) {
          epoch = Math.max(epoch, each.epoch());
          ceiling = Math.max(ceiling, each.ceiling());
        }
      }
      long floor = ceiling + LEAP;
      buckets.set(i, new Bucket(i, epoch + 1, floor, floor + step, opensMicros));
    }
    begun.addAll(buckets);
    return List.copyOf(buckets);
  }

  private void check() {
    if (down) {
      throw new StoreUnavailable("ceilings: down", true);
    }
  }
}
