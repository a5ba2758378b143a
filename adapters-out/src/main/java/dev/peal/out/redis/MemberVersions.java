package dev.peal.out.redis;

import dev.peal.application.port.out.Clock;
import dev.peal.application.port.out.GroupStore;
import dev.peal.application.port.out.SequenceCeilings.Bucket;
import dev.peal.application.port.out.SequenceLedger.MembersMark;
import dev.peal.application.port.out.StoreUnavailable;
import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.group.GroupState;
import dev.peal.domain.sequence.Partition;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/// The membership versions in the buckets of their conversations (rule 15). They vanish with their
/// bucket; then they are read from the store again, after the loss was seen. Thread-safe; blocks.
final class MemberVersions {

  private final RedisConnections connections;
  private final Names names;
  private final Epochs epochs;
  private final GroupStore groups;
  private final Clock clock;

  MemberVersions(RedisConnections connections, Epochs epochs, GroupStore groups, Clock clock) {
    this.connections = connections;
    this.names = new Names(connections);
    this.epochs = epochs;
    this.groups = groups;
    this.clock = clock;
  }

  /// Raises the version in Redis, waiting for an epoch that is installed and open: before that, an
  /// old primary might still serve those who have not heard of it.
  ///
  /// @throws StoreUnavailable a retry is safe; never says that nothing was written, since the
  ///   change whose version this is was made before
  void raise(ConversationId.Group group, long version, long deadlineNanos) {
    try {
      raiseOrFail(group, version, deadlineNanos);
    } catch (StoreUnavailable failure) {
      throw new StoreUnavailable(String.valueOf(failure.getMessage()), failure, false);
    }
  }

  private void raiseOrFail(ConversationId.Group group, long version, long deadlineNanos) {
    boolean fill = false;
    long wanted = version;
    List<Bucket> known = epochs.known();
    while (true) {
      int index = Partition.of(group, known.size());
      switch (ask(group, known.get(index), wanted, fill)) {
        case AllotReply.Stale ignored -> {
          return;
        }
        case AllotReply.NoVersion ignored -> {
          // Another change may have been answered whose version went down with the old epoch.
          wanted = Math.max(version, stored(group));
          fill = true;
          continue;
        }
        case AllotReply.Refused(var refused) -> epochs.repair(known, refused, deadlineNanos);
        case AllotReply.NotOpen(var opensMicros) -> await(opensMicros, deadlineNanos);
        case AllotReply other -> throw new IllegalStateException("answer: " + other);
      }
      if (clock.monotonicNanos() - deadlineNanos > 0) {
        throw new StoreUnavailable(
            "the members' version of " + group + " is not in Redis in time", false);
      }
      known = epochs.known();
      fill = false;
      wanted = version;
    }
  }

  /// The version that stands under the epoch that is in force, which is the mark's era.
  ///
  /// @throws StoreUnavailable a retry is safe
  MembersMark mark(ConversationId.Group group, long deadlineNanos) {
    while (true) {
      List<Bucket> known = epochs.known();
      Bucket bucket = known.get(Partition.of(group, known.size()));
      switch (ask(group, bucket, 0, false)) {
        case AllotReply.Stale(var version) -> {
          return new MembersMark(bucket.epoch(), version);
        }
        case AllotReply.NoVersion ignored -> {
          return new MembersMark(bucket.epoch(), 0);
        }
        case AllotReply.Refused(var refused) -> epochs.repair(known, refused, deadlineNanos);
        case AllotReply.NotOpen ignored ->
            throw new StoreUnavailable("members' versions are not in Redis yet", true);
        case AllotReply other -> throw new IllegalStateException("answer: " + other);
      }
      if (clock.monotonicNanos() - deadlineNanos > 0) {
        throw new StoreUnavailable("the members' version of " + group + " cannot be read", true);
      }
    }
  }

  /// Puts the stored version where there is none. Quiet when the bucket itself is not as it should
  /// be.
  ///
  /// @throws StoreUnavailable a retry is safe
  void ensure(ConversationId.Group group) {
    List<Bucket> known = epochs.known();
    Bucket bucket = known.get(Partition.of(group, known.size()));
    if (ask(group, bucket, 0, false) instanceof AllotReply.NoVersion) {
      AllotReply ignored = ask(group, bucket, stored(group), true);
    }
  }

  private AllotReply ask(ConversationId.Group group, Bucket bucket, long version, boolean fill) {
    Command command =
        VersionScript.command(
            names, bucket, Names.version(group), clock.wallMillis() * 1_000, version, fill);
    return VersionScript.read(connections.run(command), bucket.index());
  }

  private long stored(ConversationId.Group group) {
    return groups.find(group.id()).map(GroupState::version).orElse(0L);
  }

  private void await(long opensMicros, long deadlineNanos) {
    long nanos = Math.max(1, opensMicros - clock.wallMillis() * 1_000 + 1_000) * 1_000;
    LockSupport.parkNanos(Math.min(nanos, deadlineNanos - clock.monotonicNanos()));
  }
}
