package dev.peal.in.websocket;

import dev.peal.application.port.out.Clock;
import io.netty.channel.Channel;
import java.util.concurrent.TimeUnit;

/// Slows down the reading of a client that sends faster than it may, or that does not take its
/// answers: its data stays in the kernel's buffers and then at the client, and nothing is lost.
///
/// A token bucket of one second's frames. Confined to the channel's event loop.
final class ReadingPace {

  private final int framesPerSecond;
  private final Clock clock;
  private double tokens;
  private long filledNanos;
  private boolean tooFast;
  private boolean blocked;
  private boolean over;

  ReadingPace(int framesPerSecond, Clock clock) {
    this.framesPerSecond = framesPerSecond;
    this.clock = clock;
    this.tokens = framesPerSecond;
    this.filledNanos = clock.monotonicNanos();
  }

  /// A frame was read.
  void read(Channel channel) {
    refill();
    tokens--;
    if (tokens < 0 && !tooFast) {
      tooFast = true;
      apply(channel);
      resumeLater(channel);
    }
  }

  private void resumeLater(Channel channel) {
    long untilOneToken = (long) ((1 - tokens) * 1e9 / framesPerSecond);
    channel.eventLoop().schedule(() -> resume(channel), untilOneToken, TimeUnit.NANOSECONDS);
  }

  /// Frames that had arrived before the pause took effect were read since; they are waited for too.
  private void resume(Channel channel) {
    refill();
    if (tokens < 0 && channel.isActive()) {
      resumeLater(channel);
      return;
    }
    tooFast = false;
    apply(channel);
  }

  private void refill() {
    long now = clock.monotonicNanos();
    tokens = Math.min(framesPerSecond, tokens + (now - filledNanos) * framesPerSecond / 1e9);
    filledNanos = now;
  }

  /// The channel began or ceased to take data.
  void writable(Channel channel, boolean writable) {
    blocked = !writable;
    apply(channel);
  }

  /// The connection ends; whether it is read is no longer decided here.
  void end() {
    over = true;
  }

  private void apply(Channel channel) {
    if (!over) {
      channel.config().setAutoRead(!tooFast && !blocked);
    }
  }
}
