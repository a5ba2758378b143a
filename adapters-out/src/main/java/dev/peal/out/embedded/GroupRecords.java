package dev.peal.out.embedded;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.peal.application.port.out.GroupStore.Notice;
import dev.peal.application.port.out.StoreUnavailable;
import dev.peal.domain.account.Name;
import dev.peal.domain.group.GroupId;
import dev.peal.domain.group.GroupState;
import dev.peal.domain.group.Role;
import dev.peal.domain.message.Body.MembershipChange;
import dev.peal.domain.session.UserId;
import dev.peal.out.record.v1.GroupRecord;
import dev.peal.out.record.v1.MembershipRecord;
import dev.peal.out.record.v1.NoticeRecord;

/// The values of groups in the embedded store; see [Family].
final class GroupRecords {

  private GroupRecords() {}

  static byte[] group(GroupState state, String name, long createdAtMillis) {
    GroupRecord.Builder record =
        GroupRecord.newBuilder()
            .setName(name)
            .setVersion(state.version())
            .setOwner(state.owner().value())
            .setCreatedAtMs(createdAtMillis);
    switch (state) {
      case GroupState.Active active -> record.setMemberCount(active.memberCount());
      case GroupState.Dismissed ignored -> record.setDismissed(true);
    }
    return record.build().toByteArray();
  }

  static GroupRecord group(GroupId id, byte[] value) {
    try {
      return GroupRecord.parseFrom(value);
    } catch (InvalidProtocolBufferException failure) {
      throw new StoreUnavailable("group " + id + " cannot be read", failure, true);
    }
  }

  static GroupState state(GroupId id, GroupRecord record) {
    UserId owner = new UserId(record.getOwner());
    return record.getDismissed()
        ? new GroupState.Dismissed(id, owner, record.getVersion())
        : new GroupState.Active(
            id, new Name(record.getName()), owner, record.getVersion(), record.getMemberCount());
  }

  static byte[] role(Role role) {
    return new byte[] {
      (byte)
          switch (role) {
            case OWNER -> 'o';
            case ADMIN -> 'a';
            case MEMBER -> 'm';
          }
    };
  }

  static Role role(byte[] value) {
    return switch (value[0]) {
      case 'o' -> Role.OWNER;
      case 'a' -> Role.ADMIN;
      case 'm' -> Role.MEMBER;
      default ->
          throw new IllegalArgumentException("role: " + value[0] + " (expected: 'o', 'a' or 'm')");
    };
  }

  static byte[] notice(Notice notice) {
    MembershipChange change = notice.change();
    return NoticeRecord.newBuilder()
        .setActor(notice.actor().value())
        .setChange(
            MembershipRecord.newBuilder()
                .setKind(MembershipRecord.Kind.valueOf(change.kind().name()))
                .setActor(change.actor())
                .addAllUsers(change.users())
                .setGroupName(change.groupName())
                .setVersion(change.version()))
        .addAllAlsoTo(notice.alsoTo().stream().map(UserId::value).toList())
        .build()
        .toByteArray();
  }

  static Notice notice(GroupId group, byte[] value) {
    try {
      NoticeRecord record = NoticeRecord.parseFrom(value);
      MembershipRecord change = record.getChange();
      return new Notice(
          new UserId(record.getActor()),
          new MembershipChange(
              MembershipChange.Kind.valueOf(change.getKind().name()),
              change.getActor(),
              change.getUsersList(),
              change.getGroupName(),
              change.getVersion()),
          record.getAlsoToList().stream().map(UserId::new).toList());
    } catch (InvalidProtocolBufferException failure) {
      throw new StoreUnavailable("notice of group " + group + " cannot be read", failure, true);
    }
  }
}
