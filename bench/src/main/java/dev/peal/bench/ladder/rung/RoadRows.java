package dev.peal.bench.ladder.rung;

import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.message.Batch;
import dev.peal.domain.message.BodyDigest;
import dev.peal.domain.message.Message;
import dev.peal.domain.sequence.Partition;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLIntegrityConstraintViolationException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// Writes message rows and inbox rows into Peal's tables, the latter so many a statement. How far
/// others have read a conversation is not among them. Stateless, thread-safe; blocks.
///
/// @param rowsAStatement inbox rows that one INSERT has
/// @param queues of the journal, one of which counts the rows
record RoadRows(BodyFormat format, int rowsAStatement, int queues) {

  /// Writes the rows of a batch, in the transaction of the connection. A message that has a row is
  /// skipped together with its inbox rows.
  ///
  /// @return inbox rows written
  int write(Connection connection, Batch batch) throws SQLException {
    List<Integer> fresh = new ArrayList<>();
    for (int place = 0; place < batch.messages().size(); place++) {
      if (writeMessage(connection, batch, batch.messages().get(place))) {
        fresh.add(place);
      }
    }
    if (fresh.isEmpty()) {
      return 0;
    }
    if (batch.conversation() instanceof ConversationId.Direct direct) {
      writeDirect(connection, direct);
    }
    List<long[]> rows = new ArrayList<>(batch.recipients().size() * fresh.size());
    for (int recipient = 0; recipient < batch.recipients().size(); recipient++) {
      for (int place : fresh) {
        rows.add(
            new long[] {
              batch.recipients().user(recipient),
              batch.recipients().firstSeq(recipient) + place,
              batch.messages().get(place).position()
            });
      }
    }
    writeInbox(connection, batch, rows);
    count(connection, batch, fresh.size(), rows.size());
    return rows.size();
  }

  /// Whether it had no row before.
  private boolean writeMessage(Connection connection, Batch batch, Message message)
      throws SQLException {
    byte[] body = format.encode(message);
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO message (conversation, position, sender_id, client_id, batch_id,"
                + " members_version, digest, sent_at_ms, body_bytes, body)"
                + " VALUES (?,?,?,?,?,?,?,?,?,?)")) {
      insert.setString(1, batch.conversation().toString());
      insert.setLong(2, message.position());
      insert.setLong(3, message.sender().value());
      insert.setString(4, message.clientId().value());
      insert.setLong(5, batch.id());
      insert.setLong(6, batch.membersVersion());
      insert.setLong(7, BodyDigest.of(message.body()));
      insert.setLong(8, message.sentAtMillis());
      insert.setInt(9, body.length);
      insert.setBytes(10, body);
      return insert.executeUpdate() == 1;
    } catch (SQLIntegrityConstraintViolationException known) {
      return false;
    }
  }

  private static void writeDirect(Connection connection, ConversationId.Direct direct)
      throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT IGNORE INTO direct_conversation (user_id, conversation)"
                + " VALUES (?, ?), (?, ?)")) {
      insert.setLong(1, direct.low().value());
      insert.setString(2, direct.toString());
      insert.setLong(3, direct.high().value());
      insert.setString(4, direct.toString());
      insert.executeUpdate();
    }
  }

  private void writeInbox(Connection connection, Batch batch, List<long[]> rows)
      throws SQLException {
    int whole = rows.size() / rowsAStatement * rowsAStatement;
    writeInbox(connection, batch, rows.subList(0, whole), rowsAStatement);
    if (whole < rows.size()) {
      writeInbox(connection, batch, rows.subList(whole, rows.size()), rows.size() - whole);
    }
  }

  private static void writeInbox(
      Connection connection, Batch batch, List<long[]> rows, int rowsAStatement)
      throws SQLException {
    String sql =
        "INSERT INTO inbox (user_id, seq, position, conversation, stamp_us) VALUES "
            + String.join(",", Collections.nCopies(rowsAStatement, "(?,?,?,?,?)"));
    try (PreparedStatement insert = connection.prepareStatement(sql)) {
      for (int from = 0; from < rows.size(); from += rowsAStatement) {
        int parameter = 1;
        for (long[] row : rows.subList(from, from + rowsAStatement)) {
          for (long number : row) {
            insert.setLong(parameter++, number);
          }
          insert.setString(parameter++, batch.conversation().toString());
          insert.setLong(parameter++, batch.highestStamp());
        }
        insert.executeUpdate();
      }
    }
  }

  private void count(Connection connection, Batch batch, int messages, int rows)
      throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            "UPDATE journal_watermark SET messages = messages + ?, inbox_rows = inbox_rows + ?"
                + " WHERE queue = ?")) {
      update.setInt(1, messages);
      update.setInt(2, rows);
      update.setInt(3, Partition.of(batch.conversation(), queues));
      update.executeUpdate();
    }
  }
}
