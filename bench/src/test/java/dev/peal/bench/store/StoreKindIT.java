package dev.peal.bench.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.peal.servers.MysqlServer;
import dev.peal.servers.RealServers;
import dev.peal.servers.TestDatabase;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StoreKindIT {

  @ParameterizedTest
  @EnumSource
  void commit_batches_everyRowIsCounted(StoreKind kind, @TempDir Path folder) throws Exception {
    if (kind.needsMysql()) {
      try (TestDatabase database = TestDatabase.create(RealServers.mysql())) {
        MysqlServer server = database.server();
        commitAndCount(
            kind,
            folder,
            new MysqlPlace(server.address(), database.name(), server.user(), server.password()));
      }
    } else {
      commitAndCount(kind, folder, null);
    }
  }

  private static void commitAndCount(StoreKind kind, Path folder, MysqlPlace mysql)
      throws Exception {
    try (DurableStore store = kind.open(folder, mysql)) {
      store.commit(new RowBatch(1, 1, 3, 7, 5));
      store.commit(new RowBatch(1, 4, 2, 7, 6));
      assertThat(store.countRows()).isEqualTo(5 * 7);
    }
  }

  /// More rows than one statement takes.
  @Test
  void commit_manyRows_everyRowIsCounted(@TempDir Path folder) throws Exception {
    try (TestDatabase database = TestDatabase.create(RealServers.mariadb())) {
      MysqlServer server = database.server();
      MysqlPlace place =
          new MysqlPlace(server.address(), database.name(), server.user(), server.password());
      for (StoreKind kind : StoreKind.values()) {
        if (kind.needsMysql()) {
          try (DurableStore store = kind.open(folder, place)) {
            store.commit(new RowBatch(1, 1, 50, 600, 5));
            assertThat(store.countRows()).as(kind.title()).isEqualTo(30_000);
          }
        }
      }
    }
  }
}
