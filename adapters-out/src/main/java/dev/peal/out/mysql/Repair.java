package dev.peal.out.mysql;

import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.message.Batch;
import dev.peal.domain.message.Recipients;
import dev.peal.out.mysql.InboxStatements.Row;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Rows for those who became members between two attempts of a message, where the earlier attempt
/// won: they were shown the message by the later one, so it has to stand in their inboxes (promise
/// P2). Docs: `docs/adr/0006-who-joined-between-two-attempts.md`.
///
/// It asks for the rows themselves and not only for versions: a user who left and came back in
/// between may have one. That reads inboxes as a whole, of the few who joined in those seconds.
final class Repair {

  private final Batch batch;
  private final List<Lost> lost;
  private final List<Row> rows = new ArrayList<>();

  /// A message of a batch whose row another attempt wrote: its place in the batch, the position of
  /// the row, and the version of the members who have it.
  record Lost(int place, long position, long membersVersion) {}

  private Repair(Batch batch, List<Lost> lost) {
    this.batch = batch;
    this.lost = lost;
  }

  /// What `batch` has to add for messages that already have rows; those of them count whose row was
  /// made for an earlier version of the members.
  static Repair find(Connection connection, Batch batch, List<Lost> candidates)
      throws SQLException {
    List<Lost> lost =
        candidates.stream().filter(one -> one.membersVersion() < batch.membersVersion()).toList();
    Repair repair = new Repair(batch, lost);
    if (!lost.isEmpty() && batch.conversation() instanceof ConversationId.Group(var group)) {
      repair.findRows(connection, group.value());
    }
    return repair;
  }

  private void findRows(Connection connection, long group) throws SQLException {
    long oldest = lost.stream().mapToLong(Lost::membersVersion).min().orElseThrow();
    Map<Long, Long> since = newcomers(connection, group, oldest);
    Recipients recipients = batch.recipients();
    Set<Long> reached = new HashSet<>();
    for (int i = 0; i < recipients.size(); i++) {
      if (since.containsKey(recipients.user(i))) {
        reached.add(recipients.user(i));
      }
    }
    if (reached.isEmpty()) {
      return;
    }
    Set<Entry> held = held(connection, reached);
    for (int i = 0; i < recipients.size(); i++) {
      long user = recipients.user(i);
      for (Lost one : reached.contains(user) ? lost : List.<Lost>of()) {
        if (since.getOrDefault(user, 0L) > one.membersVersion()
            && !held.contains(new Entry(user, one.position()))) {
          rows.add(
              new Row(
                  user,
                  recipients.firstSeq(i) + one.place(),
                  batch.conversation(),
                  one.position(),
                  batch.highestStamp()));
        }
      }
    }
  }

  private record Entry(long user, long position) {}

  /// Everyone who was added after a version, those who have gone since among them.
  private static Map<Long, Long> newcomers(Connection connection, long group, long version)
      throws SQLException {
    Map<Long, Long> since = new HashMap<>();
    for (String table : List.of("group_member", "former_member")) {
      try (Statement statement = connection.createStatement();
          ResultSet rows =
              statement.executeQuery(
                  "SELECT user_id, since_version FROM "
                      + table
                      + " WHERE group_id = "
                      + group
                      + " AND since_version > "
                      + version)) {
        while (rows.next()) {
          since.merge(rows.getLong(1), rows.getLong(2), Math::max);
        }
      }
    }
    return since;
  }

  private Set<Entry> held(Connection connection, Set<Long> users) throws SQLException {
    Set<Entry> held = new HashSet<>();
    String sql =
        "SELECT user_id, position FROM inbox WHERE user_id IN ("
            + joined(users.stream().toList())
            + ") AND conversation = ? AND position IN ("
            + joined(lost.stream().map(Lost::position).toList())
            + ")";
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      query.setString(1, batch.conversation().toString());
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          held.add(new Entry(rows.getLong(1), rows.getLong(2)));
        }
      }
    }
    return held;
  }

  private static String joined(List<Long> numbers) {
    return numbers.stream().map(String::valueOf).collect(Collectors.joining(","));
  }

  /// Whether nobody is missing a row.
  boolean isEmpty() {
    return rows.isEmpty();
  }

  /// Writes the rows, and that the messages' rows are now for the members of this batch.
  void write(Connection connection, InboxRows inbox) throws SQLException {
    inbox.writeRows(rows);
    String sql =
        "UPDATE message SET members_version = GREATEST(members_version, "
            + batch.membersVersion()
            + ") WHERE conversation = ? AND position IN ("
            + joined(lost.stream().map(Lost::position).toList())
            + ")";
    try (PreparedStatement update = connection.prepareStatement(sql)) {
      update.setString(1, batch.conversation().toString());
      update.executeUpdate();
    }
  }
}
