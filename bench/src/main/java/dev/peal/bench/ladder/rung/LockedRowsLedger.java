package dev.peal.bench.ladder.rung;

import dev.peal.application.port.out.SequenceLedger;
import dev.peal.application.port.out.StoreUnavailable;
import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.conversation.Members;
import dev.peal.domain.message.Batch;
import dev.peal.domain.message.BodyDigest;
import dev.peal.domain.message.Draft;
import dev.peal.domain.message.Recipients;
import dev.peal.domain.session.UserId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransactionRollbackException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Numbers from rows of MySQL: one a conversation, one a user, each read with a lock and written
/// back, one after the other, in one transaction an allotment. Users are locked in order of id, so
/// that two conversations never wait for each other.
///
/// What was sent before is seen by its row, so rows have to be written before the ack. Stateless
/// but for its stamps; thread-safe; blocks.
final class LockedRowsLedger implements SequenceLedger {

  private static final int MOST_ATTEMPTS = 20;

  private static final List<String> TABLES =
      List.of(
          """
          CREATE TABLE IF NOT EXISTS rung_conversation (
            conversation VARCHAR(34) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
            position BIGINT NOT NULL,
            version BIGINT NOT NULL
          ) ENGINE=InnoDB
          """,
          """
          CREATE TABLE IF NOT EXISTS rung_user (
            user_id BIGINT NOT NULL PRIMARY KEY,
            seq BIGINT NOT NULL
          ) ENGINE=InnoDB
          """);

  private final RoadConnections connections;
  private final Stamps stamps;

  private LockedRowsLedger(RoadConnections connections, Stamps stamps) {
    this.connections = connections;
    this.stamps = stamps;
  }

  /// Makes its two tables where they are missing.
  ///
  /// @throws StoreUnavailable MySQL does not do it
  static LockedRowsLedger open(RoadConnections connections, Stamps stamps) {
    var ledger = new LockedRowsLedger(connections, stamps);
    int _ =
        ledger.transact(
            "make tables",
            connection -> {
              try (Statement statement = connection.createStatement()) {
                for (String table : TABLES) {
                  statement.execute(table);
                }
              }
              return TABLES.size();
            });
    return ledger;
  }

  @Override
  public Allotment allot(
      ConversationId conversation, Members members, long[] alsoTo, List<Draft> drafts) {
    return transact(
        "allot", connection -> allot(connection, conversation, members, alsoTo, drafts));
  }

  private Allotment allot(
      Connection connection,
      ConversationId conversation,
      Members members,
      long[] alsoTo,
      List<Draft> drafts)
      throws SQLException {
    Place place = lock(connection, conversation);
    if (place.version() > members.version()) {
      return new Allotment.StaleMembers(place.version());
    }
    List<Numbered> numbers = new ArrayList<>(drafts.size());
    long position = place.position();
    for (Draft draft : drafts) {
      Numbered known = sent(connection, draft);
      numbers.add(known != null ? known : new Numbered.Fresh(++position));
    }
    long fresh = position - place.position();
    Recipients recipients =
        fresh == 0 ? Recipients.none() : seqs(connection, members.plus(alsoTo).toArray(), fresh);
    int _ =
        update(
            connection,
            "UPDATE rung_conversation SET position = ? WHERE conversation = ?",
            position,
            conversation.toString());
    long stamp = stamps.next();
    return new Allotment.Allotted(numbers, recipients, stamp, stamp);
  }

  private record Place(long position, long version) {}

  private static Place lock(Connection connection, ConversationId conversation)
      throws SQLException {
    int _ =
        update(
            connection,
            "INSERT IGNORE INTO rung_conversation (position, version, conversation) VALUES (0, ?, ?)",
            0,
            conversation.toString());
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT position, version FROM rung_conversation WHERE conversation = ? FOR UPDATE")) {
      select.setString(1, conversation.toString());
      try (ResultSet rows = select.executeQuery()) {
        if (!rows.next()) {
          throw new SQLException("rung_conversation: no row for " + conversation);
        }
        return new Place(rows.getLong(1), rows.getLong(2));
      }
    }
  }

  private static @Nullable Numbered sent(Connection connection, Draft draft) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT conversation, position, digest FROM message"
                + " WHERE sender_id = ? AND client_id = ?")) {
      select.setLong(1, draft.sender().value());
      select.setString(2, draft.clientId().value());
      try (ResultSet rows = select.executeQuery()) {
        return rows.next()
            ? new SentBefore(rows.getString(1), rows.getLong(2), rows.getLong(3), true)
                .judge(draft, BodyDigest.of(draft.body()))
            : null;
      }
    }
  }

  private static Recipients seqs(Connection connection, long[] users, long count)
      throws SQLException {
    long[] firstSeqs = new long[users.length];
    try (PreparedStatement select =
            connection.prepareStatement("SELECT seq FROM rung_user WHERE user_id = ? FOR UPDATE");
        PreparedStatement update =
            connection.prepareStatement("UPDATE rung_user SET seq = ? WHERE user_id = ?");
        PreparedStatement insert =
            connection.prepareStatement(
                "INSERT IGNORE INTO rung_user (user_id, seq) VALUES (?, 0)")) {
      for (int i = 0; i < users.length; i++) {
        long seq = seq(select, users[i]);
        if (seq < 0) {
          insert.setLong(1, users[i]);
          insert.executeUpdate();
          seq = seq(select, users[i]);
        }
        firstSeqs[i] = seq + 1;
        update.setLong(1, seq + count);
        update.setLong(2, users[i]);
        update.executeUpdate();
      }
    }
    return Recipients.of(users, firstSeqs);
  }

  /// The seq of a user, whose row is locked from here on; -1 when there is no row yet.
  private static long seq(PreparedStatement select, long user) throws SQLException {
    select.setLong(1, user);
    try (ResultSet rows = select.executeQuery()) {
      return rows.next() ? rows.getLong(1) : -1;
    }
  }

  private static int update(Connection connection, String sql, long number, String conversation)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setLong(1, number);
      statement.setString(2, conversation);
      return statement.executeUpdate();
    }
  }

  /// Nothing to do: the row says so.
  @Override
  public void settled(Batch batch) {}

  /// Nothing to do: the seqs stay holes.
  @Override
  public void abandoned(Batch batch) {}

  @Override
  public boolean canHaveGiven(UserId user, long seq) {
    return transact(
        "read the last seq",
        connection -> {
          try (PreparedStatement select =
              connection.prepareStatement("SELECT seq FROM rung_user WHERE user_id = ?")) {
            return seq <= seq(select, user.value());
          }
        });
  }

  @Override
  public void raiseVersion(ConversationId conversation, long version) {
    int _ =
        transact(
            "raise a version",
            connection -> {
              Place place = lock(connection, conversation);
              return update(
                  connection,
                  "UPDATE rung_conversation SET version = ? WHERE conversation = ?",
                  Math.max(version, place.version()),
                  conversation.toString());
            });
  }

  /// The victim of a deadlock has done nothing, and goes again: two that make the first rows of the
  /// same users hold each other up.
  private <T> T transact(String what, Transaction.Work<T> work) {
    for (int attempt = 1; ; attempt++) {
      try {
        return Transaction.run(connections, work);
      } catch (SQLTransactionRollbackException deadlock) {
        if (attempt == MOST_ATTEMPTS) {
          throw unavailable(what, deadlock);
        }
      } catch (SQLException failure) {
        throw unavailable(what, failure);
      }
    }
  }

  private static StoreUnavailable unavailable(String what, SQLException failure) {
    return new StoreUnavailable("mysql: " + what + ": " + failure.getMessage(), failure, false);
  }
}
