package dev.peal.out.embedded;

import java.nio.charset.StandardCharsets;

/// The column families of the embedded store. Numbers in keys are big-endian, so that the order of
/// keys is the order of numbers; they are never negative.
enum Family {
  /// Single values by name: counters, segments of ids, the format's version.
  META("meta"),
  /// user(8) -> account.
  ACCOUNT("account"),
  /// username(UTF-8) -> user(8).
  USERNAME("username"),
  /// group(8) -> name, version, owner; stays when the group is dismissed.
  GROUP("group"),
  /// group(8) user(8) -> role.
  GROUP_MEMBER("group_member"),
  /// user(8) group(8) -> nothing; the other direction of [#GROUP_MEMBER].
  MEMBERSHIP("membership"),
  /// group(8) user(8) -> version(8) with which the user last ceased to be a member.
  FORMER_MEMBER("former_member"),
  /// group(8) version(8) -> notice of a change that is not known to be in the journal yet.
  GROUP_NOTICE("group_notice"),
  /// record(8) -> batch.
  JOURNAL("journal"),
  /// 'b' batch(8), or 'r' record(8) -> what could not be stored, kept for a person to look at.
  PARKED("parked"),
  /// conversation(17) position(8) -> message.
  MESSAGE("message"),
  /// sender(8) client id(ASCII) -> conversation(17) position(8) digest(8).
  SENT("sent"),
  /// user(8) first seq(8) -> a run of inbox rows.
  INBOX("inbox"),
  /// user(8) conversation(17) -> nothing, for direct conversations that have messages.
  CONVERSATION("conversation"),
  /// user(8) device(ASCII) -> seq(8).
  DELIVERY_CURSOR("delivery_cursor"),
  /// user(8) conversation(17) -> position(8).
  READ_CURSOR("read_cursor");

  private final String id;

  Family(String id) {
    this.id = id;
  }

  byte[] id() {
    return id.getBytes(StandardCharsets.US_ASCII);
  }
}
