package dev.peal.in.websocket;

import io.netty.channel.Channel;
import java.util.concurrent.TimeUnit;

/// Slows down the reading of a client that sends faster than it may, or that does not take its
/// answers: its data stays in the kernel's buffers and then at the client, and nothing is lost.
///
/// A token bucket of one second's frames. Confined to the channel's event loop.
final class ReadingPace {

  private final int framesPerSecond;
  private double tokens;
  private long filledNanos = System.nanoTime();
  private boolean tooFast;
  private boolean blocked;

  ReadingPace(int framesPerSecond) {
    this.framesPerSecond = framesPerSecond;
    this.tokens = framesPerSecond;
  }

  /// A frame was read.
  void read(Channel channel) {
    refill();
    tokens--;
    if (tokens < 0 && !tooFast) {
      tooFast = true;
      apply(channel);
      long untilOneToken = (long) ((1 - tokens) * 1e9 / framesPerSecond);
      channel.eventLoop().schedule(() -> resume(channel), untilOneToken, TimeUnit.NANOSECONDS);
    }
  }

  private void resume(Channel channel) {
    refill();
    tooFast = false;
    apply(channel);
  }

  private void refill() {
    long now = System.nanoTime();
    tokens = Math.min(framesPerSecond, tokens + (now - filledNanos) * framesPerSecond / 1e9);
    filledNanos = now;
  }

  /// The channel began or ceased to take data.
  void writable(Channel channel, boolean writable) {
    blocked = !writable;
    apply(channel);
  }

  private void apply(Channel channel) {
    channel.config().setAutoRead(!tooFast && !blocked);
  }
}
