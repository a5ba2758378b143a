package dev.peal.out.mysql;

import dev.peal.application.port.out.SentMessages;
import dev.peal.application.port.out.StoreUnavailable;
import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.message.Batch;
import dev.peal.domain.message.ClientMessageId;
import dev.peal.domain.message.Message;
import dev.peal.domain.session.UserId;
import dev.peal.out.record.RecordCodec;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Rows of messages, found by what their senders call them, and new ones.
final class MessageRows {

  private static final int KEYS_A_QUERY = 1_000;
  private static final int ROWS_A_STATEMENT = 512;
  private static final int BYTES_A_STATEMENT = 1 << 20;
  private static final String CLIENT_ID_KEY = "message_by_client_id";

  /// A row that is there. `membersVersion` is that of the members whom the batch that wrote it
  /// addressed.
  record Stored(ConversationId conversation, long position, long digest, long membersVersion) {}

  private final Connection connection;
  private final List<Row> waiting = new ArrayList<>();
  private final List<byte[]> waitingBodies = new ArrayList<>();
  private int waitingBytes;
  private int written;

  /// A row to be.
  private record Row(Batch batch, Message message, long digest) {}

  /// For new rows, in the transaction of `connection`.
  MessageRows(Connection connection) {
    this.connection = connection;
  }

  /// Those of `asked` that have a row.
  static Map<SentMessages.Key, Stored> find(
      Connection connection, Collection<SentMessages.Key> asked) throws SQLException {
    Map<SentMessages.Key, Stored> found = new HashMap<>();
    List<SentMessages.Key> keys = List.copyOf(asked);
    for (int from = 0; from < keys.size(); from += KEYS_A_QUERY) {
      find(connection, keys.subList(from, Math.min(keys.size(), from + KEYS_A_QUERY)), found);
    }
    return found;
  }

  private static void find(
      Connection connection, List<SentMessages.Key> keys, Map<SentMessages.Key, Stored> found)
      throws SQLException {
    Map<UserId, List<String>> bySender = new TreeMap<>();
    for (SentMessages.Key key : keys) {
      bySender
          .computeIfAbsent(key.sender(), sender -> new ArrayList<>())
          .add(key.clientId().value());
    }
    try (PreparedStatement query = connection.prepareStatement(query(bySender))) {
      int parameter = 1;
      for (List<String> clientIds : bySender.values()) {
        for (String clientId : clientIds) {
          query.setString(parameter++, clientId);
        }
      }
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          found.put(
              new SentMessages.Key(
                  new UserId(rows.getLong(1)), new ClientMessageId(rows.getString(2))),
              new Stored(
                  conversation(rows.getString(3)),
                  rows.getLong(4),
                  rows.getLong(5),
                  rows.getLong(6)));
        }
      }
    }
  }

  /// One range of the unique key for every pair, on MySQL and MariaDB alike.
  static String query(Map<UserId, List<String>> bySender) {
    StringBuilder sql =
        new StringBuilder(
            "SELECT sender_id, client_id, conversation, position, digest, members_version"
                + " FROM message WHERE ");
    String or = "";
    for (Map.Entry<UserId, List<String>> sender : bySender.entrySet()) {
      sql.append(or)
          .append("(sender_id = ")
          .append(sender.getKey().value())
          .append(" AND client_id IN (")
          .append(String.join(",", Collections.nCopies(sender.getValue().size(), "?")))
          .append("))");
      or = " OR ";
    }
    return sql.toString();
  }

  static ConversationId conversation(String text) {
    return ConversationId.parse(text)
        .orElseThrow(
            () -> new StoreUnavailable("mysql: conversation: '" + text + "' is none", true));
  }

  /// Adds a row, which is written with others sooner or later; `digest` is that of its body.
  void add(Batch batch, Message message, long digest) throws SQLException {
    byte[] body = RecordCodec.encode(message);
    if (waiting.size() == ROWS_A_STATEMENT || waitingBytes + body.length > BYTES_A_STATEMENT) {
      flush();
    }
    waiting.add(new Row(batch, message, digest));
    waitingBodies.add(body);
    waitingBytes += body.length;
  }

  /// Writes what waits; how many rows were written altogether.
  int flush() throws SQLException {
    if (!waiting.isEmpty()) {
      String sql =
          "INSERT INTO message (conversation, position, sender_id, client_id, batch_id,"
              + " members_version, digest, sent_at_ms, body_bytes, body) VALUES "
              + String.join(",", Collections.nCopies(waiting.size(), "(?,?,?,?,?,?,?,?,?,?)"));
      try (PreparedStatement insert = connection.prepareStatement(sql)) {
        int parameter = 1;
        for (int i = 0; i < waiting.size(); i++) {
          bind(insert, parameter, waiting.get(i), waitingBodies.get(i));
          parameter += 10;
        }
        insert.executeUpdate();
      } catch (SQLException failure) {
        throw explained(failure);
      }
      written += waiting.size();
      waiting.clear();
      waitingBodies.clear();
      waitingBytes = 0;
    }
    return written;
  }

  private static void bind(PreparedStatement insert, int first, Row row, byte[] body)
      throws SQLException {
    Message message = row.message();
    insert.setString(first, row.batch().conversation().toString());
    insert.setLong(first + 1, message.position());
    insert.setLong(first + 2, message.sender().value());
    insert.setString(first + 3, message.clientId().value());
    insert.setLong(first + 4, row.batch().id());
    insert.setLong(first + 5, row.batch().membersVersion());
    insert.setLong(first + 6, row.digest());
    insert.setLong(first + 7, message.sentAtMillis());
    insert.setInt(first + 8, body.length);
    insert.setBytes(first + 9, body);
  }

  /// A sender may have used one client id in two conversations, whose queues are stored at the same
  /// time: the second finds the row when it tries again. Two messages at one position are a fault.
  private static SQLException explained(SQLException failure) {
    if (Failures.isDuplicate(failure, CLIENT_ID_KEY)) {
      throw new StoreUnavailable(
          "mysql: store messages: another queue stored one of them in between", failure, true);
    }
    return failure;
  }
}
