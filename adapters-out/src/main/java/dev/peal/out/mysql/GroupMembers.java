package dev.peal.out.mysql;

import static dev.peal.out.mysql.schema.Tables.FORMER_MEMBER;
import static dev.peal.out.mysql.schema.Tables.GROUP_MEMBER;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.val;

import dev.peal.application.port.out.GroupStore.Member;
import dev.peal.domain.group.GroupChange;
import dev.peal.domain.group.GroupId;
import dev.peal.domain.group.Role;
import dev.peal.domain.session.UserId;
import java.util.List;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Record;

/// The rows of one group's members, in the transaction of a change. Confined to its thread.
final class GroupMembers {

  private static final int ROWS_A_STATEMENT = 1_000;

  private final DSLContext sql;
  private final GroupId group;

  GroupMembers(DSLContext sql, GroupId group) {
    this.sql = sql;
    this.group = group;
  }

  /// Makes the rows follow a change, after which the group has this version.
  void apply(GroupChange change, long version) {
    switch (change) {
      case GroupChange.Added(List<UserId> users) -> add(users, Role.MEMBER, version);
      case GroupChange.Removed(UserId user) ->
          depart(GROUP_MEMBER.USER_ID.eq(user.value()), version);
      case GroupChange.Left(UserId user) -> depart(GROUP_MEMBER.USER_ID.eq(user.value()), version);
      case GroupChange.Renamed ignored -> {}
      case GroupChange.RoleChanged(UserId user, Role role) -> setRole(user, role);
      case GroupChange.OwnerChanged(UserId from, UserId to) -> {
        setRole(from, Role.ADMIN);
        setRole(to, Role.OWNER);
      }
      case GroupChange.Dismissed ignored -> depart(noCondition(), version);
    }
  }

  /// Users who are no members so far.
  void add(List<UserId> users, Role role, long version) {
    for (int from = 0; from < users.size(); from += ROWS_A_STATEMENT) {
      List<UserId> some = users.subList(from, Math.min(users.size(), from + ROWS_A_STATEMENT));
      var insert =
          sql.insertInto(
              GROUP_MEMBER,
              GROUP_MEMBER.GROUP_ID,
              GROUP_MEMBER.USER_ID,
              GROUP_MEMBER.MEMBER_ROLE,
              GROUP_MEMBER.SINCE_VERSION);
      for (UserId user : some) {
        insert = insert.values(group.value(), user.value(), text(role), version);
      }
      insert.execute();
      sql.deleteFrom(FORMER_MEMBER)
          .where(FORMER_MEMBER.GROUP_ID.eq(group.value()))
          .and(FORMER_MEMBER.USER_ID.in(some.stream().map(UserId::value).toList()))
          .execute();
    }
  }

  private void setRole(UserId user, Role role) {
    sql.update(GROUP_MEMBER)
        .set(GROUP_MEMBER.MEMBER_ROLE, text(role))
        .where(GROUP_MEMBER.GROUP_ID.eq(group.value()))
        .and(GROUP_MEMBER.USER_ID.eq(user.value()))
        .execute();
  }

  private void depart(Condition who, long version) {
    sql.insertInto(
            FORMER_MEMBER,
            FORMER_MEMBER.GROUP_ID,
            FORMER_MEMBER.USER_ID,
            FORMER_MEMBER.SINCE_VERSION,
            FORMER_MEMBER.DEPARTED_VERSION)
        .select(
            select(
                    GROUP_MEMBER.GROUP_ID,
                    GROUP_MEMBER.USER_ID,
                    GROUP_MEMBER.SINCE_VERSION,
                    val(version))
                .from(GROUP_MEMBER)
                .where(GROUP_MEMBER.GROUP_ID.eq(group.value()))
                .and(who))
        .execute();
    sql.deleteFrom(GROUP_MEMBER).where(GROUP_MEMBER.GROUP_ID.eq(group.value())).and(who).execute();
  }

  static Member member(Record row) {
    return new Member(
        new UserId(row.get(GROUP_MEMBER.USER_ID)), role(row.get(GROUP_MEMBER.MEMBER_ROLE)));
  }

  private static String text(Role role) {
    return switch (role) {
      case OWNER -> "o";
      case ADMIN -> "a";
      case MEMBER -> "m";
    };
  }

  static Role role(String text) {
    return switch (text) {
      case "o" -> Role.OWNER;
      case "a" -> Role.ADMIN;
      case "m" -> Role.MEMBER;
      default ->
          throw new IllegalArgumentException("role: " + text + " (expected: 'o', 'a' or 'm')");
    };
  }
}
