package dev.peal.bench.run;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// How much processor time processes have taken, user and system together, as the operating system
/// counts it (on Linux in hundredths of a second).
///
/// @param nanos by the name of the process; without those that the system does not tell of, as of
///   processes in containers
public record CpuTime(Map<String, Long> nanos) {
  public CpuTime {
    nanos = new LinkedHashMap<>(nanos);
  }

  /// Until now.
  ///
  /// @param pids by name
  public static CpuTime of(Map<String, Long> pids) {
    Map<String, Long> nanos = new LinkedHashMap<>();
    pids.forEach((name, pid) ->
        ProcessHandle.of(pid)
            .flatMap(CpuTime::time)
            .ifPresent(time -> nanos.put(name, time.toNanos())));
    return new CpuTime(nanos);
  }

  /// Of this process, until now; 0 where the system does not tell.
  public static long ownNanos() {
    return time(ProcessHandle.current()).map(Duration::toNanos).orElse(0L);
  }

  /// What was taken since, of processes that both know.
  public CpuTime since(CpuTime earlier) {
    Map<String, Long> taken = new LinkedHashMap<>();
    nanos.forEach((name, now) -> {
      Long before = earlier.nanos.get(name);
      if (before != null) {
        taken.put(name, now - before);
      }
    });
    return new CpuTime(taken);
  }

  /// All together.
  public long totalNanos() {
    return nanos.values().stream().mapToLong(Long::longValue).sum();
  }

  private static Optional<Duration> time(ProcessHandle process) {
    return process.info().totalCpuDuration();
  }
}
