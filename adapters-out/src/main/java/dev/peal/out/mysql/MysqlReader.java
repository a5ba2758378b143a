package dev.peal.out.mysql;

import static dev.peal.out.mysql.schema.Tables.DIRECT_CONVERSATION;
import static dev.peal.out.mysql.schema.Tables.INBOX;
import static dev.peal.out.mysql.schema.Tables.JOURNAL_WATERMARK;
import static org.jooq.impl.DSL.count;
import static org.jooq.impl.DSL.greatest;
import static org.jooq.impl.DSL.max;
import static org.jooq.impl.DSL.min;
import static org.jooq.impl.DSL.when;

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

  /// In one row: is there such a conversation, and is the reader a member of it?
  private static final String WHO_OF_GROUP =
      """
      SELECT
        EXISTS (SELECT 1 FROM chat_group g WHERE g.group_id = ? AND NOT g.dismissed) AS there,
        EXISTS (SELECT 1 FROM group_member u WHERE u.group_id = ? AND u.user_id = ?) AS is_member
      """;

  /// The same of a direct conversation, of whose two users the reader is one.
  private static final String WHO_OF_DIRECT =
      """
      SELECT
        EXISTS (SELECT 1 FROM account l WHERE l.user_id = ?)
          AND EXISTS (SELECT 1 FROM account h WHERE h.user_id = ?) AS there,
        TRUE AS is_member
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

  /// The lowest of all queues, as it would be if what is decided had always been [#grace] behind
  /// it: the grace that all nodes have agreed on is read with it, since it may change at any time.
  @Override
  public long watermark() {
    return database.read(
        "read the watermark",
        session -> {
          var agreed =
              when(JOURNAL_WATERMARK.GRACE_US.eq(0L), graceMicros)
                  .otherwise(JOURNAL_WATERMARK.GRACE_US);
          var byWatermark = JOURNAL_WATERMARK.WATERMARK_US.minus(agreed);
          var decided =
              when(JOURNAL_WATERMARK.DECIDED_US.eq(0L), byWatermark)
                  .otherwise(greatest(byWatermark, JOURNAL_WATERMARK.DECIDED_US));
          var row =
              session
                  .sql()
                  .select(count(), min(decided))
                  .from(JOURNAL_WATERMARK)
                  .where(JOURNAL_WATERMARK.QUEUE.lt(queues))
                  .fetchSingle();
          return row.value1() < queues ? 0 : row.value2() + graceMicros;
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
  public Answer<History> before(
      UserId reader, ConversationId conversation, long beforePosition, int limit, int maxBytes) {
    if (!mayBeOf(reader, conversation)) {
      return new Answer.NoSuchConversation<>();
    }
    return database.read(
        "read a conversation",
        session -> {
          String sql = pageOfConversation(who(conversation));
          try (PreparedStatement query = session.connection().prepareStatement(sql)) {
            int next = setWho(query, 1, reader, conversation);
            query.setString(next, conversation.toString());
            query.setLong(next + 1, beforePosition);
            query.setInt(next + 2, limit + 1);
            query.setInt(next + 3, Math.max(1, maxBytes));
            return history(query, limit);
          }
        });
  }

  private static Answer<History> history(PreparedStatement query, int limit) throws SQLException {
    List<Message> found = new ArrayList<>();
    int there = 0;
    try (ResultSet rows = query.executeQuery()) {
      while (rows.next() && found.size() < limit) {
        Answer<History> refused = refusal(rows);
        if (refused != null) {
          return refused;
        }
        byte[] body = rows.getBytes(4);
        if (body != null) {
          there = rows.getInt(3);
          found.add(RecordCodec.decodeMessage(body));
        }
      }
    }
    return new Answer.Found<>(new History(found, there > found.size()));
  }

  @Override
  public Answer<Long> lastPosition(UserId reader, ConversationId conversation) {
    if (!mayBeOf(reader, conversation)) {
      return new Answer.NoSuchConversation<>();
    }
    return database.read(
        "read the end of a conversation",
        session -> {
          String sql = endOfConversation(who(conversation));
          try (PreparedStatement query = session.connection().prepareStatement(sql)) {
            query.setString(1, conversation.toString());
            setWho(query, 2, reader, conversation);
            try (ResultSet rows = query.executeQuery()) {
              rows.next();
              Answer<Long> refused = refusal(rows);
              return refused != null ? refused : new Answer.Found<>(rows.getLong(3));
            }
          }
        });
  }

  /// Who the reader is, and beside it, for members alone, a page: one statement, so both are of the
  /// same moment.
  private static String pageOfConversation(String who) {
    return """
    SELECT w.there, w.is_member, p.rows_found, m.body
    FROM (%s) w
    LEFT JOIN (
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
    ) p ON w.there AND w.is_member AND p.bytes_before < ?
    LEFT JOIN message m ON m.conversation = p.conversation AND m.position = p.position
    ORDER BY p.position DESC
    """
        .formatted(who);
  }

  /// The same with the position of the newest message.
  private static String endOfConversation(String who) {
    return """
    SELECT w.there, w.is_member,
      (SELECT MAX(b.position) FROM message b WHERE b.conversation = ?) AS last_position
    FROM (%s) w
    """
        .formatted(who);
  }

  /// A direct conversation is that of the two whom it names.
  private static boolean mayBeOf(UserId reader, ConversationId conversation) {
    return switch (conversation) {
      case ConversationId.Group ignored -> true;
      case ConversationId.Direct direct -> direct.isOf(reader);
    };
  }

  private static String who(ConversationId conversation) {
    return switch (conversation) {
      case ConversationId.Group ignored -> WHO_OF_GROUP;
      case ConversationId.Direct ignored -> WHO_OF_DIRECT;
    };
  }

  /// Answers the index of the next parameter.
  private static int setWho(
      PreparedStatement query, int first, UserId reader, ConversationId conversation)
      throws SQLException {
    return switch (conversation) {
      case ConversationId.Group(var group) -> {
        query.setLong(first, group.value());
        query.setLong(first + 1, group.value());
        query.setLong(first + 2, reader.value());
        yield first + 3;
      }
      case ConversationId.Direct(var low, var high) -> {
        query.setLong(first, low.value());
        query.setLong(first + 1, high.value());
        yield first + 2;
      }
    };
  }

  private static <T> @Nullable Answer<T> refusal(ResultSet row) throws SQLException {
    if (!row.getBoolean(1)) {
      return new Answer.NoSuchConversation<>();
    }
    return row.getBoolean(2) ? null : new Answer.NotAMember<>();
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
