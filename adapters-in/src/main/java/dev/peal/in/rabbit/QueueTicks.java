package dev.peal.in.rabbit;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ShutdownSignalException;
import dev.peal.application.port.out.Clock;
import dev.peal.application.port.out.StoreUnavailable;
import dev.peal.rabbit.JournalMessages;
import dev.peal.rabbit.JournalQueues;
import dev.peal.rabbit.VanishedQueues;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends ticks through one queue (rule 12): each the time of this node, read before it is sent, so
/// that it is never ahead of what is published after it.
///
/// Every persister ticks in every queue, whether its consumer is the active one or not: the broker
/// does not tell a consumer that it became the active one, and without a tick the watermark of a
/// quiet queue would stand still after a change. Ticks go over another connection than the one that
/// consumes, since the broker stops reading from one that publishes when its disk is full.
///
/// There is never more than one of this node's ticks unconfirmed in a queue, and while thousands of
/// messages lie in it, they are rare: they would tell nothing until those are worked off.
///
/// One virtual thread.
final class QueueTicks {

  private static final Logger log = LoggerFactory.getLogger(QueueTicks.class);

  private static final int CONFIRM_MILLIS = 10_000;
  private static final long MANY_MESSAGES = 5_000;
  private static final long RARELY_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final HeldConnection connection;
  private final JournalQueues queues;
  private final int queue;
  private final Duration interval;
  private final Clock clock;
  private final Watched watched;
  private final CountDownLatch stop;
  private @Nullable Channel channel;
  private volatile boolean returned;
  private long lastNanos;

  /// The other end of the queue here, and what is done when the queue is gone.
  record Watched(QueueWorker worker, Pulse pulse, VanishedQueues vanished) {}

  QueueTicks(
      HeldConnection connection,
      JournalQueues queues,
      int queue,
      Watched watched,
      Duration interval,
      Clock clock,
      CountDownLatch stop) {
    this.connection = connection;
    this.queues = queues;
    this.queue = queue;
    this.watched = watched;
    this.interval = interval;
    this.clock = clock;
    this.stop = stop;
    this.lastNanos = clock.monotonicNanos() - RARELY_NANOS;
  }

  /// Ticks until the stop.
  void run() {
    var pause = new Pause(stop);
    try {
      while (!stop.await(interval.toMillis(), TimeUnit.MILLISECONDS)) {
        try {
          tick();
          connection.outages().worked(queues.name(queue));
          pause.reset();
          listen();
        } catch (IOException | TimeoutException | RuntimeException | Error failure) {
          declareIfMissing(failure);
          complain(failure);
          abandon();
          pause.await();
        }
      }
    } catch (InterruptedException down) {
      log.debug("The ticks of {} were stopped", queues.name(queue));
    } finally {
      abandon();
    }
  }

  private void complain(Throwable failure) {
    if (failure instanceof StoreUnavailable
        || failure instanceof IOException
        || failure instanceof ShutdownSignalException
        || failure instanceof TimeoutException) {
      connection.outages().failed(queues.name(queue), queues.name(queue) + ": " + failure);
    } else {
      connection.outages().broke(queues.name(queue), failure);
    }
  }

  private void tick() throws IOException, TimeoutException, InterruptedException {
    Channel open = channel();
    if (clock.monotonicNanos() - lastNanos < RARELY_NANOS
        && open.messageCount(queues.name(queue)) > MANY_MESSAGES) {
      return;
    }
    returned = false;
    long stampMicros = TimeUnit.MILLISECONDS.toMicros(clock.wallMillis());
    open.basicPublish(
        "", queues.name(queue), true, JournalMessages.ofTick(), JournalMessages.tick(stampMicros));
    boolean taken = open.waitForConfirms(CONFIRM_MILLIS);
    if (returned) {
      watched.vanished().found(queue, "a tick found no queue");
      declare(open);
    } else if (taken) {
      lastNanos = clock.monotonicNanos();
      watched.pulse().confirmed(lastNanos);
    }
  }

  private void declare(Channel declaring) throws IOException {
    queues.declareDead(declaring);
    queues.declare(declaring, queue);
  }

  private void declareIfMissing(Throwable failure) {
    if (!JournalQueues.saysMissing(failure)) {
      return;
    }
    watched.vanished().found(queue, "a tick found no queue");
    try (Channel declaring = connection.channel()) {
      declare(declaring);
    } catch (IOException | TimeoutException | RuntimeException later) {
      log.debug("{} is not declared yet", queues.name(queue), later);
    }
  }

  /// Looks whether what was sent comes out.
  private void listen() {
    Pulse pulse = watched.pulse();
    if (!pulse.look(clock.monotonicNanos(), watched.worker().idle())) {
      return;
    }
    if (pulse.times() == 1) {
      log.error(
          "{} is deaf: ticks went in, nothing came out in time, and no node works it off. Its"
              + " consumer's connection is closed, and the queue taken up anew",
          queues.name(queue));
    } else {
      log.error(
          "{} is still deaf, after its consumer's connection was closed {} times: rows of its"
              + " conversations stand still. Either its active consumer is not a node's, or a node"
              + " hangs: see \"rabbitmqctl list_consumers\", and close the connection of the one that"
              + " is active",
          queues.name(queue),
          pulse.times() - 1);
    }
    watched.worker().takeUpAnew();
  }

  private Channel channel() throws IOException {
    Channel open = channel;
    if (open == null) {
      open = connection.channel();
      open.confirmSelect();
      open.addReturnListener(ignored -> returned = true);
      channel = open;
    }
    return open;
  }

  private void abandon() {
    Channel open = channel;
    channel = null;
    if (open == null) {
      return;
    }
    try {
      open.abort();
    } catch (IOException alreadyGone) {
      // That is what was wanted.
    }
  }
}
