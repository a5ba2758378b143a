package dev.peal.in.rabbit;

import com.rabbitmq.client.Channel;
import dev.peal.application.outage.OutageLog;
import dev.peal.application.port.out.Clock;
import dev.peal.application.port.out.StoreUnavailable;
import dev.peal.rabbit.JournalQueues;
import dev.peal.rabbit.RabbitConnections;
import dev.peal.rabbit.ReadGate;
import dev.peal.rabbit.RecordsInHand;
import dev.peal.rabbit.VanishedQueues;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Turns the journal in RabbitMQ into rows: a worker and a ticker for each queue. Any number of
/// nodes run it; of each queue one of them is the active consumer, and when its channel ends,
/// another takes over.
///
/// While the store is away, nothing is acknowledged, and the journal holds what comes.
///
/// Thread-safe; started once.
public final class JournalConsumer implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(JournalConsumer.class);
  private static final long CHECK_SECONDS = 10;
  private static final Duration STOP_WITHIN = Duration.ofSeconds(10);

  private final JournalQueues queues;
  private final HeldConnection consuming;
  private final HeldConnection publishing;
  private final List<HeldConnection> alone;
  private final List<Pulse> pulses;
  private final DeadLetters dead;
  private final ReadGate gate;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final List<QueueWorker> workers;
  private final List<QueueTicks> ticks;
  private final List<Thread> threads = new ArrayList<>();

  /// @param inHand counted for this node's journal
  public JournalConsumer(
      RabbitConnections connections,
      JournalQueues queues,
      RabbitConsumerSettings settings,
      UseCases useCases,
      RecordReader reader,
      Clock clock,
      RecordsInHand inHand,
      VanishedQueues vanished) {
    this.queues = queues;
    var waits = new OutageLog(log, clock, "The journal waits to become rows");
    this.gate = new ReadGate(settings.prefetchBytes());
    this.consuming = new HeldConnection(() -> connections.open("peal consumer", gate), waits);
    this.publishing =
        new HeldConnection(
            () -> connections.open("peal ticks"),
            new OutageLog(log, clock, "The journal takes no ticks"));
    this.dead = new DeadLetters(publishing, queues);
    var work =
        new QueueWorker.Consuming(settings, useCases, reader, dead, vanished, inHand, gate, clock);
    this.alone =
        each(queue ->
            new HeldConnection(
                () -> connections.open("peal consumer of " + queues.name(queue), gate), waits));
    this.pulses =
        each(queue ->
            new Pulse(settings.deafAfter().toNanos(), () -> useCases.progress().of(queue)));
    this.workers =
        each(queue ->
            new QueueWorker(
                new QueueWorker.Ends(consuming, alone.get(queue), pulses.get(queue)),
                queues,
                queue,
                work,
                stop));
    this.ticks =
        each(queue ->
            new QueueTicks(
                publishing,
                queues,
                queue,
                new QueueTicks.Watched(workers.get(queue), pulses.get(queue), vanished),
                settings.tick(),
                clock,
                stop));
  }

  private <T> List<T> each(IntFunction<T> make) {
    return IntStream.range(0, queues.count()).mapToObj(make).toList();
  }

  /// Connects, declares the queues, and begins.
  ///
  /// @throws StoreUnavailable the broker cannot be reached
  /// @throws IllegalStateException a queue exists and is of another kind
  public synchronized void start() {
    try (Channel channel = consuming.channel()) {
      queues.declare(channel);
    } catch (IOException | TimeoutException failure) {
      throw new StoreUnavailable("RabbitMQ went away: " + failure, failure, true);
    }
    for (int queue = 0; queue < queues.count(); queue++) {
      begin("journal-worker-" + queue, workers.get(queue)::run);
      begin("journal-ticks-" + queue, ticks.get(queue)::run);
    }
    begin("journal-dead-letters", this::watchDeadLetters);
  }

  private void begin(String name, Runnable work) {
    threads.add(Thread.ofVirtual().name(name).start(work));
  }

  private void watchDeadLetters() {
    try {
      do {
        checkDeadLetters();
      } while (!stop.await(CHECK_SECONDS, TimeUnit.SECONDS));
    } catch (InterruptedException down) {
      Thread.currentThread().interrupt();
    }
  }

  private void checkDeadLetters() {
    try {
      dead.check();
    } catch (RuntimeException | Error failure) {
      log.error("Dead letters are not counted; trying again", failure);
    }
  }

  /// Records that became rows, or were parked, since the start.
  public long persisted() {
    return workers.stream().mapToLong(QueueWorker::persisted).sum();
  }

  /// The watermark of a queue, in microseconds since 1970, as this node raised it last; 0 if it has
  /// not.
  public long watermark(int queue) {
    return workers.get(queue).watermark();
  }

  /// Whether some queue's last attempt failed, for the broker's sake or the store's.
  public boolean failing() {
    return workers.stream().anyMatch(QueueWorker::failing);
  }

  /// Whether all workers wait for messages and have none.
  boolean idle() {
    return workers.stream().allMatch(QueueWorker::idle);
  }

  /// Bytes of messages that are here and not acknowledged.
  public long bytesInHand() {
    return gate.bytes();
  }

  /// Queues out of which nothing comes although something goes in.
  public long deaf() {
    return pulses.stream().filter(Pulse::deaf).count();
  }

  /// Queues whose next record this node found to be one for a newer release.
  public long waitingForNewer() {
    return workers.stream().filter(QueueWorker::aside).count();
  }

  /// Messages in the queue of those that cannot be handled, as counted within the last ten seconds.
  public long deadLetters() {
    return dead.count();
  }

  /// Finishes and acknowledges what is in hand, and closes the channels, so that other nodes take
  /// over at once; all within about ten seconds. What was not acknowledged comes again elsewhere.
  @Override
  public synchronized void close() {
    stop.countDown();
    workers.forEach(QueueWorker::wake);
    long deadlineNanos = System.nanoTime() + STOP_WITHIN.toNanos();
    try {
      for (Thread thread : threads) {
        if (!thread.join(Duration.ofNanos(Math.max(1, deadlineNanos - System.nanoTime())))) {
          thread.interrupt();
        }
      }
    } catch (InterruptedException hurry) {
      Thread.currentThread().interrupt();
    }
    consuming.close();
    alone.forEach(HeldConnection::close);
    publishing.close();
  }
}
