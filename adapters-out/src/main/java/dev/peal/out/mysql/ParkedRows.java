package dev.peal.out.mysql;

import dev.peal.domain.message.Batch;
import dev.peal.out.record.RecordCodec;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/// The rows of batches that wait for a person.
final class ParkedRows {

  private static final int LONGEST_REASON = 1_000;

  private ParkedRows() {}

  /// Keeps a batch, unless it is kept already; then the first reason stays. Whether it is new.
  static boolean add(Connection connection, Batch batch, String why) throws SQLException {
    if (isThere(connection, batch)) {
      return false;
    }
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO parked_batch (batch_id, conversation, reason, record, parked_at_ms)"
                + " VALUES (?, ?, LEFT(?, "
                + LONGEST_REASON
                + "), ?, FLOOR(UNIX_TIMESTAMP(NOW(3)) * 1000))"
                + " ON DUPLICATE KEY UPDATE batch_id = VALUES(batch_id)")) {
      insert.setLong(1, batch.id());
      insert.setString(2, batch.conversation().toString());
      insert.setString(3, why);
      insert.setBytes(4, RecordCodec.encode(batch));
      insert.executeUpdate();
    }
    return true;
  }

  private static boolean isThere(Connection connection, Batch batch) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement("SELECT 1 FROM parked_batch WHERE batch_id = ?")) {
      query.setLong(1, batch.id());
      try (ResultSet rows = query.executeQuery()) {
        return rows.next();
      }
    }
  }
}
