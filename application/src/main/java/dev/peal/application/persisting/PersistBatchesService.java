package dev.peal.application.persisting;

import dev.peal.application.port.in.PersistBatches;
import dev.peal.application.port.out.BatchStore;
import dev.peal.application.port.out.ParkedBatches;
import dev.peal.application.port.out.StoreUnavailable;
import dev.peal.domain.message.Batch;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Stores batches together; when that fails for another reason than the store's absence, one by
/// one, parking the one that is at fault. What came too late is sent through the journal again.
public final class PersistBatchesService implements PersistBatches {

  private static final Logger log = LoggerFactory.getLogger(PersistBatchesService.class);

  private final BatchStore store;
  private final ParkedBatches parked;
  private final Optional<LateBatches> late;

  /// For a store to which nothing comes too late.
  public PersistBatchesService(BatchStore store, ParkedBatches parked) {
    this(store, parked, Optional.empty());
  }

  public PersistBatchesService(BatchStore store, ParkedBatches parked, LateBatches late) {
    this(store, parked, Optional.of(late));
  }

  private PersistBatchesService(
      BatchStore store, ParkedBatches parked, Optional<LateBatches> late) {
    this.store = store;
    this.parked = parked;
    this.late = late;
  }

  @Override
  public void persist(List<Batch> batches) {
    try {
      repost(store.store(batches));
    } catch (StoreUnavailable retryLater) {
      throw retryLater;
    } catch (RuntimeException poison) {
      batches.forEach(this::persistAlone);
    }
  }

  private void repost(List<Batch> tooLate) {
    if (tooLate.isEmpty()) {
      late.ifPresent(LateBatches::none);
    } else {
      late.orElseThrow(
              () -> new IllegalStateException("late batches: of a store that has no watermark"))
          .repost(tooLate);
    }
  }

  private void persistAlone(Batch batch) {
    try {
      repost(store.store(List.of(batch)));
    } catch (StoreUnavailable retryLater) {
      throw retryLater;
    } catch (RuntimeException poison) {
      log.error(
          "Batch {} of {} cannot be stored and is parked",
          batch.id(),
          batch.conversation(),
          poison);
      parked.park(batch, String.valueOf(poison.getMessage()));
    }
  }
}
