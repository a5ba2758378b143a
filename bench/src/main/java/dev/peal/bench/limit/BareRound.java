package dev.peal.bench.limit;

import dev.peal.bench.run.BenchFailed;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;

/// One round of the bare server at its clients. Confined to their event loop, but for [#complete].
final class BareRound {
  /// The time of the round in milliseconds, when every connection has everything.
  final CompletableFuture<Double> complete = new CompletableFuture<>();

  private final ByteBuffer expected;
  private int waiting;
  private long beganNanos;

  /// @param expected what each connection is to get
  BareRound(byte[] expected, int connections) {
    this.expected = ByteBuffer.allocateDirect(expected.length).put(expected).flip();
    this.waiting = connections;
  }

  /// The trigger is sent now.
  void begin() {
    beganNanos = System.nanoTime();
  }

  /// Takes what a connection read, which stays the caller's.
  ///
  /// @param before how many bytes of the round this connection had before
  /// @return how many it has now
  int read(ByteBuf bytes, int before) {
    int count = bytes.readableBytes();
    if (count > expected.capacity() - before || !isExpected(bytes, before, count)) {
      complete.completeExceptionally(
          new BenchFailed(
              "bytes %d to %d of a connection are not the prepared ones (expected: %d bytes)"
                  .formatted(before, before + count, expected.capacity())));
      return before;
    }
    if (before + count == expected.capacity()) {
      waiting--;
      if (waiting == 0) {
        complete.complete((System.nanoTime() - beganNanos) / 1e6);
      }
    }
    return before + count;
  }

  /// A connection ended.
  void ended() {
    complete.completeExceptionally(new BenchFailed("a connection to the bare server ended"));
  }

  private boolean isExpected(ByteBuf bytes, int before, int count) {
    ByteBuffer part = expected.slice(before, count);
    return bytes.nioBuffer().mismatch(part) < 0;
  }
}
