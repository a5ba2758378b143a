package dev.peal.out.mysql;

import static dev.peal.out.mysql.schema.Tables.DIRECT_CONVERSATION;
import static dev.peal.out.mysql.schema.Tables.INBOX;
import static dev.peal.out.mysql.schema.Tables.JOURNAL_WATERMARK;
import static dev.peal.out.mysql.schema.Tables.MESSAGE;
import static org.jooq.impl.DSL.count;
import static org.jooq.impl.DSL.max;
import static org.jooq.impl.DSL.min;

import dev.peal.application.port.out.InboxReader;
import dev.peal.application.port.out.MessageReader;
import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.message.Message;
import dev.peal.domain.session.UserId;
import dev.peal.out.record.RecordCodec;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads inboxes and conversations. Each call sees the database as it was when its one statement
/// began. Stateless, thread-safe.
///
/// Pages are bounded by bytes in the server, which knows the length of every body without reading
/// it: the bodies of the whole page could be a hundred times as long.
public final class MysqlReader implements InboxReader, MessageReader {

  private static final String PAGE_OF_INBOX =
      """
      SELECT p.seq, p.stamp_us, p.conversation, p.rows_found, m.body
      FROM (
        SELECT k.*,
          SUM(k.body_bytes) OVER (ORDER BY k.seq) - k.body_bytes AS bytes_before,
          COUNT(*) OVER () AS rows_found
        FROM (
          SELECT i.seq, i.stamp_us, i.conversation, i.position,
            COALESCE(b.body_bytes, 0) AS body_bytes
          FROM inbox i
          LEFT JOIN message b ON b.conversation = i.conversation AND b.position = i.position
          WHERE i.user_id = ? AND i.seq > ?
          ORDER BY i.seq
          LIMIT ?
        ) k
      ) p
      LEFT JOIN message m ON m.conversation = p.conversation AND m.position = p.position
      WHERE p.bytes_before < ?
      ORDER BY p.seq
      """;

  private static final String PAGE_OF_CONVERSATION =
      """
      SELECT p.rows_found, m.body
      FROM (
        SELECT k.*,
          SUM(k.body_bytes) OVER (ORDER BY k.position DESC) - k.body_bytes AS bytes_before,
          COUNT(*) OVER () AS rows_found
        FROM (
          SELECT b.conversation, b.position, b.body_bytes
          FROM message b
          WHERE b.conversation = ? AND b.position < ?
          ORDER BY b.position DESC
          LIMIT ?
        ) k
      ) p
      JOIN message m ON m.conversation = p.conversation AND m.position = p.position
      WHERE p.bytes_before < ?
      ORDER BY p.position DESC
      """;

  private final MysqlDatabase database;
  private final int queues;
  private final long graceMicros;

  /// `queues` is how many the journal has, `graceMicros` how long after its stamp a batch may still
  /// be stored. The database stays its caller's to close.
  public MysqlReader(MysqlDatabase database, int queues, long graceMicros) {
    this.database = database;
    this.queues = queues;
    this.graceMicros = graceMicros;
  }

  /// The lowest of all queues.
  @Override
  public long watermark() {
    return database.read(
        "read the watermark",
        session -> {
          var row =
              session
                  .sql()
                  .select(count(), min(JOURNAL_WATERMARK.WATERMARK_US))
                  .from(JOURNAL_WATERMARK)
                  .where(JOURNAL_WATERMARK.QUEUE.lt(queues))
                  .fetchSingle();
          return row.value1() < queues ? 0 : row.value2();
        });
  }

  @Override
  public long grace() {
    return graceMicros;
  }

  @Override
  public Rows rowsAbove(UserId user, long afterSeq, int limit, int maxBytes) {
    return database.read(
        "read an inbox",
        session -> {
          try (PreparedStatement query = session.connection().prepareStatement(PAGE_OF_INBOX)) {
            query.setLong(1, user.value());
            query.setLong(2, afterSeq);
            query.setInt(3, limit + 1);
            query.setInt(4, Math.max(1, maxBytes));
            return rows(query, user, limit);
          }
        });
  }

  private static Rows rows(PreparedStatement query, UserId user, int limit) throws SQLException {
    List<Row> found = new ArrayList<>();
    int there = 0;
    try (ResultSet rows = query.executeQuery()) {
      while (rows.next() && found.size() < limit) {
        there = rows.getInt(4);
        ConversationId conversation = MessageRows.conversation(rows.getString(3));
        byte[] body = rows.getBytes(5);
        if (body == null) {
          throw new IllegalStateException(
              "inbox " + user + " has a row " + rows.getLong(1) + " without its message");
        }
        found.add(
            new Row(
                rows.getLong(1), rows.getLong(2), conversation, RecordCodec.decodeMessage(body)));
      }
    }
    return new Rows(found, there > found.size());
  }

  @Override
  public long latestSeq(UserId user) {
    return database.read(
        "read the end of an inbox",
        session ->
            orZero(
                session
                    .sql()
                    .select(max(INBOX.SEQ))
                    .from(INBOX)
                    .where(INBOX.USER_ID.eq(user.value()))
                    .fetchSingle()
                    .value1()));
  }

  @Override
  public History before(ConversationId conversation, long beforePosition, int limit, int maxBytes) {
    return database.read(
        "read a conversation",
        session -> {
          try (PreparedStatement query =
              session.connection().prepareStatement(PAGE_OF_CONVERSATION)) {
            query.setString(1, conversation.toString());
            query.setLong(2, beforePosition);
            query.setInt(3, limit + 1);
            query.setInt(4, Math.max(1, maxBytes));
            return history(query, limit);
          }
        });
  }

  private static History history(PreparedStatement query, int limit) throws SQLException {
    List<Message> found = new ArrayList<>();
    int there = 0;
    try (ResultSet rows = query.executeQuery()) {
      while (rows.next() && found.size() < limit) {
        there = rows.getInt(1);
        found.add(RecordCodec.decodeMessage(rows.getBytes(2)));
      }
    }
    return new History(found, there > found.size());
  }

  @Override
  public long lastPosition(ConversationId conversation) {
    return database.read(
        "read the end of a conversation",
        session ->
            orZero(
                session
                    .sql()
                    .select(max(MESSAGE.POSITION))
                    .from(MESSAGE)
                    .where(MESSAGE.CONVERSATION.eq(conversation.toString()))
                    .fetchSingle()
                    .value1()));
  }

  @Override
  public List<ConversationId.Direct> directConversations(UserId user) {
    return database
        .read(
            "list direct conversations",
            session ->
                session
                    .sql()
                    .select(DIRECT_CONVERSATION.CONVERSATION)
                    .from(DIRECT_CONVERSATION)
                    .where(DIRECT_CONVERSATION.USER_ID.eq(user.value()))
                    .fetch(DIRECT_CONVERSATION.CONVERSATION))
        .stream()
        .map(MessageRows::conversation)
        .flatMap(found ->
            found instanceof ConversationId.Direct direct
                ? Optional.of(direct).stream()
                : Optional.<ConversationId.Direct>empty().stream())
        .toList();
  }

  private static long orZero(@Nullable Long value) {
    return value == null ? 0 : value;
  }
}
