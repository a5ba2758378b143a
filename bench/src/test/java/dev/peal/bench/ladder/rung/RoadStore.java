package dev.peal.bench.ladder.rung;

import dev.peal.application.port.out.BatchStore;
import dev.peal.domain.message.Batch;
import java.sql.SQLException;
import java.util.List;

/// The rows of a rung, as contracts of readers write them.
record RoadStore(RoadConnections connections, RoadRows rows) implements BatchStore {

  @Override
  public List<Batch> store(List<Batch> batches) {
    for (Batch batch : batches) {
      try {
        var _ = Transaction.run(connections, connection -> rows.write(connection, batch));
      } catch (SQLException failure) {
        throw new IllegalStateException(failure);
      }
    }
    return List.of();
  }

  @Override
  public long inboxRows() {
    throw new UnsupportedOperationException("of no reader's business");
  }

  @Override
  public long messages() {
    throw new UnsupportedOperationException("of no reader's business");
  }

  @Override
  public long scanInboxRows() {
    throw new UnsupportedOperationException("of no reader's business");
  }
}
