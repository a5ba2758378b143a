package dev.peal.out.mysql;

import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.message.Body;
import dev.peal.domain.message.Message;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// What stored messages change besides rows of their own: how far their senders have read, and who
/// talks to whom. Both are written in order of their keys, since transactions of several queues may
/// touch the same rows. Confined to the thread of the transaction.
final class ReadPositions {

  private static final int ROWS_A_STATEMENT = 1_000;

  private final SortedMap<Place, Long> positions = new TreeMap<>();
  private final SortedSet<Place> directs = new TreeSet<>();

  private record Place(long user, String conversation) implements Comparable<Place> {
    @Override
    public int compareTo(Place other) {
      int byUser = Long.compare(user, other.user);
      return byUser != 0 ? byUser : conversation.compareTo(other.conversation);
    }
  }

  /// Takes note of a message that is being stored.
  void add(ConversationId conversation, Message message) {
    long sender = message.sender().value();
    if (message.body().understood() instanceof Body.ReadMark(var marked, var position)) {
      positions.merge(new Place(sender, marked.toString()), position, Math::max);
    } else if (message.body().readable()) {
      positions.merge(new Place(sender, conversation.toString()), message.position(), Math::max);
    }
    if (conversation instanceof ConversationId.Direct(var low, var high)) {
      directs.add(new Place(low.value(), conversation.toString()));
      directs.add(new Place(high.value(), conversation.toString()));
    }
  }

  /// Raises read positions, never lowers one, and adds conversations that are new.
  void write(Connection connection) throws SQLException {
    List<Map.Entry<Place, Long>> read = List.copyOf(positions.entrySet());
    for (int from = 0; from < read.size(); from += ROWS_A_STATEMENT) {
      writeRead(connection, read.subList(from, Math.min(read.size(), from + ROWS_A_STATEMENT)));
    }
    List<Place> direct = List.copyOf(directs);
    for (int from = 0; from < direct.size(); from += ROWS_A_STATEMENT) {
      writeDirect(
          connection, direct.subList(from, Math.min(direct.size(), from + ROWS_A_STATEMENT)));
    }
  }

  private static void writeRead(Connection connection, List<Map.Entry<Place, Long>> rows)
      throws SQLException {
    String sql =
        "INSERT INTO read_cursor (user_id, conversation, position) VALUES "
            + String.join(",", Collections.nCopies(rows.size(), "(?,?,?)"))
            + " ON DUPLICATE KEY UPDATE position = GREATEST(position, VALUES(position))";
    try (PreparedStatement insert = connection.prepareStatement(sql)) {
      int parameter = 1;
      for (Map.Entry<Place, Long> row : rows) {
        insert.setLong(parameter++, row.getKey().user());
        insert.setString(parameter++, row.getKey().conversation());
        insert.setLong(parameter++, row.getValue());
      }
      insert.executeUpdate();
    }
  }

  private static void writeDirect(Connection connection, List<Place> rows) throws SQLException {
    String sql =
        "INSERT INTO direct_conversation (user_id, conversation) VALUES "
            + String.join(",", Collections.nCopies(rows.size(), "(?,?)"))
            + " ON DUPLICATE KEY UPDATE user_id = VALUES(user_id)";
    try (PreparedStatement insert = connection.prepareStatement(sql)) {
      int parameter = 1;
      for (Place row : rows) {
        insert.setLong(parameter++, row.user());
        insert.setString(parameter++, row.conversation());
      }
      insert.executeUpdate();
    }
  }
}
