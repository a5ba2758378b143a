package dev.peal.domain.message;

import java.util.Optional;
import java.util.OptionalLong;

/// The name a sender gives a message, unique among all that they ever send: 1 to 64 printable ASCII
/// characters without blanks.
///
/// An id may begin with the *time* at which it was made, by the servers' clock: `~`, nine digits of
/// base 32 (`0` to `9`, `a` to `v`) with the milliseconds since 1970, `-`, and whatever tells it
/// from others of the same millisecond. `~1k83j2jrb-7f` is one. With a time it can be told whether
/// a memory of sends that began at some moment must know the id if it was ever sent: then an
/// unknown one is new, and nothing needs to be looked up. An id that only resembles this form has
/// no time.
public record ClientMessageId(String value) {

  /// The longest id, in characters.
  public static final int MAX_LENGTH = 64;

  /// By how much the time of an id may be ahead of the clock of the node that takes it, and so by
  /// how much earlier than its time it may have been sent. The two are one number, the same on all
  /// nodes: were it smaller where a memory is judged than where a send is taken, an id could be
  /// forgotten and yet count as new.
  public static final long TOLERANCE_MILLIS = 250;

  private static final String RESERVED = "peal/";
  private static final char TIME_MARK = '~';
  private static final int TIME_DIGITS = 9;
  private static final char TIME_END = '-';
  private static final int RADIX = 32;
  private static final long MAX_TIME_MILLIS = (1L << 45) - 1;
  private static final long MAX_WAIT_MILLIS = 60_000;

  public ClientMessageId {
    if (!valid(value)) {
      throw new IllegalArgumentException(
          "client id: "
              + value.length()
              + " characters (expected: 1 to "
              + MAX_LENGTH
              + " printable ASCII characters without blanks)");
    }
  }

  /// The id, or nothing when `value` is not one.
  public static Optional<ClientMessageId> parse(String value) {
    return valid(value) ? Optional.of(new ClientMessageId(value)) : Optional.empty();
  }

  /// An id that begins with a time, in ms since 1970. `name` is at least one character.
  public static ClientMessageId madeAt(long millis, String name) {
    if (millis < 0 || millis > MAX_TIME_MILLIS || name.isEmpty()) {
      throw new IllegalArgumentException(
          "time of a client id: " + millis + " (expected: 0 to " + MAX_TIME_MILLIS + ", a name)");
    }
    String digits = Long.toString(millis, RADIX);
    return new ClientMessageId(
        TIME_MARK + "0".repeat(TIME_DIGITS - digits.length()) + digits + TIME_END + name);
  }

  /// The time that the id begins with, in ms since 1970.
  public OptionalLong madeAtMillis() {
    if (value.length() < TIME_DIGITS + 3
        || value.charAt(0) != TIME_MARK
        || value.charAt(TIME_DIGITS + 1) != TIME_END) {
      return OptionalLong.empty();
    }
    long millis = 0;
    for (int i = 1; i <= TIME_DIGITS; i++) {
      int digit = digit(value.charAt(i));
      if (digit < 0) {
        return OptionalLong.empty();
      }
      millis = millis * RADIX + digit;
    }
    return OptionalLong.of(millis);
  }

  /// The value of a digit, or -1; lower case only, so that a time is written in one way.
  private static int digit(char c) {
    if (c >= '0' && c <= '9') {
      return c - '0';
    }
    return c >= 'a' && c <= 'v' ? c - 'a' + 10 : -1;
  }

  /// How long it must not be taken yet by a node whose clock says `nowMillis`: 0 for most; a minute
  /// at most is told.
  public long waitMillis(long nowMillis) {
    OptionalLong made = madeAtMillis();
    return made.isEmpty()
        ? 0
        : Math.clamp(made.getAsLong() - TOLERANCE_MILLIS - nowMillis, 0, MAX_WAIT_MILLIS);
  }

  /// The latest moment, in µs, since when a memory of sends may be complete for this to hold: if
  /// the memory does not know the id, it was never sent before. Of a memory that began later, and
  /// of an id without a time (-1), that cannot be said; it has to be looked for elsewhere.
  public long latestHorizonMicros() {
    OptionalLong made = madeAtMillis();
    return made.isEmpty() ? -1 : Math.max(-1, (made.getAsLong() - TOLERANCE_MILLIS) * 1_000 - 1);
  }

  /// An id of the kind that only the server gives, to what it posts in a user's name.
  public static ClientMessageId reserved(String name) {
    return new ClientMessageId(RESERVED + name);
  }

  /// Whether only the server may give this id.
  public boolean reserved() {
    return value.startsWith(RESERVED);
  }

  private static boolean valid(String value) {
    int length = value.length();
    if (length == 0 || length > MAX_LENGTH) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      char c = value.charAt(i);
      if (c <= 0x20 || c >= 0x7f) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String toString() {
    return value;
  }
}
