package dev.peal.out.rabbit;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ShutdownSignalException;
import dev.peal.application.port.out.Clock;
import dev.peal.rabbit.JournalQueues;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// How many messages lie ready in the queues, asked of the broker at most once a second; while it
/// does not answer, what it said last. Thread-safe: one caller asks, the others get the last count.
final class QueueDepths {

  private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final JournalQueues queues;
  private final Clock clock;
  private final ReentrantLock asking = new ReentrantLock();
  private @Nullable Link askedLink;
  private @Nullable Channel channel;
  private volatile long ready;
  private volatile long askedNanos;

  QueueDepths(JournalQueues queues, Clock clock) {
    this.queues = queues;
    this.clock = clock;
    this.askedNanos = clock.monotonicNanos() - FRESH_NANOS;
  }

  /// Blocks for a round trip a queue when the last count is old and `link` is there.
  long ready(@Nullable Link link) {
    if (link == null || clock.monotonicNanos() - askedNanos < FRESH_NANOS || !asking.tryLock()) {
      return ready;
    }
    try {
      ready = count(link);
    } catch (IOException | ShutdownSignalException gone) {
      // The last count stands; a queue that is missing is declared when something is published.
      giveUpChannel();
    } finally {
      askedNanos = clock.monotonicNanos();
      asking.unlock();
    }
    return ready;
  }

  private void giveUpChannel() {
    Channel failed = channel;
    channel = null;
    if (failed == null) {
      return;
    }
    try {
      failed.abort();
    } catch (IOException alreadyGone) {
      // That is what was wanted.
    }
  }

  private long count(Link link) throws IOException {
    Channel open = channel;
    if (open == null || askedLink != link || !open.isOpen()) {
      open = link.channel();
      channel = open;
      askedLink = link;
    }
    long messages = 0;
    for (int queue = 0; queue < queues.count(); queue++) {
      messages += open.messageCount(queues.name(queue));
    }
    return messages;
  }
}
