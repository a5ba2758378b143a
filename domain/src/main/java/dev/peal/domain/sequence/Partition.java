package dev.peal.domain.sequence;

import dev.peal.domain.conversation.ConversationId;

/// Spreads users and conversations over a fixed number of parts: the buckets of the ledger, the
/// queues of the journal. What lies where follows from the id alone and for ever, so the functions
/// here must never change.
///
/// Ids come in order, so they are mixed first, with the finalizer of SplitMix64 (Steele, Lea and
/// Flood, "Fast splittable pseudorandom number generators", 2014).
public final class Partition {

  private Partition() {}

  /// The part of a user, from 0 to `parts - 1`.
  public static int ofUser(long user, int parts) {
    return (int) Long.remainderUnsigned(mixed(user), parts);
  }

  /// The part of a conversation, from 0 to `parts - 1`.
  public static int of(ConversationId conversation, int parts) {
    long hash =
        switch (conversation) {
          case ConversationId.Group(var id) -> mixed(~id.value());
          case ConversationId.Direct(var low, var high) -> mixed(mixed(low.value()) + high.value());
        };
    return (int) Long.remainderUnsigned(hash, parts);
  }

  private static long mixed(long value) {
    long z = value + 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
