package dev.peal.application.port.out;

import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.conversation.Members;
import dev.peal.domain.message.Batch;
import dev.peal.domain.message.Draft;
import dev.peal.domain.message.Recipients;
import dev.peal.domain.sequence.BucketEpochs;
import dev.peal.domain.session.UserId;
import java.util.List;

/// Gives positions in conversations and seqs in inboxes, and remembers which client message has
/// which position. Thread-safe; calls for one conversation come one at a time from its lane.
public interface SequenceLedger {

  /// Takes a position for each new draft and, for `k` new drafts, `k` seqs in a row for every
  /// recipient. A draft whose (sender, client id) is already known gets its first position again.
  /// No (sender, client id) stands in `drafts` twice. While the time of a client id is more than
  /// [dev.peal.domain.message.ClientMessageId#TOLERANCE_MILLIS] ahead of this node's clock, nothing
  /// is given: [Allotment.NotYet].
  ///
  /// `members` are the recipients together with `alsoTo` (those just removed). The version of
  /// `members` is compared with the ledger's in the same instant; nothing is taken when it is
  /// older.
  ///
  /// A draft of which the ledger cannot tell by itself whether it is new is [Numbered.Deferred],
  /// and so are all later ones of its sender; the others get their numbers. It never waits for the
  /// rows: that is for [#lookUp].
  ///
  /// @throws StoreUnavailable nothing was given that anybody saw; a retry is safe and leaves a hole
  ///   at worst
  Allotment allot(ConversationId conversation, Members members, long[] alsoTo, List<Draft> drafts);

  /// Finds out in the rows what an allotment of these drafts could not tell: to be called after
  /// [Allotment.Unknown], or with those that were [Numbered.Deferred] or [Earlier.Unsure]. Takes
  /// nothing, and blocks for as long as the store behind the ledger takes to answer.
  ///
  /// @return 0 when an allotment can tell now; else after how many milliseconds it is worth asking
  ///   again, since it is too soon to tell (promise P3 after a loss of memory)
  /// @throws StoreUnavailable a retry is safe
  default long lookUp(ConversationId conversation, List<Draft> drafts) {
    return 0;
  }

  /// What became of drafts that may not be posted, since their senders are no members: those that
  /// were posted while they were have their first answer (promise P3). Takes nothing, and never
  /// waits for the rows: for [Earlier.Unsure] ones there is [#lookUp], after which it is asked
  /// again.
  ///
  /// @return one for each draft in their order
  /// @throws StoreUnavailable a retry is safe
  default List<Earlier> earlier(ConversationId conversation, List<Draft> drafts) {
    return drafts.stream().<Earlier>map(draft -> new Earlier.Never()).toList();
  }

  /// The batch is in the journal and now counts: a resend of its messages is answered with their
  /// positions from here on.
  void settled(Batch batch);

  /// The batch is certainly not in the journal and never will be: its seqs become dead holes.
  void abandoned(Batch batch);

  /// Whether this seq can have been given to the user: false says that it never was, as this ledger
  /// and what is durable behind it know of. Seqs that were given in vain count as given.
  ///
  /// @throws StoreUnavailable it cannot be told now; a retry is safe
  boolean canHaveGiven(UserId user, long seq);

  /// Raises the membership version of a conversation; never lowers it. An allotment with an older
  /// version is stale from the moment this returns (promise P8).
  void raiseVersion(ConversationId conversation, long version);

  /// A mark of how the members of a conversation stand: equal to an earlier one if no change of
  /// them was answered in between, so that what was read after that one still holds.
  ///
  /// @throws StoreUnavailable a retry is safe
  default MembersMark membersMark(ConversationId conversation) {
    return new MembersMark(0, 0);
  }

  /// `version` is that of the members, 0 when none was raised in this `era` of the ledger's memory.
  record MembersMark(long era, long version) {}

  /// What came of an allotment.
  sealed interface Allotment {

    /// One number for each draft in their order; `recipients` hold the first of the seqs for each
    /// user, as many in a row as there are `Fresh` drafts (no recipients when there are none).
    ///
    /// Stamps are microseconds on a clock of the ledger's that never goes back, the lowest and the
    /// highest that any part of the ledger gave for this batch; `epochs` are those of its parts.
    record Allotted(
        List<Numbered> numbers,
        Recipients recipients,
        long lowestStamp,
        long highestStamp,
        BucketEpochs epochs)
        implements Allotment {
      public Allotted {
        numbers = List.copyOf(numbers);
      }

      /// As a ledger without parts gives it.
      public Allotted(
          List<Numbered> numbers, Recipients recipients, long lowestStamp, long highestStamp) {
        this(numbers, recipients, lowestStamp, highestStamp, BucketEpochs.none());
      }
    }

    /// The members have changed; `currentVersion` is the least version to come back with.
    record StaleMembers(long currentVersion) implements Allotment {}

    /// Nothing was taken, since something about the conversation itself has to be read from the
    /// store first: come back after [#lookUp].
    record Unknown() implements Allotment {}

    /// Nothing was taken: numbers can be had after this time, once they cannot be given twice, or
    /// once the time in an id has come.
    record NotYet(long retryAfterMillis) implements Allotment {}
  }

  /// What became earlier of a draft that is not to be posted now.
  sealed interface Earlier {

    /// It was posted; this is its position.
    record Posted(long position) implements Earlier {}

    /// The sender used this client id for another message.
    record Reused(ConversationId conversation, long position) implements Earlier {}

    /// It was not, and will not be.
    record Never() implements Earlier {}

    /// The ledger cannot tell by itself.
    record Unsure() implements Earlier {}
  }

  /// What became of one draft.
  sealed interface Numbered {

    /// It goes into the batch at this position: a new one, or that of an earlier attempt which was
    /// never settled.
    record Fresh(long position) implements Numbered {}

    /// An earlier attempt counts; this is its position.
    record Repeated(long position) implements Numbered {}

    /// Nothing was taken for it: whether it is new, or a draft of the same sender that has to come
    /// before it, is for [#lookUp] to find out.
    record Deferred() implements Numbered {}

    /// The sender used this client id for another message.
    record Reused(ConversationId conversation, long position) implements Numbered {}
  }
}
