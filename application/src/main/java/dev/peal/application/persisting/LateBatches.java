package dev.peal.application.persisting;

import dev.peal.application.outage.OutageLog;
import dev.peal.application.port.out.Clock;
import dev.peal.application.port.out.IdSource;
import dev.peal.application.port.out.Journal;
import dev.peal.application.port.out.Reallotment;
import dev.peal.application.port.out.SetAsideBatches;
import dev.peal.application.port.out.StoreUnavailable;
import dev.peal.domain.message.Batch;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends batches that came too late through the journal again, with new seqs: they count, since
/// their senders may have been answered, but the seqs that they carry may have been called dead.
///
/// The late record may be acknowledged only when this returns: then the new one is durable. When
/// the process dies in between, the late record comes again and is sent again, which is harmless,
/// since a message that has a row is skipped.
///
/// **When the journal does not take them** (the broker's disk is full, say, which only the working
/// off of its queues can mend) they are set aside in the store, so that the queue goes on. Until
/// they are back in their queue its watermark stands: a watermark says that all that was published
/// before it is stored or in the queue again.
///
/// Confined to the worker of a queue, for each queue.
public final class LateBatches {

  private static final Logger log = LoggerFactory.getLogger(LateBatches.class);

  /// Of those set aside, sent between two ticks.
  private static final int AT_ONCE = 16;

  private final Reallotment reallotment;
  private final Journal journal;
  private final SetAsideBatches aside;
  private final IdSource ids;
  private final Clock clock;
  private final OutageLog outages;
  private final LongAdder count = new LongAdder();
  private final Duration confirmTimeout;

  /// `confirmTimeout` is how long one batch may wait for the journal.
  public LateBatches(
      Reallotment reallotment,
      Journal journal,
      SetAsideBatches aside,
      IdSource ids,
      Clock clock,
      Duration confirmTimeout) {
    this.reallotment = reallotment;
    this.journal = journal;
    this.aside = aside;
    this.ids = ids;
    this.clock = clock;
    this.outages = new OutageLog(log, clock, "Batches come late and go again");
    this.confirmTimeout = confirmTimeout;
  }

  /// How many went again since the start.
  public long count() {
    return count.sum();
  }

  /// None came late just now.
  void none() {
    outages.worked();
  }

  /// Sends them again, in their order; from the first one on that the journal does not take, sets
  /// them aside.
  ///
  /// @throws StoreUnavailable some may be neither; doing all again is safe
  void repost(List<Batch> late) {
    boolean taken = true;
    for (Batch batch : late) {
      Batch renewed = reallotment.reallot(batch, ids.next(IdSource.Kind.BATCH));
      count.increment();
      taken = taken && append(renewed);
      String which = "batch " + batch.id() + " of " + batch.conversation();
      if (taken) {
        outages.failed(which + " as batch " + renewed.id());
      } else {
        aside.add(renewed);
        outages.failed(
            which
                + " is set aside as batch "
                + renewed.id()
                + ", since the journal does not take it; the watermark of its queue stands until"
                + " then");
      }
    }
  }

  /// Sends again what was set aside of a queue; false when some of it is still there.
  ///
  /// @throws StoreUnavailable the store cannot be asked; doing it again is safe
  boolean resume(int queue) {
    List<Batch> waiting = aside.of(queue, AT_ONCE);
    for (Batch batch : waiting) {
      if (!append(batch)) {
        return false;
      }
      aside.remove(batch);
      log.info("Batch {} of {} is in the journal again", batch.id(), batch.conversation());
    }
    return waiting.size() < AT_ONCE;
  }

  private boolean append(Batch batch) {
    long deadlineNanos = clock.monotonicNanos() + confirmTimeout.toNanos();
    return switch (journal.append(batch, deadlineNanos)) {
      case Journal.Outcome.Confirmed ignored -> true;
      case Journal.Outcome.Refused(var why, var ignored) -> notTaken(batch, why);
      case Journal.Outcome.Unknown(var why) -> notTaken(batch, why);
    };
  }

  private static boolean notTaken(Batch batch, String why) {
    log.debug("Batch {} of {} is not taken: {}", batch.id(), batch.conversation(), why);
    return false;
  }
}
