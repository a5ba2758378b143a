package dev.peal.domain.message;

/// The users whose inboxes take a batch, in ascending order of id, each with the seq of the batch's
/// first message there. Immutable.
public final class Recipients {

  private static final Recipients NONE = new Recipients(new long[0], new long[0]);

  private final long[] users;
  private final long[] firstSeqs;

  private Recipients(long[] users, long[] firstSeqs) {
    this.users = users;
    this.firstSeqs = firstSeqs;
  }

  /// Takes both arrays over: the caller must not touch them again. `users` is strictly ascending.
  public static Recipients of(long[] users, long[] firstSeqs) {
    if (users.length != firstSeqs.length) {
      throw new IllegalArgumentException(
          "first seqs: "
              + firstSeqs.length
              + " (expected: one for each of "
              + users.length
              + " users)");
    }
    for (int i = 1; i < users.length; i++) {
      if (users[i - 1] >= users[i]) {
        throw new IllegalArgumentException(
            "users: " + users[i] + " after " + users[i - 1] + " (expected: strictly ascending)");
      }
    }
    return new Recipients(users, firstSeqs);
  }

  public static Recipients none() {
    return NONE;
  }

  public int size() {
    return users.length;
  }

  public long user(int index) {
    return users[index];
  }

  public long firstSeq(int index) {
    return firstSeqs[index];
  }

  @Override
  public String toString() {
    return "Recipients[" + users.length + "]";
  }
}
