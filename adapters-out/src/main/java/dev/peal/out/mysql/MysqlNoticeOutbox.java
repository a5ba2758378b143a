package dev.peal.out.mysql;

import static dev.peal.out.mysql.schema.Tables.GROUP_NOTICE;

import dev.peal.application.port.out.GroupStore.Notice;
import dev.peal.application.port.out.NoticeOutbox;
import dev.peal.domain.group.GroupId;
import dev.peal.domain.session.UserId;
import dev.peal.out.record.RecordCodec;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jooq.DSLContext;
import org.jooq.Record;

/// The notices that [MysqlGroupStore] committed. Stateless, thread-safe.
public final class MysqlNoticeOutbox implements NoticeOutbox {

  private final MysqlDatabase database;

  /// The database stays its caller's to close.
  public MysqlNoticeOutbox(MysqlDatabase database) {
    this.database = database;
  }

  @Override
  public List<Notice> waiting(GroupId group, int limit) {
    return database.read(
        "read notices",
        session ->
            session
                .sql()
                .selectFrom(GROUP_NOTICE)
                .where(GROUP_NOTICE.GROUP_ID.eq(group.value()))
                .orderBy(GROUP_NOTICE.VERSION)
                .limit(limit)
                .fetch(MysqlNoticeOutbox::notice));
  }

  @Override
  public List<GroupId> groupsWaiting(long after, int limit) {
    return database.read(
        "find groups with notices",
        session ->
            session
                .sql()
                .selectDistinct(GROUP_NOTICE.GROUP_ID)
                .from(GROUP_NOTICE)
                .where(GROUP_NOTICE.GROUP_ID.gt(after))
                .orderBy(GROUP_NOTICE.GROUP_ID)
                .limit(limit)
                .fetch(row -> new GroupId(row.value1())));
  }

  @Override
  public void posted(GroupId group, long version) {
    int ignored =
        database.write(
            "forget a notice",
            session ->
                session
                    .sql()
                    .deleteFrom(GROUP_NOTICE)
                    .where(GROUP_NOTICE.GROUP_ID.eq(group.value()))
                    .and(GROUP_NOTICE.VERSION.eq(version))
                    .execute());
  }

  /// Keeps a notice in the transaction of the change that it tells of.
  static void keep(DSLContext sql, GroupId group, Notice notice) {
    sql.insertInto(GROUP_NOTICE)
        .set(GROUP_NOTICE.GROUP_ID, group.value())
        .set(GROUP_NOTICE.VERSION, notice.change().version())
        .set(GROUP_NOTICE.ACTOR_ID, notice.actor().value())
        .set(GROUP_NOTICE.PAYLOAD, RecordCodec.encode(notice.change()))
        .set(
            GROUP_NOTICE.ALSO_TO,
            notice.alsoTo().stream().map(UserId::toString).collect(Collectors.joining(",")))
        .execute();
  }

  private static Notice notice(Record row) {
    return new Notice(
        new UserId(row.get(GROUP_NOTICE.ACTOR_ID)),
        RecordCodec.decodeMembershipChange(row.get(GROUP_NOTICE.PAYLOAD)),
        Stream.of(row.get(GROUP_NOTICE.ALSO_TO).split(","))
            .filter(id -> !id.isEmpty())
            .map(id -> new UserId(Long.parseLong(id)))
            .toList());
  }
}
