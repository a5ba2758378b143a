package dev.peal.bench.steady;

import java.util.List;

/// What the clients saw of a load.
///
/// @param sent messages, those of the warm-up too
/// @param accepted of these
/// @param gaveUp whether sending was ended early, because a message was unanswered for 10 s or
///   refused for good
/// @param received pushes at members other than the sender, and acks at senders
/// @param expected the same, if nothing is lost
/// @param outOfOrder repeats of seqs and positions, positions that differ between members, and
///   messages of one sender that changed places
/// @param timedAccepted accepted messages of those that are timed
/// @param achievedRate messages accepted in the timed seconds, up to an early end, a second; some
///   may have been due before
/// @param delivery from when a message was due until each member other than its sender had it
/// @param ack from when a message was due until its sender had the answer
/// @param lag from when a message was due until it was sent: how late the bench itself was
/// @param p99OfEachSecond of the deliveries, in milliseconds, by when the messages were due
public record Tally(
    int sent,
    int accepted,
    boolean gaveUp,
    long received,
    long expected,
    long duplicates,
    long outOfOrder,
    int timedAccepted,
    double achievedRate,
    Latency delivery,
    Latency ack,
    Latency lag,
    List<Double> p99OfEachSecond) {
  public Tally {
    p99OfEachSecond = List.copyOf(p99OfEachSecond);
  }

  public long lost() {
    return Math.max(0, expected - received);
  }
}
