package dev.peal.bench.ladder.rung;

import dev.peal.application.port.out.Delivery;
import dev.peal.domain.message.Batch;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;

/// Blocking I/O: waits until every session of the recipients was written to and flushed. That is
/// when each event loop has come past what it was given before. Stateless, thread-safe; not for an
/// event loop.
final class WrittenDelivery implements Delivery {

  private final Delivery gateway;
  private final EventLoopGroup loops;

  /// `gateway` writes on `loops`.
  WrittenDelivery(Delivery gateway, EventLoopGroup loops) {
    this.gateway = gateway;
    this.loops = loops;
  }

  @Override
  public void deliver(Batch batch) {
    gateway.deliver(batch);
    for (EventExecutor loop : loops) {
      var _ = loop.submit(() -> {}).awaitUninterruptibly();
    }
  }
}
