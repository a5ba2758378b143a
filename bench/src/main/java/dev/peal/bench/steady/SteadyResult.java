package dev.peal.bench.steady;

import dev.peal.bench.run.CpuTime;

/// What a steady load showed.
///
/// @param rowsExpected one for each accepted message and member
/// @param drainMillis from the end of the load until all rows were stored, NaN when they were not
///   within five minutes
/// @param cpu of each server process, from the first timed message until all rows were stored
/// @param clientCpuNanos of this process, over the same time
public record SteadyResult(
    Groups groups,
    Load load,
    Tally tally,
    JournalLag journal,
    long rowsExpected,
    long rowsStored,
    double drainMillis,
    CpuTime cpu,
    long clientCpuNanos) {
  /// A steady load has at least this part of what is offered accepted.
  private static final double LEAST_ACHIEVED = 0.95;

  /// And this p99 at most.
  private static final double MOST_P99_MILLIS = 1_000;

  /// Whether nothing was lost, doubled or out of order at the clients or in the store. What was
  /// refused was not accepted and is not lost.
  public boolean isClean() {
    return tally.received() == tally.expected()
        && tally.duplicates() == 0
        && tally.outOfOrder() == 0
        && rowsStored == rowsExpected;
  }

  /// Whether this is more than can be delivered: less than 95 % of it was accepted in time, or the
  /// p99 of deliveries is above a second.
  public boolean isSaturated() {
    return tally.gaveUp()
        || tally.achievedRate() < LEAST_ACHIEVED * load.rate()
        || !(tally.delivery().p99() <= MOST_P99_MILLIS || tally.delivery().count() == 0);
  }

  /// Whether rows fell ever further behind.
  public boolean journalGrows() {
    return journal.grows(tally.achievedRate());
  }

  /// Messages at members after the warm-up, the senders' own as their acks.
  public long timedDeliveries() {
    return tally.delivery().count() + tally.timedAccepted();
  }

  public double deliveriesPerSecond() {
    return tally.achievedRate() * groups.online();
  }

  public double rowsPerSecond() {
    return tally.achievedRate() * groups.members();
  }

  /// Processor time of the servers for one delivery in microseconds; NaN when nothing is known of
  /// it.
  public double cpuMicrosPerDelivery() {
    return cpu.nanos().isEmpty() ? Double.NaN : perDelivery(cpu.totalNanos());
  }

  /// The same of one of the processes.
  public double cpuMicrosPerDelivery(String process) {
    Long nanos = cpu.nanos().get(process);
    return nanos == null ? Double.NaN : perDelivery(nanos);
  }

  /// The same of this process, in which the clients are.
  public double clientCpuMicrosPerDelivery() {
    return perDelivery(clientCpuNanos);
  }

  private double perDelivery(long nanos) {
    return timedDeliveries() == 0 ? Double.NaN : nanos / 1e3 / timedDeliveries();
  }
}
