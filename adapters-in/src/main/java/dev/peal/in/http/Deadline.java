package dev.peal.in.http;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One timer, set anew again and again. Confined to its event loop.
final class Deadline {

  private final EventLoop loop;
  private @Nullable Future<?> timer;

  Deadline(EventLoop loop) {
    this.loop = loop;
  }

  /// Runs `late` on the event loop after `delay`, unless set anew or cleared before.
  void set(Duration delay, Runnable late) {
    clear();
    timer = loop.schedule(late, delay.toMillis(), TimeUnit.MILLISECONDS);
  }

  void clear() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }
}
