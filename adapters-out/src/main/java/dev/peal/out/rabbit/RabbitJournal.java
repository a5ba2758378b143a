package dev.peal.out.rabbit;

import com.rabbitmq.client.ShutdownSignalException;
import dev.peal.application.outage.OutageLog;
import dev.peal.application.port.out.Clock;
import dev.peal.application.port.out.Journal;
import dev.peal.application.port.out.StoreUnavailable;
import dev.peal.domain.message.Batch;
import dev.peal.domain.sequence.Partition;
import dev.peal.out.record.RecordCodec;
import dev.peal.rabbit.JournalQueues;
import dev.peal.rabbit.RabbitConnections;
import dev.peal.rabbit.RecordsInHand;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The journal of a cluster: queues of RabbitMQ, a record a batch, persistent, mandatory, and
/// confirmed by the broker. A conversation's records always take the same queue and channel.
///
/// One *writer*, a virtual thread, owns the connection: it publishes, declares, and connects again
/// when the connection fails, with a pause that grows from 0.1 to 5 seconds. Those who append only
/// wait, so a socket that hangs holds nobody past the deadline. Confirms, returns and the broker's
/// notice that it is blocked come on the connection's thread and are noted in [Outgoing].
///
/// What if the connection or the broker dies: all that was published and not confirmed is published
/// again on the next connection, before anything newer, until its deadline; after that its outcome
/// is unknown. What was never written to a socket is refused instead: at once while the broker is
/// blocked or has been away for more than a second. A record may come twice, which is harmless.
///
/// Bounded by [RabbitJournalSettings] in records and bytes; past them appends are refused.
/// Thread-safe.
public final class RabbitJournal implements Journal, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(RabbitJournal.class);

  private static final long FIRST_PAUSE_MILLIS = 100;
  private static final long LAST_PAUSE_MILLIS = 5_000;

  /// RabbitMQ 4 takes messages of up to 16 MiB, and ends the channel on a larger one.
  private static final int RECORD_BYTES = 15 << 20;

  private final OutageLog outages;
  private final RabbitConnections connections;
  private final JournalQueues queues;
  private final RabbitJournalSettings settings;
  private final Clock clock;
  private final RecordsInHand inHand;
  private final Outgoing outgoing;
  private final QueueDepths depths;
  private final Thread writer;
  private volatile @Nullable Link link;

  private RabbitJournal(
      RabbitConnections connections,
      JournalQueues queues,
      RabbitJournalSettings settings,
      Clock clock,
      RecordsInHand inHand) {
    this.connections = connections;
    this.queues = queues;
    this.settings = settings;
    this.clock = clock;
    this.outages = new OutageLog(log, clock, "RabbitMQ takes no records");
    this.inHand = inHand;
    this.outgoing = new Outgoing(settings, clock);
    this.depths = new QueueDepths(queues, clock);
    this.writer = Thread.ofVirtual().name("rabbit-journal-writer").unstarted(this::write);
  }

  /// Connects, declares the queues, and takes batches from then on.
  ///
  /// @param inHand what this node's consumer has; an empty one where there is none
  /// @throws StoreUnavailable the broker cannot be reached
  /// @throws IllegalStateException a queue exists and is of another kind
  public static RabbitJournal connect(
      RabbitConnections connections,
      JournalQueues queues,
      RabbitJournalSettings settings,
      Clock clock,
      RecordsInHand inHand) {
    var journal = new RabbitJournal(connections, queues, settings, clock, inHand);
    journal.link = journal.open();
    journal.writer.start();
    return journal;
  }

  @Override
  public Outcome append(Batch batch, long deadlineNanos) {
    byte[] record = RecordCodec.encode(batch);
    if (record.length > RECORD_BYTES) {
      return new Outcome.Refused(
          "the record has " + record.length + " bytes (expected: at most " + RECORD_BYTES + ")",
          Outgoing.RETRY_MILLIS);
    }
    int queue = Partition.of(batch.conversation(), queues.count());
    Publication publication = outgoing.offer(batch.id(), queue, record);
    return outgoing.await(publication, deadlineNanos - clock.monotonicNanos());
  }

  /// Messages that lie ready in the queues, as the broker said within the last second, and records
  /// that this node's consumer has in hand. What consumers on other nodes have in hand (at most
  /// their prefetch a queue) is not in it; ticks that lie ready are. Blocks for a round trip a
  /// queue at most once a second.
  @Override
  public long backlog() {
    return depths.ready(link) + inHand.count();
  }

  /// Whether appends are refused because the broker is blocked, or has been away for more than a
  /// second.
  public boolean failing() {
    return outgoing.failing();
  }

  private Link open() {
    return Link.open(connections, queues, settings.channels(), outgoing);
  }

  private void write() {
    try {
      while (!outgoing.closed() || link != null) {
        Link open = link;
        if (open == null) {
          connectAgain();
          continue;
        }
        writeTo(open);
        link = null;
        open.close();
      }
    } catch (InterruptedException stop) {
      log.debug("The journal's writer was stopped");
    } finally {
      Link open = link;
      if (open != null) {
        open.close();
      }
      outgoing.abandonAll();
    }
  }

  private void writeTo(Link open) throws InterruptedException {
    try {
      for (Publication next = outgoing.next(open.window());
          next != null;
          next = outgoing.next(open.window())) {
        open.publish(next);
      }
      if (!outgoing.closed()) {
        outages.failed("the connection was lost; connecting again");
      }
    } catch (IOException | ShutdownSignalException failure) {
      outages.failed("the connection was lost; connecting again: " + failure);
    } catch (RuntimeException bug) {
      outages.broke(bug);
    }
  }

  private void connectAgain() throws InterruptedException {
    for (long pauseMillis = FIRST_PAUSE_MILLIS;
        link == null && !outgoing.closed();
        pauseMillis = Math.min(2 * pauseMillis, LAST_PAUSE_MILLIS)) {
      try {
        link = open();
        outages.worked();
      } catch (RuntimeException failure) {
        outages.failed(failure.getMessage());
        outgoing.refuseIfGone();
        TimeUnit.MILLISECONDS.sleep(
            pauseMillis + ThreadLocalRandom.current().nextLong(pauseMillis / 4 + 1));
      }
    }
  }

  /// Refuses what comes from now on, and waits until all that was appended is confirmed or given
  /// up, at most ten seconds. Idempotent.
  @Override
  public void close() {
    outgoing.close();
    try {
      if (!writer.join(Duration.ofSeconds(10))) {
        Link open = link;
        if (open != null) {
          open.close();
        }
        writer.interrupt();
        writer.join(Duration.ofSeconds(5));
      }
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }
}
