package dev.peal.bench.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StoreKindIT {

  @ParameterizedTest
  @EnumSource
  void commit_batches_everyRowIsCounted(StoreKind kind, @TempDir Path folder) throws Exception {
    try (DurableStore store = kind.open(folder)) {
      store.commit(new RowBatch(1, 1, 3, 7, 5));
      store.commit(new RowBatch(1, 4, 2, 7, 6));
      assertThat(store.countRows()).isEqualTo(5 * 7);
    }
  }
}
