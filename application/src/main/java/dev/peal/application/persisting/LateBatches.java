package dev.peal.application.persisting;

import dev.peal.application.outage.OutageLog;
import dev.peal.application.port.out.Clock;
import dev.peal.application.port.out.IdSource;
import dev.peal.application.port.out.Journal;
import dev.peal.application.port.out.Reallotment;
import dev.peal.application.port.out.StoreUnavailable;
import dev.peal.domain.message.Batch;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends batches that came too late through the journal again, with new seqs: they count, since
/// their senders may have been answered, but the seqs that they carry may have been called dead.
///
/// The late record may be acknowledged only when this returns: then the new one is durable. When
/// the process dies in between, the late record comes again and is sent again, which is harmless,
/// since a message that has a row is skipped.
public final class LateBatches {

  private static final Logger log = LoggerFactory.getLogger(LateBatches.class);

  private final Reallotment reallotment;
  private final Journal journal;
  private final IdSource ids;
  private final Clock clock;
  private final OutageLog outages;
  private final Duration confirmTimeout;

  /// `confirmTimeout` is how long one batch may wait for the journal.
  public LateBatches(
      Reallotment reallotment,
      Journal journal,
      IdSource ids,
      Clock clock,
      Duration confirmTimeout) {
    this.reallotment = reallotment;
    this.journal = journal;
    this.ids = ids;
    this.clock = clock;
    this.outages = new OutageLog(log, clock, "Batches come late and go again");
    this.confirmTimeout = confirmTimeout;
  }

  /// None came late just now.
  void none() {
    outages.worked();
  }

  /// Sends them again, in their order.
  ///
  /// @throws StoreUnavailable some may not be in the journal; doing all again is safe
  void repost(List<Batch> late) {
    for (Batch batch : late) {
      long deadlineNanos = clock.monotonicNanos() + confirmTimeout.toNanos();
      Batch renewed = reallotment.reallot(batch, ids.next(IdSource.Kind.BATCH));
      switch (journal.append(renewed, deadlineNanos)) {
        case Journal.Outcome.Confirmed ignored ->
            outages.failed(
                "batch "
                    + batch.id()
                    + " of "
                    + batch.conversation()
                    + " as batch "
                    + renewed.id());
        case Journal.Outcome.Refused(var why, var ignored) -> throw unavailable(batch, why);
        case Journal.Outcome.Unknown(var why) -> throw unavailable(batch, why);
      }
    }
  }

  private static StoreUnavailable unavailable(Batch batch, String why) {
    return new StoreUnavailable("late batch " + batch.id() + ": " + why, false);
  }
}
