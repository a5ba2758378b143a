package dev.peal.client;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The messages that were shown lately, by sender and client id: a bounded hash table over rings of
/// primitives, because a busy client adds thousands a second. When it is full the oldest goes, but
/// none above the cursor; so at most half of it may be above the cursor. Not thread-safe.
final class KnownMessages {
  static final int NONE = -1;
  private static final int FIRST_CAPACITY = 16;

  private final int maxMessages;
  private long[] senders = {};
  private @Nullable String[] clientIds = {};
  private long[] seqs = {};
  private long[] positions = {};
  private boolean[] stored = {};
  private int[] hashes = {};
  private int[] nexts = {};
  private int[] heads = {};
  private int size;
  private int hand;

  /// @param maxMessages a power of two
  KnownMessages(int maxMessages) {
    this.maxMessages = maxMessages;
  }

  /// How many may be above the cursor at once.
  int mostAbove() {
    return maxMessages / 2;
  }

  /// The index of a message, good until the next [#add], or [#NONE].
  int find(long sender, String clientId) {
    if (size == 0) {
      return NONE;
    }
    int hash = hash(sender, clientId);
    for (int i = heads[bucket(hash)]; i != NONE; i = nexts[i]) {
      if (hashes[i] == hash && senders[i] == sender && clientId.equals(clientIds[i])) {
        return i;
      }
    }
    return NONE;
  }

  long position(int index) {
    return positions[index];
  }

  /// Whether the position came from a stored row rather than from a push.
  boolean isStored(int index) {
    return stored[index];
  }

  /// Notes that a message known already has another seq too.
  void seenAt(int index, long seq) {
    seqs[index] = Math.max(seqs[index], seq);
  }

  /// Notes the position that a stored row gives.
  void storedAt(int index, long position) {
    positions[index] = position;
    stored[index] = true;
  }

  /// Adds a message that [#find] does not find.
  void add(long sender, String clientId, long seq, long position, boolean row, long cursor) {
    int index;
    if (size < maxMessages) {
      if (size == senders.length) {
        grow();
      }
      index = size++;
    } else {
      index = evict(cursor);
    }
    senders[index] = sender;
    clientIds[index] = clientId;
    hashes[index] = hash(sender, clientId);
    seqs[index] = seq;
    positions[index] = position;
    stored[index] = row;
    link(index);
  }

  /// Takes all for messages of another store, shown but of no seq above the cursor, whose positions
  /// are to be replaced by those in its rows.
  void goBack(long cursor) {
    for (int i = 0; i < size; i++) {
      seqs[i] = Math.min(seqs[i], cursor);
      stored[i] = false;
    }
  }

  int countAbove(long cursor) {
    int count = 0;
    for (int i = 0; i < size; i++) {
      if (seqs[i] > cursor) {
        count++;
      }
    }
    return count;
  }

  private int evict(long cursor) {
    for (int tries = 0; tries < maxMessages && seqs[hand] > cursor; tries++) {
      hand = (hand + 1) & (maxMessages - 1);
    }
    int index = hand;
    hand = (hand + 1) & (maxMessages - 1);
    int bucket = bucket(hashes[index]);
    if (heads[bucket] == index) {
      heads[bucket] = nexts[index];
    } else {
      int before = heads[bucket];
      while (nexts[before] != index) {
        before = nexts[before];
      }
      nexts[before] = nexts[index];
    }
    return index;
  }

  private void grow() {
    int capacity = Math.min(maxMessages, Math.max(FIRST_CAPACITY, 2 * size));
    senders = Arrays.copyOf(senders, capacity);
    clientIds = Arrays.copyOf(clientIds, capacity);
    hashes = Arrays.copyOf(hashes, capacity);
    seqs = Arrays.copyOf(seqs, capacity);
    positions = Arrays.copyOf(positions, capacity);
    stored = Arrays.copyOf(stored, capacity);
    nexts = new int[capacity];
    heads = new int[capacity];
    Arrays.fill(heads, NONE);
    for (int i = 0; i < size; i++) {
      link(i);
    }
  }

  private void link(int index) {
    int bucket = bucket(hashes[index]);
    nexts[index] = heads[bucket];
    heads[bucket] = index;
  }

  private int bucket(int hash) {
    return hash & (heads.length - 1);
  }

  private static int hash(long sender, String clientId) {
    long mixed = (sender * 0x9E3779B97F4A7C15L) ^ (clientId.hashCode() * 0xC2B2AE3D27D4EB4FL);
    return (int) (mixed >>> 32);
  }
}
