package dev.peal.bench.ladder.rung;

import dev.peal.application.port.out.InboxReader;
import dev.peal.application.port.out.MessageReader;
import dev.peal.application.port.out.StoreUnavailable;
import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.message.Message;
import dev.peal.domain.session.UserId;
import dev.peal.out.mysql.MysqlReader;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// Reads rows whose bodies are JSON, one query a page; what has no bodies in it is for Peal's own
/// reader. Stateless, thread-safe; blocks.
final class JsonReader implements InboxReader, MessageReader {

  private final RoadConnections connections;
  private final MysqlReader bodiless;

  JsonReader(RoadConnections connections, MysqlReader bodiless) {
    this.connections = connections;
    this.bodiless = bodiless;
  }

  @Override
  public long watermark() {
    return bodiless.watermark();
  }

  @Override
  public long grace() {
    return bodiless.grace();
  }

  @Override
  public long latestSeq(UserId user) {
    return bodiless.latestSeq(user);
  }

  @Override
  public Answer<Long> lastPosition(UserId reader, ConversationId conversation) {
    return bodiless.lastPosition(reader, conversation);
  }

  @Override
  public List<ConversationId.Direct> directConversations(UserId user) {
    return bodiless.directConversations(user);
  }

  @Override
  public Rows rowsAbove(UserId user, long afterSeq, int limit, int maxBytes) {
    Page<Row> page =
        page(
            "SELECT m.body, i.seq, i.stamp_us, i.conversation FROM inbox i"
                + " JOIN message m ON m.conversation = i.conversation AND m.position = i.position"
                + " WHERE i.user_id = ? AND i.seq > ? ORDER BY i.seq LIMIT ?",
            limit,
            maxBytes,
            query -> {
              query.setLong(1, user.value());
              query.setLong(2, afterSeq);
            },
            (rows, message) ->
                new Row(
                    rows.getLong(2), rows.getLong(3), conversation(rows.getString(4)), message));
    return new Rows(page.found(), page.more());
  }

  @Override
  public Answer<History> before(
      UserId reader, ConversationId conversation, long beforePosition, int limit, int maxBytes) {
    Page<Message> page =
        page(
            "SELECT body FROM message WHERE conversation = ? AND position < ?"
                + " ORDER BY position DESC LIMIT ?",
            limit,
            maxBytes,
            query -> {
              query.setString(1, conversation.toString());
              query.setLong(2, beforePosition);
            },
            (rows, message) -> message);
    // Whether the reader is a member is asked after the rows were read.
    return switch (bodiless.lastPosition(reader, conversation)) {
      case Answer.Found<Long> ignored -> new Answer.Found<>(new History(page.found(), page.more()));
      case Answer.NoSuchConversation<Long> ignored -> new Answer.NoSuchConversation<>();
      case Answer.NotAMember<Long> ignored -> new Answer.NotAMember<>();
    };
  }

  private record Page<T>(List<T> found, boolean more) {}

  private interface Bound {
    void to(PreparedStatement query) throws SQLException;
  }

  private interface Shaped<T> {
    T of(ResultSet rows, Message message) throws SQLException;
  }

  /// Rows whose first column is a body, as many as fit into both bounds, but at least one.
  private <T> Page<T> page(String sql, int limit, int maxBytes, Bound bound, Shaped<T> shaped) {
    try {
      return Transaction.run(
          connections,
          connection -> {
            try (PreparedStatement query = connection.prepareStatement(sql)) {
              bound.to(query);
              query.setInt(3, limit + 1);
              return read(query, limit, maxBytes, shaped);
            }
          });
    } catch (SQLException failure) {
      throw new StoreUnavailable("mysql: read: " + failure.getMessage(), failure, true);
    }
  }

  private static <T> Page<T> read(
      PreparedStatement query, int limit, int maxBytes, Shaped<T> shaped) throws SQLException {
    List<T> found = new ArrayList<>();
    long bytes = 0;
    try (ResultSet rows = query.executeQuery()) {
      while (rows.next()) {
        if (found.size() == limit || (!found.isEmpty() && bytes >= maxBytes)) {
          return new Page<>(found, true);
        }
        byte[] body = rows.getBytes(1);
        bytes += body.length;
        found.add(shaped.of(rows, BodyFormat.JSON.message(body)));
      }
    }
    return new Page<>(found, false);
  }

  private static ConversationId conversation(String text) {
    return ConversationId.parse(text)
        .orElseThrow(
            () -> new StoreUnavailable("mysql: conversation: '" + text + "' is none", true));
  }
}
