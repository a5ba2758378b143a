package dev.peal.bench.curve;

import dev.peal.bench.curve.Goal.Figure;
import dev.peal.bench.idle.IdleConnections;
import dev.peal.bench.steady.SteadyResult;
import dev.peal.bench.steady.Tally;
import java.util.List;

/// The project's goals on two cores that clients, nodes and servers share.
final class Goals {
  static final int STEADY_RATE = 100;
  static final int LARGE_RATE = 150;

  private static final double STEADY_P99_MILLIS = 50;
  private static final double LARGE_P99_MILLIS = 100;
  private static final double DIRECT_TIMES = 3;
  private static final double IDLE_BYTES = 8 * 1024;
  private static final double LEAST_ACHIEVED = 0.99;

  private Goals() {}

  static Goal steady(SteadyResult result) {
    return new Goal(
        "steady",
        "100 messages a second into a group of 500 with 300 online: p99 at most 50 ms, and a"
            + " journal that does not grow",
        List.of(
            new Figure("delivery_p99_ms", result.tally().delivery().p99(), STEADY_P99_MILLIS),
            Figure.not("journal_grows", result.journalGrows()),
            missed(result),
            wrong("lost_doubled_or_out_of_order", result.tally()),
            rows(result)));
  }

  static Goal large(SteadyResult result) {
    return new Goal(
        "large",
        "150 messages a second into a group of 1,000 for 60 s: nothing lost, p99 at most 100 ms",
        List.of(
            new Figure("delivery_p99_ms", result.tally().delivery().p99(), LARGE_P99_MILLIS),
            missed(result),
            wrong("lost_doubled_or_out_of_order", result.tally()),
            rows(result)));
  }

  static Goal direct(DirectBesideFlood result) {
    return new Goal(
        "direct",
        "a direct message's p99 beside a group whose lane is full: at most 3 times that in quiet",
        List.of(
            new Figure("p99_ratio", result.ratio(), DIRECT_TIMES),
            wrong("lost_doubled_or_out_of_order_in_quiet", result.quiet()),
            wrong("lost_doubled_or_out_of_order_beside", result.beside())));
  }

  static Goal idle(IdleConnections.Result result) {
    return new Goal(
        "idle",
        "an idle connection costs at most 8 KB of a node's memory beyond the kernel's",
        result.points().stream()
            .map(point ->
                new Figure("bytes_of_one_of_" + point.connections(), point.bytes(), IDLE_BYTES))
            .toList());
  }

  /// By how many in a hundred the load was not reached.
  private static Figure missed(SteadyResult result) {
    double missing = 1 - result.tally().achievedRate() / result.load().rate();
    return new Figure(
        "rate_missed_percent", 100 * Math.max(0, missing), 100 * (1 - LEAST_ACHIEVED));
  }

  /// Everything that was sent has to arrive once and in order, and so to be accepted.
  private static Figure wrong(String name, Tally tally) {
    return new Figure(
        name,
        tally.lost() + tally.duplicates() + tally.outOfOrder() + (tally.sent() - tally.accepted()),
        0);
  }

  private static Figure rows(SteadyResult result) {
    return new Figure(
        "rows_missing_or_too_many", Math.abs(result.rowsExpected() - result.rowsStored()), 0);
  }
}
