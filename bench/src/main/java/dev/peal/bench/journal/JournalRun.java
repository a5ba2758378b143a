package dev.peal.bench.journal;

import com.rabbitmq.client.Channel;
import dev.peal.application.port.out.Clock;
import dev.peal.application.port.out.Journal.Outcome;
import dev.peal.bench.run.BenchFailed;
import dev.peal.bench.run.Percentiles;
import dev.peal.domain.message.Batch;
import dev.peal.in.rabbit.JournalConsumer;
import dev.peal.in.rabbit.RabbitConsumerSettings;
import dev.peal.in.rabbit.UseCases;
import dev.peal.out.clock.SystemClock;
import dev.peal.out.rabbit.JournalLagSettings;
import dev.peal.out.rabbit.JournalWatch;
import dev.peal.out.rabbit.RabbitJournal;
import dev.peal.out.rabbit.RabbitJournalSettings;
import dev.peal.out.record.RecordCodec;
import dev.peal.rabbit.JournalQueues;
import dev.peal.rabbit.RabbitConnection;
import dev.peal.rabbit.RabbitConnections;
import dev.peal.rabbit.RabbitSettings;
import dev.peal.rabbit.RecordsInHand;
import dev.peal.rabbit.VanishedQueues;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/// Appends batches to a journal of its own on a broker, with the consumer attached, whose rows are
/// only counted.
final class JournalRun implements AutoCloseable {

  private static final int QUEUES = 8;
  private static final long DEADLINE_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final Clock clock = new SystemClock();
  private final RabbitConnections connections;
  private final JournalQueues queues;
  private final RabbitJournal journal;
  private final JournalConsumer consumer;
  private final LongAdder consumed = new LongAdder();
  private final AtomicLong batchIds = new AtomicLong();

  /// What one load took.
  record Figures(
      JournalLoad load,
      int recordBytes,
      double p50Millis,
      double p90Millis,
      double p99Millis,
      double appendsPerSecond) {}

  /// Makes the queues that the settings name.
  JournalRun(RabbitSettings settings) {
    this.connections = new RabbitConnections(settings);
    this.queues = JournalQueues.of(settings, QUEUES);
    var inHand = new RecordsInHand();
    var vanished = new VanishedQueues(queues, queue -> 0, clock::monotonicNanos);
    var watch = new JournalWatch(vanished, () -> new long[QUEUES], JournalLagSettings.defaults());
    this.journal =
        RabbitJournal.connect(
            connections, queues, RabbitJournalSettings.defaults(), clock, inHand, watch);
    this.consumer =
        new JournalConsumer(
            connections,
            queues,
            RabbitConsumerSettings.defaults(),
            new UseCases(
                batches -> consumed.add(batches.size()),
                (queue, stamp) -> {},
                queue -> OptionalLong.empty()),
            RecordCodec::decodeBatch,
            clock,
            inHand,
            vanished);
    consumer.start();
  }

  /// Once to warm up, then so many times, and checks that everything is consumed.
  Figures measure(JournalLoad load, int times) {
    append(load);
    List<Double> millis = new ArrayList<>();
    long nanos = 0;
    for (int i = 0; i < times; i++) {
      long start = System.nanoTime();
      millis.addAll(append(load));
      nanos += System.nanoTime() - start;
    }
    awaitConsumed();
    double[] all = millis.stream().mapToDouble(Double::doubleValue).toArray();
    return new Figures(
        load,
        RecordCodec.encode(load.batch(1, 0, 0)).length,
        Percentiles.of(all, 50),
        Percentiles.of(all, 90),
        Percentiles.of(all, 99),
        all.length / (nanos / 1e9));
  }

  private List<Double> append(JournalLoad load) {
    List<Double> millis = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<List<Double>>> lanes = new ArrayList<>();
      for (int c = 0; c < load.conversations(); c++) {
        int conversation = c;
        lanes.add(threads.submit(() -> lane(load, conversation)));
      }
      for (Future<List<Double>> lane : lanes) {
        millis.addAll(lane.get());
      }
      return millis;
    } catch (ExecutionException failure) {
      throw new BenchFailed("appending failed", failure);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      throw new BenchFailed("appending was interrupted", stop);
    }
  }

  private List<Double> lane(JournalLoad load, int conversation) {
    int appends = load.appends() / load.conversations();
    List<Double> millis = new ArrayList<>(appends);
    for (int i = 0; i < appends; i++) {
      Batch batch = load.batch(batchIds.incrementAndGet(), conversation, i);
      long start = System.nanoTime();
      Outcome outcome = journal.append(batch, clock.monotonicNanos() + DEADLINE_NANOS);
      millis.add((System.nanoTime() - start) / 1e6);
      if (!(outcome instanceof Outcome.Confirmed)) {
        throw new BenchFailed("an append was not confirmed: " + outcome, null);
      }
    }
    return millis;
  }

  private void awaitConsumed() {
    long deadline = System.nanoTime() + DEADLINE_NANOS;
    try {
      while (consumed.sum() < batchIds.get()) {
        if (System.nanoTime() > deadline) {
          throw new BenchFailed(
              consumed.sum() + " batches consumed (expected: " + batchIds.get() + ")", null);
        }
        TimeUnit.MILLISECONDS.sleep(10);
      }
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      throw new BenchFailed("waiting for the consumer was interrupted", stop);
    }
  }

  /// Deletes the queues.
  @Override
  public void close() {
    consumer.close();
    journal.close();
    try (RabbitConnection connection = connections.open("peal bench");
        Channel channel = connection.channel()) {
      for (int queue = 0; queue < queues.count(); queue++) {
        channel.queueDelete(queues.name(queue));
      }
      channel.queueDelete(queues.dead());
    } catch (IOException | TimeoutException failure) {
      throw new BenchFailed("queues named " + queues.prefix() + " are left behind", failure);
    }
  }
}
