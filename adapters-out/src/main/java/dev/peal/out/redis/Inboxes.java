package dev.peal.out.redis;

import dev.peal.domain.message.Recipients;
import dev.peal.domain.sequence.Partition;

/// The users of one call in order of bucket, and the seqs as they come. *Slots* are places in that
/// order. Used by one thread.
final class Inboxes {

  private final long[] users;
  private final int[] bucketOfSlot;
  private final int[] userAtSlot;
  private final long[] firstSeqs;

  /// `users` in strictly ascending order.
  Inboxes(long[] users, int buckets) {
    this.users = users;
    this.bucketOfSlot = new int[users.length];
    this.userAtSlot = new int[users.length];
    this.firstSeqs = new long[users.length];
    int[] bucketOfUser = new int[users.length];
    int[] next = new int[buckets + 1];
    for (int i = 0; i < users.length; i++) {
      bucketOfUser[i] = Partition.ofUser(users[i], buckets);
      next[bucketOfUser[i] + 1]++;
    }
    for (int b = 0; b < buckets; b++) {
      next[b + 1] += next[b];
    }
    for (int i = 0; i < users.length; i++) {
      int slot = next[bucketOfUser[i]]++;
      userAtSlot[slot] = i;
      bucketOfSlot[slot] = bucketOfUser[i];
    }
  }

  int size() {
    return users.length;
  }

  int bucket(int slot) {
    return bucketOfSlot[slot];
  }

  long user(int slot) {
    return users[userAtSlot[slot]];
  }

  void first(int slot, long seq) {
    firstSeqs[userAtSlot[slot]] = seq;
  }

  /// The slots from `from` up to the first of another bucket, but at most `limit` of them.
  int endOfBucket(int from, int limit) {
    int end = from;
    while (end < size() && bucket(end) == bucket(from) && end - from < limit) {
      end++;
    }
    return end;
  }

  /// Hands the arrays over; nothing may be called after it.
  Recipients toRecipients() {
    return Recipients.of(users, firstSeqs);
  }
}
