package dev.peal.bootstrap;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Optional;

/// How the file descriptors that the process may have are shared out, so that connections never
/// take those of the store: some for the process itself and for links to servers, a part for the
/// store's files, and what is left for connections.
///
/// @param limit how many the process may have (`ulimit -n`)
/// @param storeFiles how many files the store may keep open, -1 for as many as it has
/// @param connections how many connections may be open at once
record FileDescriptors(long limit, int storeFiles, int connections) {

  /// What the program opens after its start for itself: libraries, selectors, its last jars.
  private static final long OWN = 40;

  /// Links of a cluster's node: pools for MySQL and Redis, RabbitMQ, etcd, other nodes.
  private static final long LINKS = 128;

  /// Of the store beside its tables: logs, lists, what is being written.
  private static final long STORE_OWN = 24;

  private static final long STORE_LEAST = 24;
  private static final long STORE_MOST = 4_096;

  /// From here on the store need not be bounded.
  private static final long PLENTY = 65_536;

  private static final int FEWEST_CONNECTIONS = 8;

  /// What a limit allows a process that has so many open now, which are mostly its jars.
  static FileDescriptors of(long limit, long open, boolean cluster) {
    long own = open + OWN + (cluster ? LINKS : 0);
    long store = cluster ? 0 : Math.clamp((limit - own) / 4, STORE_LEAST, STORE_MOST);
    long left = limit - own - store - (cluster ? 0 : STORE_OWN);
    return new FileDescriptors(
        limit,
        limit >= PLENTY ? -1 : (int) Math.max(STORE_LEAST, store),
        Math.clamp(left, FEWEST_CONNECTIONS, Integer.MAX_VALUE));
  }

  /// What this process may have open; nothing where the system does not say.
  static Optional<FileDescriptors> here(boolean cluster) {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? Optional.of(
            of(unix.getMaxFileDescriptorCount(), unix.getOpenFileDescriptorCount(), cluster))
        : Optional.empty();
  }

  /// Whether there is room for a second node in this process, with its clients, before the first
  /// begins.
  boolean allowWarmUp() {
    return limit >= 1_024;
  }

  /// The limit that would allow so many connections.
  long limitFor(int wanted) {
    return limit - connections + wanted;
  }
}
