package dev.peal.out.embedded;

import dev.peal.application.port.out.IdSource;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/// Ids in segments of 1,000. The end of a segment is on the disk before its first id is given, so
/// that a process that starts anew, after whatever end, begins above all that was given; what was
/// left of the segment is never used. Thread-safe; within a segment a call is one compare-and-set.
public final class EmbeddedIdSource implements IdSource {

  static final int SEGMENT = 1_000;

  private final Map<Kind, Segments> segments = new EnumMap<>(Kind.class);

  /// The store stays its caller's to close.
  ///
  /// @throws dev.peal.application.port.out.StoreUnavailable a retry is safe
  public EmbeddedIdSource(EmbeddedStore store) {
    for (Kind kind : Kind.values()) {
      segments.put(kind, new Segments(store, kind));
    }
  }

  /// The key in [Family#META] of the end of the last segment.
  static byte[] key(Kind kind) {
    return ("ids." + kind.name().toLowerCase(Locale.ROOT)).getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public long next(Kind kind) {
    return Objects.requireNonNull(segments.get(kind)).next();
  }

  /// The ids of one kind. Those below `end` are this process's to give.
  private static final class Segments {

    private final EmbeddedStore store;
    private final byte[] key;
    private final AtomicLong next;
    private final ReentrantLock extending = new ReentrantLock();
    private volatile long end;

    Segments(EmbeddedStore store, Kind kind) {
      this.store = store;
      this.key = EmbeddedIdSource.key(kind);
      byte[] kept = store.get(Family.META, key);
      this.end = kept == null ? 1 : Keys.number(kept, 0);
      this.next = new AtomicLong(end);
    }

    long next() {
      while (true) {
        long id = next.get();
        if (id >= end) {
          extend();
        } else if (next.compareAndSet(id, id + 1)) {
          return id;
        }
      }
    }

    private void extend() {
      extending.lock();
      try {
        if (next.get() < end) {
          return;
        }
        long extended = end + SEGMENT;
        try (EmbeddedStore.Changes changes = store.changes()) {
          changes.put(Family.META, key, Keys.number(extended));
          store.write(changes, true);
        }
        end = extended;
      } finally {
        extending.unlock();
      }
    }
  }
}
