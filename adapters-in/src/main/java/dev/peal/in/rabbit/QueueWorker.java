package dev.peal.in.rabbit;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ShutdownSignalException;
import dev.peal.application.port.out.Clock;
import dev.peal.application.port.out.NewerRelease;
import dev.peal.application.port.out.StoreUnavailable;
import dev.peal.rabbit.JournalQueues;
import dev.peal.rabbit.QueueType;
import dev.peal.rabbit.ReadGate;
import dev.peal.rabbit.RecordsInHand;
import dev.peal.rabbit.VanishedQueues;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Works off one queue, strictly in order, a portion at a time: store, raise the watermark,
/// acknowledge.
///
/// Whatever fails, the channel is closed, and another opened after a pause: the broker then gives
/// out again all that was not acknowledged, and nothing overtakes it. The consumer is never
/// cancelled, for a cancelled one keeps what it was given while the next one goes on behind it.
///
/// A record that only a newer release reads is kept in the queue: the worker closes its channel and
/// steps aside for a while, so that the broker makes another node's consumer the active one. If
/// that one is as old, it does the same, and they take turns until a newer node comes; nothing
/// behind the record is handled before.
///
/// What if the process dies or stops: after storing and before acknowledging, the records come
/// again and are skipped, since their messages have rows. A process that wakes late holds a closed
/// channel; what it has half done is decided under the watermark's lock in the store.
///
/// One virtual thread; the figures may be read by any.
final class QueueWorker {

  private static final Logger log = LoggerFactory.getLogger(QueueWorker.class);

  /// More than those that make one record of the largest portion.
  private static final int MOST_HALVINGS = 10;

  private static final long FORGIVEN_AFTER_NANOS = TimeUnit.SECONDS.toNanos(15);
  private static final long COMPLAIN_AGAIN_NANOS = TimeUnit.MINUTES.toNanos(1);

  /// How long another node's consumer has to become the active one.
  private static final long ASIDE_SECONDS = 10;

  private final JournalQueues queues;
  private final int queue;
  private final Consuming consuming;
  private final CountDownLatch stop;
  private final Pause pause;
  private final Pulse pulse;
  private final HeldConnection alone;
  private final AtomicLong persisted = new AtomicLong();
  private volatile HeldConnection connection;
  private volatile @Nullable Arrivals arrivals;
  private volatile long watermark;
  private volatile boolean open;
  private volatile boolean working;
  private int halvings;
  private volatile boolean failed;
  private volatile long failedNanos;
  private volatile boolean aside;
  private long complainedNanos;

  /// What a worker does with what arrives; the same for all queues.
  record Consuming(
      RabbitConsumerSettings settings,
      UseCases useCases,
      RecordReader reader,
      DeadLetters dead,
      VanishedQueues vanished,
      RecordsInHand inHand,
      ReadGate gate,
      Clock clock) {}

  /// How a worker is connected.
  ///
  /// @param shared by the workers of all queues
  /// @param alone for this queue only, once it has gone deaf
  /// @param pulse what is known of its queue's going deaf
  record Ends(HeldConnection shared, HeldConnection alone, Pulse pulse) {}

  QueueWorker(
      Ends ends, JournalQueues queues, int queue, Consuming consuming, CountDownLatch stop) {
    this.connection = ends.shared();
    this.alone = ends.alone();
    this.pulse = ends.pulse();
    this.queues = queues;
    this.queue = queue;
    this.consuming = consuming;
    this.stop = stop;
    this.pause = new Pause(stop);
  }

  /// Works until the stop.
  void run() {
    try {
      while (stop.getCount() > 0) {
        try {
          consumeUntilItEnds();
        } catch (NewerRelease newer) {
          stepAside(newer);
        } catch (IOException | TimeoutException | RuntimeException | Error failure) {
          failedNanos = consuming.clock().monotonicNanos();
          failed = true;
          complain(failure);
          pause.await();
        }
      }
    } catch (InterruptedException down) {
      log.debug("The worker of {} was stopped", queues.name(queue));
    }
  }

  private void stepAside(NewerRelease newer) throws InterruptedException {
    long now = consuming.clock().monotonicNanos();
    if (!aside || now - complainedNanos > COMPLAIN_AGAIN_NANOS) {
      log.error(
          "{} holds {}: it and all behind it wait for a node of a newer release",
          queues.name(queue),
          newer.getMessage());
      complainedNanos = now;
    }
    aside = true;
    failedNanos = now;
    failed = true;
    boolean ignored = stop.await(ASIDE_SECONDS, TimeUnit.SECONDS);
  }

  private void consumeUntilItEnds() throws IOException, TimeoutException, InterruptedException {
    HeldConnection held = connection;
    if (JournalQueues.isMissing(held::channel, queues.name(queue))) {
      consuming.vanished().found(queue, "it was not there when its consumer looked for it");
    }
    try (Channel channel = held.channel()) {
      var arriving = new Arrivals(consuming.inHand(), consuming.gate(), pulse::heard);
      arrivals = arriving;
      try {
        consume(channel, arriving);
        open = true;
        work(channel, arriving);
      } finally {
        open = false;
        working = false;
        // Before the channel is closed: the answer to that is read only when there is room.
        endArrivals("the channel is being closed");
      }
    }
  }

  /// Whether it waits for messages and has none.
  boolean idle() {
    return open && !working;
  }

  /// Gives up the connection on which nothing comes, and consumes on another, this queue's own:
  /// closing the channel alone does not wake a broker that believes its consumer active and gives
  /// it nothing. What was not acknowledged comes again.
  void takeUpAnew() {
    HeldConnection deaf = connection;
    connection = alone;
    deaf.sever();
  }

  private void consume(Channel channel, Arrivals arriving) throws IOException {
    queues.declare(channel, queue);
    channel.basicQos(consuming.settings().prefetch());
    channel.basicConsume(queues.name(queue), false, arriving);
  }

  private void work(Channel channel, Arrivals arriving) throws IOException, InterruptedException {
    for (Portion next = take(arriving); next != null; next = take(arriving)) {
      working = true;
      handle(channel, next);
      working = false;
      arriving.acknowledged(next.records(), next.bytes());
      persisted.addAndGet(next.batches().size());
      if (next.newer().isPresent()) {
        throw new NewerRelease(next.newer().get());
      }
      aside = false;
      failed = false;
      connection.outages().worked(queues.name(queue));
      pause.reset();
    }
    if (arriving.cancelled() && queues.type() == QueueType.QUORUM) {
      consuming.vanished().found(queue, "the broker cancelled its consumer");
    }
    if (stop.getCount() > 0) {
      throw new IOException(arriving.ended());
    }
  }

  private @Nullable Portion take(Arrivals arriving) throws InterruptedException {
    return stop.getCount() == 0
        ? null
        : Portion.take(
            arriving,
            consuming.settings().halved(halvings),
            consuming.reader(),
            consuming.clock()::monotonicNanos);
  }

  /// What the store cannot do in its time is tried again in smaller portions, down to one record,
  /// for which the store has more time.
  private void handle(Channel channel, Portion portion) throws IOException, InterruptedException {
    try {
      store(portion);
    } catch (StoreUnavailable failure) {
      halvings = Math.min(halvings + 1, MOST_HALVINGS);
      throw failure;
    }
    halvings = Math.max(0, halvings - 1);
    if (portion.lastTag() > 0) {
      channel.basicAck(portion.lastTag(), true);
    }
  }

  private void store(Portion portion) throws InterruptedException {
    for (Portion.Unreadable unreadable : portion.unreadable()) {
      consuming.dead().put(queue, unreadable);
    }
    if (!portion.batches().isEmpty()) {
      consuming.useCases().persist().persist(portion.batches());
    }
    if (portion.stamp().isPresent()) {
      raise(portion.stamp().getAsLong());
    }
  }

  /// Several nodes tick; one watermark a while is enough.
  private void raise(long stampMicros) {
    long stepMicros = consuming.settings().tick().toNanos() / 1_000 / 2;
    if (stampMicros - watermark >= stepMicros) {
      consuming.useCases().raise().raise(queue, stampMicros);
      watermark = stampMicros;
    }
  }

  private void complain(Throwable failure) {
    if (failure instanceof StoreUnavailable
        || failure instanceof IOException
        || failure instanceof ShutdownSignalException
        || failure instanceof TimeoutException) {
      connection
          .outages()
          .failed(queues.name(queue), queues.name(queue) + ": " + failure.getMessage());
    } else {
      connection.outages().broke(queues.name(queue), failure);
    }
  }

  /// Lets the worker finish what it has in hand and end; after the stop.
  void wake() {
    endArrivals("the node is going down");
  }

  private void endArrivals(String why) {
    Arrivals arriving = arrivals;
    if (arriving != null) {
      arriving.end(why);
    }
  }

  /// Records that were stored or parked since the start.
  long persisted() {
    return persisted.get();
  }

  /// The last stamp that the watermark was raised to from here; 0 before the first.
  long watermark() {
    return watermark;
  }

  /// Whether the last record that it met was one for a newer release only.
  boolean aside() {
    return aside;
  }

  /// Whether the last attempt failed. One that waits behind another node's consumer has no other,
  /// and counts as well again when it has been waiting for a while.
  boolean failing() {
    return failed
        && !(open && consuming.clock().monotonicNanos() - failedNanos > FORGIVEN_AFTER_NANOS);
  }
}
