package dev.peal.bench.ladder.rung;

import dagger.Module;
import dagger.Provides;
import dev.peal.application.port.out.Delivery;
import dev.peal.application.port.out.PresenceRegistry;
import dev.peal.in.websocket.Gateway;
import io.netty.channel.EventLoopGroup;
import io.netty.util.HashedWheelTimer;
import io.netty.util.concurrent.DefaultThreadFactory;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// How each rung shows batches: the same few decorators of the gateway, put together differently.
@Module
interface RungDeliveryModule {

  int BUFFERED_MESSAGES = 50;
  Duration BUFFERED = Duration.ofMillis(100);
  int PARALLEL = 5;
  int TICK_MILLIS = 10;

  /// A new thread for every task.
  Executor NEW_THREADS = task -> Thread.ofPlatform().daemon().name("task").start(task);

  /// What shows a batch; up to the third rung before the ack, so that the journal calls it.
  @Provides
  @Singleton
  @Named("pushes")
  static Delivery pushes(
      Rung rung,
      Gateway gateway,
      EventLoopGroup loops,
      PresenceRegistry presence,
      OpenParts parts) {
    Delivery sockets = rung.has(Rung.STRUCTURES) ? gateway : new WrittenDelivery(gateway, loops);
    if (!rung.has(Rung.BATCH)) {
      return new OneByOneDelivery(presence, sockets);
    }
    if (!rung.has(Rung.ASYNCHRONY)) {
      return buffered(rung, parts, Runnable::run, sockets);
    }
    return buffered(
        rung,
        parts,
        threads(rung, parts, "push-flush-", PARALLEL),
        new ParallelDelivery(PARALLEL, threads(rung, parts, "push-", PARALLEL), sockets));
  }

  /// What posting calls behind the ack.
  @Provides
  @Singleton
  static Delivery delivery(Rung rung, @Named("pushes") Delivery pushes) {
    return rung.has(Rung.ASYNCHRONY) ? pushes : batch -> {};
  }

  private static Delivery buffered(Rung rung, OpenParts parts, Executor flushes, Delivery target) {
    return new BufferedDelivery(BUFFERED_MESSAGES, BUFFERED, alarm(rung, parts), flushes, target);
  }

  private static BufferedDelivery.Alarm alarm(Rung rung, OpenParts parts) {
    if (rung.has(Rung.STRUCTURES)) {
      HashedWheelTimer wheel =
          new HashedWheelTimer(
              new DefaultThreadFactory("push-wheel", true), TICK_MILLIS, TimeUnit.MILLISECONDS);
      var _ = parts.keep((AutoCloseable) wheel::stop);
      return (delay, task) ->
          wheel.newTimeout(fired -> task.run(), delay.toMillis(), TimeUnit.MILLISECONDS);
    }
    ScheduledExecutorService timer =
        parts.keepThreads(
            Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("push-timer").factory()));
    return (delay, task) -> {
      var _ = timer.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
    };
  }

  private static Executor threads(Rung rung, OpenParts parts, String name, int most) {
    return rung.has(Rung.POOLS)
        ? parts.keepThreads(
            Executors.newFixedThreadPool(
                most, Thread.ofPlatform().daemon().name(name, 0).factory()))
        : NEW_THREADS;
  }
}
