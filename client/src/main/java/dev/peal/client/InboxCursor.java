package dev.peal.client;

/// What one device has of its user's inbox: which seqs are resolved, and which messages it has
/// shown.
///
/// A seq is *resolved* by a push, by a row of a page, or by the server's word that it is dead. The
/// cursor is the highest seq below which, itself included, everything is resolved; nothing else
/// moves it. A message is known by its sender and client id: when it comes again under another seq,
/// that seq is resolved and the message is not shown again, but the position in a row replaces the
/// one in a push, since a row is what everybody will see for ever.
///
/// When two pushes of one message disagree on its position, the second one's seq is left
/// unresolved, so that a sync brings the row that decides, or the word that this seq is dead. Were
/// it resolved, nobody would ever ask.
///
/// Memory is bounded. While a hole stays open, what comes above it is taken only up to half of the
/// remembered messages; the rest is *postponed*: left unresolved, to come again by syncing from the
/// cursor.
///
/// The memory of messages is that of this object: someone who starts with the cursor of an earlier
/// process has to know what was shown back then by sender and client id.
///
/// Not thread-safe.
final class InboxCursor {
  private static final int MAX_RANGES = 64;

  private final SeqRanges above = new SeqRanges(MAX_RANGES);
  private final KnownMessages known;
  private long cursor;
  private long highest;
  private long latestStored;
  private int messagesAbove;

  /// What to do with a message that arrived.
  enum Verdict {
    /// Show it.
    SHOW,
    /// It was shown before, under another seq.
    KNOWN,
    /// It was shown before, and its position is another one now.
    MOVED,
    /// This seq was resolved before.
    RESOLVED,
    /// Nothing was noted, a later sync decides: there is no room above the open hole, or another
    /// push of this message gave it another position.
    POSTPONED
  }

  /// @param cursor the highest contiguous seq that was resolved in an earlier life, 0 for none
  /// @param knownMessages how many messages to remember, a power of two
  InboxCursor(long cursor, int knownMessages) {
    this.cursor = cursor;
    this.highest = cursor;
    this.known = new KnownMessages(knownMessages);
  }

  /// The highest seq up to which everything is resolved.
  long cursor() {
    return cursor;
  }

  long latestStored() {
    return latestStored;
  }

  /// Whether seqs above the cursor have been seen.
  boolean hasGap() {
    return highest > cursor;
  }

  /// Whether rows are stored that this device does not have: the reason to sync, once the sync that
  /// a new hole asks for has been made.
  boolean needsSync() {
    return latestStored > cursor;
  }

  /// Whether all of these seqs are resolved, both ends included.
  boolean areResolved(long first, long last) {
    return last <= cursor || above.covers(Math.max(first, cursor + 1), last);
  }

  /// The highest seq that was seen.
  long highest() {
    return highest;
  }

  /// Goes back to a lower cursor, because the server's store is another one: nothing above it is
  /// resolved any more. What was shown stays known, so that it is not shown twice, and takes the
  /// positions that the rows of this store say.
  void goBack(long lower) {
    cursor = lower;
    highest = lower;
    latestStored = 0;
    messagesAbove = 0;
    above.clear();
    known.goBack(lower);
  }

  /// Whether a push that begins with this seq leaves a hole that no earlier one left. Ask before
  /// [#pushed].
  boolean opensHole(long firstSeq) {
    return firstSeq > highest + 1;
  }

  /// Takes the latest stored seq, from a welcome, a pong or a page.
  void stored(long latest) {
    latestStored = Math.max(latestStored, latest);
  }

  /// Takes a message from a push.
  Verdict pushed(long seq, long sender, String clientId, long position) {
    highest = Math.max(highest, seq);
    if (isResolved(seq)) {
      return Verdict.RESOLVED;
    }
    if (!hasRoomFor(seq)) {
      return Verdict.POSTPONED;
    }
    int index = known.find(sender, clientId);
    if (index == KnownMessages.NONE) {
      known.add(sender, clientId, seq, position, false, cursor);
    } else if (!known.isStored(index) && known.position(index) != position) {
      return Verdict.POSTPONED;
    } else {
      known.seenAt(index, seq);
    }
    resolveMessage(seq);
    return index == KnownMessages.NONE ? Verdict.SHOW : Verdict.KNOWN;
  }

  /// Takes a row of a page. Rows and dead ranges of a page are to be taken in order of seq.
  Verdict row(long seq, long sender, String clientId, long position) {
    highest = Math.max(highest, seq);
    boolean resolved = isResolved(seq);
    if (!resolved && !hasRoomFor(seq)) {
      return Verdict.POSTPONED;
    }
    int index = known.find(sender, clientId);
    boolean moved = false;
    if (index != KnownMessages.NONE) {
      moved = !known.isStored(index) && known.position(index) != position;
      known.storedAt(index, position);
      known.seenAt(index, seq);
    } else if (!resolved) {
      known.add(sender, clientId, seq, position, true, cursor);
    }
    if (!resolved) {
      resolveMessage(seq);
    }
    if (moved) {
      return Verdict.MOVED;
    }
    if (resolved) {
      return Verdict.RESOLVED;
    }
    return index == KnownMessages.NONE ? Verdict.SHOW : Verdict.KNOWN;
  }

  /// Takes the word that no message has these seqs, both ends included, and none ever will.
  void dead(long first, long last) {
    highest = Math.max(highest, last);
    if (last > cursor && (first <= cursor + 1 || above.canTake(first, last))) {
      resolve(first, last);
    }
  }

  private boolean isResolved(long seq) {
    return seq <= cursor || (!above.isEmpty() && above.contains(seq));
  }

  private boolean hasRoomFor(long seq) {
    return seq == cursor + 1 || (messagesAbove < known.mostAbove() && above.canTake(seq, seq));
  }

  private void resolveMessage(long seq) {
    if (seq != cursor + 1) {
      messagesAbove++;
    }
    resolve(seq, seq);
  }

  private void resolve(long first, long last) {
    if (first > cursor + 1) {
      above.add(first, last);
      return;
    }
    cursor = Math.max(cursor, last);
    if (!above.isEmpty()) {
      cursor = above.continueFrom(cursor);
      messagesAbove = above.isEmpty() ? 0 : known.countAbove(cursor);
    }
  }
}
