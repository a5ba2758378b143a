package dev.peal.application.persisting;

import dev.peal.application.port.in.PersistBatches;
import dev.peal.application.port.out.BatchStore;
import dev.peal.application.port.out.ParkedBatches;
import dev.peal.application.port.out.StoreUnavailable;
import dev.peal.domain.message.Batch;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Stores batches together; when that fails for another reason than the store's absence, one by
/// one, parking the one that is at fault.
public final class PersistBatchesService implements PersistBatches {

  private static final Logger log = LoggerFactory.getLogger(PersistBatchesService.class);

  private final BatchStore store;
  private final ParkedBatches parked;

  public PersistBatchesService(BatchStore store, ParkedBatches parked) {
    this.store = store;
    this.parked = parked;
  }

  @Override
  public void persist(List<Batch> batches) {
    try {
      store.store(batches);
    } catch (StoreUnavailable retryLater) {
      throw retryLater;
    } catch (RuntimeException poison) {
      batches.forEach(this::persistAlone);
    }
  }

  private void persistAlone(Batch batch) {
    try {
      store.store(List.of(batch));
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
