package dev.peal.application.persisting;

import static dev.peal.application.contract.BatchSamples.batch;
import static dev.peal.application.contract.BatchSamples.message;
import static dev.peal.application.contract.BatchSamples.recipients;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.peal.application.port.out.BatchStore;
import dev.peal.application.port.out.ParkedBatches;
import dev.peal.application.port.out.StoreUnavailable;
import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.message.Batch;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PersistBatchesServiceTest {

  private static final Batch GOOD = sample("a", 1);
  private static final Batch POISON = sample("poison", 2);
  private static final Batch ALSO_GOOD = sample("b", 3);

  private final Store store = new Store();
  private final Parked parked = new Parked();
  private final PersistBatchesService service = new PersistBatchesService(store, parked);

  private static Batch sample(String id, long position) {
    return batch(ConversationId.group(7), recipients(1, position), message(position, 1, id));
  }

  @Test
  void persist_goodBatches_storesThemTogether() {
    service.persist(List.of(GOOD, ALSO_GOOD));

    assertThat(store.calls).containsExactly(List.of(GOOD, ALSO_GOOD));
    assertThat(parked.batches).isEmpty();
  }

  @Test
  void persist_oneThatCannotBeStored_isParkedAndTheOthersAreStored() {
    service.persist(List.of(GOOD, POISON, ALSO_GOOD));

    assertThat(store.stored).containsExactly(GOOD, ALSO_GOOD);
    assertThat(parked.batches).containsExactly(POISON);
  }

  @Test
  void persist_storeIsAway_isLeftToTheCallerAndNothingIsParked() {
    store.away = true;

    assertThatThrownBy(() -> service.persist(List.of(GOOD, POISON)))
        .isInstanceOf(StoreUnavailable.class);
    assertThat(parked.batches).isEmpty();
  }

  @Test
  void persist_storeGoesAwayWhileTheyAreTriedOneByOne_isLeftToTheCaller() {
    store.awayAfterCalls = 1;

    assertThatThrownBy(() -> service.persist(List.of(GOOD, POISON)))
        .isInstanceOf(StoreUnavailable.class);
    assertThat(parked.batches).isEmpty();
  }

  @Test
  void persist_parkingIsAway_isLeftToTheCaller() {
    parked.away = true;

    assertThatThrownBy(() -> service.persist(List.of(POISON))).isInstanceOf(StoreUnavailable.class);
  }

  private static final class Store implements BatchStore {
    private final List<List<Batch>> calls = new ArrayList<>();
    private final List<Batch> stored = new ArrayList<>();
    private boolean away;
    private int awayAfterCalls = Integer.MAX_VALUE;

    @Override
    public List<Batch> store(List<Batch> batches) {
      if (away || calls.size() >= awayAfterCalls) {
        throw new StoreUnavailable("away", false);
      }
      calls.add(batches);
      if (batches.contains(POISON)) {
        throw new IllegalStateException("no such column");
      }
      stored.addAll(batches);
      return List.of();
    }

    @Override
    public long inboxRows() {
      return 0;
    }

    @Override
    public long messages() {
      return 0;
    }

    @Override
    public long scanInboxRows() {
      return 0;
    }
  }

  private static final class Parked implements ParkedBatches {
    private final List<Batch> batches = new ArrayList<>();
    private boolean away;

    @Override
    public void park(Batch batch, String why) {
      if (away) {
        throw new StoreUnavailable("away", false);
      }
      batches.add(batch);
    }

    @Override
    public long count() {
      return batches.size();
    }

    @Override
    public long parked(Reason reason) {
      return batches.size();
    }
  }
}
