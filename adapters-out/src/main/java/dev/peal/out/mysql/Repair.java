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

/// Rows that an attempt of a message adds which lost to another one for other members: for those of
/// its recipients whom the winner did not address. They may have been shown the message by the
/// loser, so it has to stand in their inboxes (promises P1 and P2), whichever of the two is the
/// newer one. The version in the message's row stays the winner's. Docs:
/// `docs/adr/0020-an-attempt-that-lost-adds-rows.md`.
///
/// Who was a member at the winner's version has a row from it; of the others the inboxes themselves
/// are asked, for only the latest time that somebody was in the group is known, and the winner's
/// notice may have gone to somebody just removed. That reads inboxes as a whole, of the few who
/// came or went in the seconds between two attempts.
final class Repair {

  private static final int USERS_A_QUERY = 500;

  private final Batch batch;
  private final List<Lost> lost;
  private final List<Row> rows = new ArrayList<>();

  /// A message of a batch whose row another attempt wrote: its place in the batch, the position of
  /// the row, and the version of the members whom the one that wrote it addressed.
  record Lost(int place, long position, long membersVersion) {}

  private Repair(Batch batch, List<Lost> lost) {
    this.batch = batch;
    this.lost = lost;
  }

  /// What `batch` has to add for messages that already have rows. Attempts for the same version of
  /// the members have the same recipients, and add nothing to each other.
  static Repair find(Connection connection, Batch batch, List<Lost> candidates)
      throws SQLException {
    List<Lost> lost =
        candidates.stream().filter(one -> one.membersVersion() != batch.membersVersion()).toList();
    Repair repair = new Repair(batch, lost);
    if (!lost.isEmpty() && batch.conversation() instanceof ConversationId.Group(var group)) {
      repair.findRows(connection, group.value());
    }
    return repair;
  }

  private void findRows(Connection connection, long group) throws SQLException {
    Map<Long, Set<Long>> membersAt = new HashMap<>();
    for (Lost one : lost) {
      if (!membersAt.containsKey(one.membersVersion())) {
        membersAt.put(one.membersVersion(), membersAt(connection, group, one.membersVersion()));
      }
    }
    Recipients recipients = batch.recipients();
    List<Long> others = new ArrayList<>();
    for (int i = 0; i < recipients.size(); i++) {
      long user = recipients.user(i);
      if (membersAt.values().stream().anyMatch(members -> !members.contains(user))) {
        others.add(user);
      }
    }
    Set<Entry> held = held(connection, others);
    for (int i = 0; i < recipients.size(); i++) {
      long user = recipients.user(i);
      for (Lost one : lost) {
        if (!membersAt.getOrDefault(one.membersVersion(), Set.of()).contains(user)
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

  /// Those who certainly were members at a version: the latest time that they were in the group
  /// covers it. Somebody who was in it then, left and came back is not among them.
  private static Set<Long> membersAt(Connection connection, long group, long version)
      throws SQLException {
    Set<Long> members = new HashSet<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT user_id FROM group_member WHERE group_id = "
                    + group
                    + " AND since_version <= "
                    + version
                    + " UNION ALL SELECT user_id FROM former_member WHERE group_id = "
                    + group
                    + " AND since_version <= "
                    + version
                    + " AND departed_version > "
                    + version)) {
      while (rows.next()) {
        members.add(rows.getLong(1));
      }
    }
    return members;
  }

  private Set<Entry> held(Connection connection, List<Long> users) throws SQLException {
    Set<Entry> held = new HashSet<>();
    for (int from = 0; from < users.size(); from += USERS_A_QUERY) {
      String sql =
          "SELECT user_id, position FROM inbox WHERE user_id IN ("
              + joined(users.subList(from, Math.min(users.size(), from + USERS_A_QUERY)))
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

  /// Writes the rows.
  void write(InboxRows inbox) throws SQLException {
    inbox.writeRows(rows);
  }
}
