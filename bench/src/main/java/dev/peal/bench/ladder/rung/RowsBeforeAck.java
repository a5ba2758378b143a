package dev.peal.bench.ladder.rung;

import dev.peal.application.port.out.Delivery;
import dev.peal.application.port.out.Journal;
import dev.peal.domain.message.Batch;
import java.sql.SQLException;

/// No log at all: the append writes the rows, then shows the batch, and only then do its senders
/// get their answers. The deadline is not looked at in between. Stateless, thread-safe; blocks.
final class RowsBeforeAck implements Journal {

  private static final long RETRY_MILLIS = 500;

  private final RoadConnections connections;
  private final RoadRows rows;
  private final Delivery delivery;

  RowsBeforeAck(RoadConnections connections, RoadRows rows, Delivery delivery) {
    this.connections = connections;
    this.rows = rows;
    this.delivery = delivery;
  }

  @Override
  public Outcome append(Batch batch, long deadlineNanos) {
    try {
      int _ = Transaction.run(connections, connection -> rows.write(connection, batch));
    } catch (Transaction.InDoubt unknown) {
      return new Outcome.Unknown("mysql: " + unknown.getMessage());
    } catch (SQLException failure) {
      return new Outcome.Refused("mysql: " + failure.getMessage(), RETRY_MILLIS);
    }
    delivery.deliver(batch);
    return new Outcome.Confirmed();
  }

  @Override
  public long backlog() {
    return 0;
  }
}
