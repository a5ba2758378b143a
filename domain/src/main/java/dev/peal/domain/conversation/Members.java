package dev.peal.domain.conversation;

import dev.peal.domain.session.UserId;
import java.util.Arrays;
import java.util.stream.LongStream;

/// The members of a conversation at one version. Immutable; user ids are kept sorted and distinct.
///
/// A group's version rises by one with every change of its members; a direct conversation keeps
/// version 0 for ever.
public final class Members {

  private final long version;
  private final long[] ids;

  private Members(long version, long[] ids) {
    this.version = version;
    this.ids = ids;
  }

  /// Members in any order; the array is copied.
  public static Members of(long version, long... ids) {
    return new Members(version, LongStream.of(ids).sorted().distinct().toArray());
  }

  /// The two of a direct conversation, or the one.
  public static Members of(ConversationId.Direct direct) {
    return of(0, direct.low().value(), direct.high().value());
  }

  public long version() {
    return version;
  }

  public int size() {
    return ids.length;
  }

  /// The id at `index` in ascending order of ids.
  public long at(int index) {
    return ids[index];
  }

  public boolean contains(UserId user) {
    return Arrays.binarySearch(ids, user.value()) >= 0;
  }

  /// All ids in ascending order, as a copy.
  public long[] toArray() {
    return ids.clone();
  }

  /// These members and `others`, at the same version.
  public Members plus(long... others) {
    if (others.length == 0) {
      return this;
    }
    return of(version, LongStream.concat(LongStream.of(ids), LongStream.of(others)).toArray());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Members that && that.version == version && Arrays.equals(that.ids, ids);
  }

  @Override
  public int hashCode() {
    return Long.hashCode(version) * 31 + Arrays.hashCode(ids);
  }

  @Override
  public String toString() {
    return "Members[version=" + version + ", size=" + ids.length + "]";
  }
}
