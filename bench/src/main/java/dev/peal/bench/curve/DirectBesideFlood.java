package dev.peal.bench.curve;

import dev.peal.bench.run.Progress;
import dev.peal.bench.run.Servers;
import dev.peal.bench.steady.Flood;
import dev.peal.bench.steady.Groups;
import dev.peal.bench.steady.Load;
import dev.peal.bench.steady.SteadyGroups;
import dev.peal.bench.steady.Tally;
import java.util.concurrent.TimeUnit;

/// Direct messages on a quiet node, and then beside a group whose lane is full.
///
/// @param quiet nothing else is sent
/// @param beside what the pairs saw during the flood
/// @param flood what became of the flood
record DirectBesideFlood(Tally quiet, Tally beside, Flood.Outcome flood) {
  private static final int PAIRS = 10;
  private static final double RATE = 50;
  private static final int FILLING_SECONDS = 3;

  /// Measures both, one after the other. The journal is left full.
  static DirectBesideFlood run(Servers servers, int warmUpSeconds, int seconds)
      throws InterruptedException {
    Load load = new Load(RATE, warmUpSeconds, seconds);
    try (SteadyGroups pairs = SteadyGroups.open(Groups.pairs(PAIRS), servers);
        Flood flood = Flood.prepare(servers)) {
      Progress.say("direct messages on a quiet node, " + seconds + " s");
      Tally quiet = pairs.tally(load);
      Progress.say("direct messages beside a flooded group, " + seconds + " s");
      flood.begin();
      TimeUnit.SECONDS.sleep(FILLING_SECONDS);
      Tally beside = pairs.tally(load);
      return new DirectBesideFlood(quiet, beside, flood.end());
    }
  }

  /// The p99 beside the flood over the one in quiet.
  double ratio() {
    return beside.delivery().p99() / quiet.delivery().p99();
  }

  boolean isClean() {
    return isClean(quiet) && isClean(beside);
  }

  private static boolean isClean(Tally tally) {
    return tally.lost() == 0 && tally.duplicates() == 0 && tally.outOfOrder() == 0;
  }
}
