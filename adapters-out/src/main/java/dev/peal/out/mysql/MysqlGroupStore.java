package dev.peal.out.mysql;

import static dev.peal.out.mysql.schema.Tables.CHAT_GROUP;
import static dev.peal.out.mysql.schema.Tables.FORMER_MEMBER;
import static dev.peal.out.mysql.schema.Tables.GROUP_MEMBER;
import static org.jooq.impl.DSL.not;
import static org.jooq.impl.DSL.one;
import static org.jooq.impl.DSL.select;

import dev.peal.application.port.out.GroupStore;
import dev.peal.domain.account.Name;
import dev.peal.domain.conversation.Members;
import dev.peal.domain.group.GroupChange;
import dev.peal.domain.group.GroupId;
import dev.peal.domain.group.GroupState;
import dev.peal.domain.group.GroupState.Active;
import dev.peal.domain.group.Role;
import dev.peal.domain.session.UserId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.exception.IntegrityConstraintViolationException;

/// Groups in MySQL. A change is one transaction: it moves the group's row from the version it
/// stands at to the next, which of several at once one can do, and makes the members' rows follow
/// ([GroupMembers]). Stateless, thread-safe.
public final class MysqlGroupStore implements GroupStore {

  private final MysqlDatabase database;

  /// The database stays its caller's to close.
  public MysqlGroupStore(MysqlDatabase database) {
    this.database = database;
  }

  @Override
  public void create(Active group, List<UserId> members, Notice notice, long createdAtMillis) {
    boolean ignored =
        database.transact(
            "create a group",
            session -> {
              if (isNew(session.sql(), group, createdAtMillis)) {
                GroupMembers rows = new GroupMembers(session.sql(), group.id());
                rows.add(List.of(group.owner()), Role.OWNER, group.version());
                rows.add(members, Role.MEMBER, group.version());
                MysqlNoticeOutbox.keep(session.sql(), group.id(), notice);
              }
              return true;
            });
  }

  private static boolean isNew(DSLContext sql, Active group, long createdAtMillis) {
    try {
      return sql.insertInto(CHAT_GROUP)
              .set(CHAT_GROUP.GROUP_ID, group.id().value())
              .set(CHAT_GROUP.VERSION, group.version())
              .set(CHAT_GROUP.OWNER_ID, group.owner().value())
              .set(CHAT_GROUP.GROUP_NAME, group.name().value())
              .set(CHAT_GROUP.MEMBER_COUNT, group.memberCount())
              .set(CHAT_GROUP.DISMISSED, false)
              .set(CHAT_GROUP.CREATED_AT_MS, createdAtMillis)
              .execute()
          == 1;
    } catch (IntegrityConstraintViolationException taken) {
      if (Failures.isDuplicate(taken, null)) {
        return false;
      }
      throw taken;
    }
  }

  @Override
  public boolean commit(Active before, GroupChange change, Notice notice) {
    return database.transact(
        "change a group",
        session -> {
          GroupState after = change.applyTo(before);
          if (!moves(session.sql(), before, after)) {
            return false;
          }
          new GroupMembers(session.sql(), before.id()).apply(change, after.version());
          MysqlNoticeOutbox.keep(session.sql(), before.id(), notice);
          return true;
        });
  }

  private static boolean moves(DSLContext sql, Active before, GroupState after) {
    var update =
        sql.update(CHAT_GROUP)
            .set(CHAT_GROUP.VERSION, after.version())
            .set(CHAT_GROUP.OWNER_ID, after.owner().value());
    update =
        switch (after) {
          case Active active ->
              update
                  .set(CHAT_GROUP.GROUP_NAME, active.name().value())
                  .set(CHAT_GROUP.MEMBER_COUNT, active.memberCount());
          case GroupState.Dismissed ignored ->
              update.set(CHAT_GROUP.DISMISSED, true).set(CHAT_GROUP.MEMBER_COUNT, 0);
        };
    return update
            .where(CHAT_GROUP.GROUP_ID.eq(before.id().value()))
            .and(CHAT_GROUP.VERSION.eq(before.version()))
            .and(CHAT_GROUP.DISMISSED.isFalse())
            .execute()
        == 1;
  }

  @Override
  public Optional<GroupState> find(GroupId group) {
    return database.read(
        "find a group",
        session ->
            session
                .sql()
                .selectFrom(CHAT_GROUP)
                .where(CHAT_GROUP.GROUP_ID.eq(group.value()))
                .fetchOptional(MysqlGroupStore::state));
  }

  private static GroupState state(Record row) {
    return row.get(CHAT_GROUP.DISMISSED)
        ? new GroupState.Dismissed(
            new GroupId(row.get(CHAT_GROUP.GROUP_ID)),
            new UserId(row.get(CHAT_GROUP.OWNER_ID)),
            row.get(CHAT_GROUP.VERSION))
        : active(row);
  }

  private static Active active(Record row) {
    return new Active(
        new GroupId(row.get(CHAT_GROUP.GROUP_ID)),
        new Name(row.get(CHAT_GROUP.GROUP_NAME)),
        new UserId(row.get(CHAT_GROUP.OWNER_ID)),
        row.get(CHAT_GROUP.VERSION),
        row.get(CHAT_GROUP.MEMBER_COUNT));
  }

  /// One statement, so that version and members belong together.
  @Override
  public Optional<Members> members(GroupId group) {
    var rows =
        database.read(
            "read the members of a group",
            session ->
                session
                    .sql()
                    .select(CHAT_GROUP.VERSION, GROUP_MEMBER.USER_ID)
                    .from(CHAT_GROUP)
                    .join(GROUP_MEMBER)
                    .on(GROUP_MEMBER.GROUP_ID.eq(CHAT_GROUP.GROUP_ID))
                    .where(CHAT_GROUP.GROUP_ID.eq(group.value()))
                    .and(CHAT_GROUP.DISMISSED.isFalse())
                    .fetch());
    if (rows.isEmpty()) {
      return Optional.empty();
    }
    long[] users = new long[rows.size()];
    for (int i = 0; i < users.length; i++) {
      users[i] = rows.get(i).value2();
    }
    return Optional.of(Members.of(rows.getFirst().value1(), users));
  }

  @Override
  public Map<UserId, Role> roles(GroupId group, List<UserId> users) {
    Map<UserId, Role> roles = new HashMap<>();
    if (users.isEmpty()) {
      return roles;
    }
    database
        .read(
            "read the roles of members",
            session ->
                session
                    .sql()
                    .selectFrom(GROUP_MEMBER)
                    .where(GROUP_MEMBER.GROUP_ID.eq(group.value()))
                    .and(GROUP_MEMBER.USER_ID.in(users.stream().map(UserId::value).toList()))
                    .fetch(GroupMembers::member))
        .forEach(member -> roles.put(member.user(), member.role()));
    return roles;
  }

  /// Who was in a group when it was dismissed has a row too, for the sake of [Repair], but did
  /// neither leave nor was he removed. His is the only row with the group's last version.
  @Override
  public OptionalLong departedAt(GroupId group, UserId user) {
    return database
        .read(
            "find a former member",
            session ->
                session
                    .sql()
                    .select(FORMER_MEMBER.DEPARTED_VERSION)
                    .from(FORMER_MEMBER)
                    .join(CHAT_GROUP)
                    .on(CHAT_GROUP.GROUP_ID.eq(FORMER_MEMBER.GROUP_ID))
                    .where(FORMER_MEMBER.GROUP_ID.eq(group.value()))
                    .and(FORMER_MEMBER.USER_ID.eq(user.value()))
                    .and(
                        not(
                            CHAT_GROUP
                                .DISMISSED
                                .isTrue()
                                .and(CHAT_GROUP.VERSION.eq(FORMER_MEMBER.DEPARTED_VERSION))))
                    .fetchOptional(FORMER_MEMBER.DEPARTED_VERSION))
        .map(OptionalLong::of)
        .orElse(OptionalLong.empty());
  }

  @Override
  public List<Member> membersAbove(GroupId group, long after, int limit) {
    return database.read(
        "list the members of a group",
        session ->
            session
                .sql()
                .selectFrom(GROUP_MEMBER)
                .where(GROUP_MEMBER.GROUP_ID.eq(group.value()))
                .and(GROUP_MEMBER.USER_ID.gt(after))
                .orderBy(GROUP_MEMBER.USER_ID)
                .limit(limit)
                .fetch(GroupMembers::member));
  }

  @Override
  public List<Membership> membershipsOf(UserId user, long after, int limit) {
    return database.read(
        "list the groups of a user",
        session ->
            session
                .sql()
                .select(CHAT_GROUP.fields())
                .select(GROUP_MEMBER.MEMBER_ROLE)
                .from(GROUP_MEMBER)
                .join(CHAT_GROUP)
                .on(CHAT_GROUP.GROUP_ID.eq(GROUP_MEMBER.GROUP_ID))
                .where(GROUP_MEMBER.USER_ID.eq(user.value()))
                .and(GROUP_MEMBER.GROUP_ID.gt(after))
                .and(CHAT_GROUP.DISMISSED.isFalse())
                .orderBy(GROUP_MEMBER.GROUP_ID)
                .limit(limit)
                .fetch(row ->
                    new Membership(
                        active(row), GroupMembers.role(row.get(GROUP_MEMBER.MEMBER_ROLE)))));
  }

  @Override
  public boolean isInAsManyAs(UserId user, int count) {
    return database.read(
        "count the groups of a user",
        session ->
            session
                    .sql()
                    .fetchCount(
                        select(one())
                            .from(GROUP_MEMBER)
                            .where(GROUP_MEMBER.USER_ID.eq(user.value()))
                            .limit(count))
                >= count);
  }
}
