package dev.peal.in.http;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;

/// The body of one request while it arrives. Confined to its connection's event loop, save for the
/// budget that all of them share.
final class RequestBody {

  private static final int FIRST_BYTES = 512;
  private static final byte[] NOTHING = {};

  private final int max;
  private final Budget budget;
  private byte[] bytes = NOTHING;
  private int length;

  RequestBody(int max, Budget budget) {
    this.max = max;
    this.budget = budget;
  }

  /// Copies what arrived and leaves `content` to the caller.
  Taken take(ByteBuf content) {
    int more = content.readableBytes();
    if (more > max - length) {
      return Taken.OVER_LIMIT;
    }
    if (!makeRoom(length + more)) {
      return Taken.OVER_BUDGET;
    }
    content.readBytes(bytes, length, more);
    length += more;
    return Taken.TAKEN;
  }

  /// Everything that arrived; ends the claim on the budget.
  byte[] finish() {
    byte[] whole = bytes.length == length ? bytes : Arrays.copyOf(bytes, length);
    discard();
    return whole;
  }

  /// Forgets everything and ends the claim on the budget. Harmless to repeat.
  void discard() {
    budget.give(bytes.length);
    bytes = NOTHING;
    length = 0;
  }

  private boolean makeRoom(int needed) {
    if (needed <= bytes.length) {
      return true;
    }
    int capacity = Math.min(max, Math.max(Math.max(FIRST_BYTES, needed), bytes.length * 2));
    if (!budget.take(capacity - bytes.length)) {
      return false;
    }
    bytes = Arrays.copyOf(bytes, capacity);
    return true;
  }

  /// What came of taking a part.
  enum Taken {
    TAKEN,
    /// The body is larger than one may be.
    OVER_LIMIT,
    /// All bodies together are larger than they may be.
    OVER_BUDGET
  }

  /// The memory that bodies may hold while they arrive, all together. Thread-safe.
  static final class Budget {
    private final AtomicLong left;

    Budget(long bytes) {
      this.left = new AtomicLong(bytes);
    }

    long left() {
      return left.get();
    }

    private boolean take(long bytes) {
      if (left.addAndGet(-bytes) < 0) {
        left.addAndGet(bytes);
        return false;
      }
      return true;
    }

    private void give(long bytes) {
      left.addAndGet(bytes);
    }
  }
}
