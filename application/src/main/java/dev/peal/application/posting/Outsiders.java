package dev.peal.application.posting;

import dev.peal.domain.session.UserId;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How often users made the store be asked in vain: about conversations that do not exist, or that
/// they are no members of. One who did so more than [#AT_ONCE] times waits until it is
/// [#PER_SECOND] a second (a token bucket each, that only what was in vain draws from, so that
/// nobody with a thousand conversations of their own is ever concerned).
///
/// Bounded: of more than [#MOST] users the longest unheard of is forgotten. Thread-safe; guarded by
/// its own monitor.
final class Outsiders {

  static final int AT_ONCE = 30;
  static final int PER_SECOND = 5;
  static final int MOST = 10_000;

  private static final long INTERVAL_NANOS = 1_000_000_000L / PER_SECOND;

  private final Map<UserId, Long> dueNanos =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<UserId, Long> eldest) {
          return size() > MOST;
        }
      };

  /// Whether anybody is known to have asked in vain.
  synchronized boolean any() {
    return !dueNanos.isEmpty();
  }

  /// Milliseconds until the store may be asked again on behalf of this user; 0 for now.
  synchronized long waitMillis(UserId user, long nowNanos) {
    if (dueNanos.isEmpty()) {
      return 0;
    }
    @Nullable Long due = dueNanos.get(user);
    if (due == null) {
      return 0;
    }
    long early = due - nowNanos - (AT_ONCE - 1) * INTERVAL_NANOS;
    return early <= 0 ? 0 : early / 1_000_000 + 1;
  }

  /// Notes that the store was asked in vain.
  synchronized void inVain(UserId user, long nowNanos) {
    @Nullable Long due = dueNanos.get(user);
    long from = due == null || due - nowNanos < 0 ? nowNanos : due;
    dueNanos.put(user, from + INTERVAL_NANOS);
  }
}
