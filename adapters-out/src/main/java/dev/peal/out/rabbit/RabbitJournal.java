package dev.peal.out.rabbit;

import com.rabbitmq.client.ShutdownSignalException;
import dev.peal.application.outage.OutageLog;
import dev.peal.application.port.out.Clock;
import dev.peal.application.port.out.Journal;
import dev.peal.application.port.out.StoreUnavailable;
import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.message.Batch;
import dev.peal.domain.sequence.Partition;
import dev.peal.out.record.RecordCodec;
import dev.peal.out.record.RecordVersions;
import dev.peal.rabbit.JournalQueues;
import dev.peal.rabbit.RabbitConnections;
import dev.peal.rabbit.RecordsInHand;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
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
  private static final long OLDER_NODES_MILLIS = 30_000;

  /// Between two questions how far the queues are behind.
  private static final long ASK_MILLIS = 1_000;

  /// RabbitMQ 4 takes messages of up to 16 MiB, and ends the channel on a larger one.
  private static final int RECORD_BYTES = 15 << 20;

  private final OutageLog outages;
  private final RabbitConnections connections;
  private final JournalQueues queues;
  private final RabbitJournalSettings settings;
  private final Clock clock;
  private final RecordsInHand inHand;
  private final Outgoing outgoing;
  private final JournalLag lag;
  private final QueueDepths depths;
  private final JournalWatch watch;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final Thread writer;
  private volatile @Nullable Link link;

  private RabbitJournal(
      RabbitConnections connections,
      JournalQueues queues,
      RabbitJournalSettings settings,
      Clock clock,
      RecordsInHand inHand,
      JournalWatch watch) {
    this.watch = watch;
    this.lag = new JournalLag(queues.count(), watch.lag(), clock);
    this.connections = connections;
    this.queues = queues;
    this.settings = settings;
    this.clock = clock;
    this.outages = new OutageLog(log, clock, "RabbitMQ takes no records");
    this.inHand = inHand;
    this.outgoing = new Outgoing(settings, clock);
    this.depths = new QueueDepths(queues, lag);
    this.writer = Thread.ofVirtual().name("rabbit-journal-writer").unstarted(this::write);
  }

  /// Connects, declares the queues, and takes batches from then on.
  ///
  /// @param inHand what this node's consumer has; an empty one where there is none
  /// @param watch what is known of the queues' other end
  /// @throws StoreUnavailable the broker cannot be reached
  /// @throws IllegalStateException a queue exists and is of another kind
  public static RabbitJournal connect(
      RabbitConnections connections,
      JournalQueues queues,
      RabbitJournalSettings settings,
      Clock clock,
      RecordsInHand inHand,
      JournalWatch watch) {
    var journal = new RabbitJournal(connections, queues, settings, clock, inHand, watch);
    journal.link = journal.openFirst(watch.vanished()::missingAtStart);
    journal.writer.start();
    journal.every("rabbit-journal-depths", journal::askDepths);
    journal.every("rabbit-journal-watermarks", journal::askWatermarks);
    return journal;
  }

  @Override
  public Outcome append(Batch batch, long deadlineNanos) {
    int version = RecordVersions.of(batch);
    if (version > 0 && version > watch.level().getAsInt()) {
      return new Outcome.Refused(
          "there is a node of an older release that could not read this; it is taken once all nodes"
              + " are of this release",
          OLDER_NODES_MILLIS);
    }
    byte[] record = RecordCodec.encode(batch);
    if (record.length > RECORD_BYTES) {
      return new Outcome.Refused(
          "the record has " + record.length + " bytes (expected: at most " + RECORD_BYTES + ")",
          Outgoing.RETRY_MILLIS);
    }
    int queue = Partition.of(batch.conversation(), queues.count());
    Publication publication = outgoing.offer(batch.id(), queue, record);
    lag.published(queue, record.length);
    return outgoing.await(publication, deadlineNanos - clock.monotonicNanos());
  }

  /// By how far the conversation's queue is behind, as of about a second ago.
  @Override
  public Optional<Outcome.Refused> refusal(ConversationId conversation) {
    return lag.refusal(Partition.of(conversation, queues.count()));
  }

  /// Messages that lie ready in the queues, as the broker said about a second ago, and records that
  /// this node's consumer has in hand. What consumers on other nodes have in hand (at most their
  /// prefetch a queue) is not in it; ticks that lie ready are. Does not wait.
  @Override
  public long backlog() {
    return depths.ready() + inHand.count();
  }

  /// Records that lie in a queue without rows.
  public long lagRecords(int queue) {
    return lag.records(queue);
  }

  /// About how many bytes they have.
  public long lagBytes(int queue) {
    return lag.bytes(queue);
  }

  /// How long ago the queue's watermark was the time, in milliseconds; the oldest record without
  /// rows is no older.
  public long lagMillis(int queue) {
    return lag.ageMillis(queue);
  }

  private void every(String name, Runnable ask) {
    Thread.ofVirtual()
        .name(name)
        .start(() -> {
          try {
            do {
              ask.run();
            } while (!stop.await(ASK_MILLIS, TimeUnit.MILLISECONDS));
          } catch (InterruptedException down) {
            Thread.currentThread().interrupt();
          }
        });
  }

  private void askDepths() {
    Link open = link;
    if (open != null) {
      try {
        depths.ask(open);
      } catch (RuntimeException failure) {
        log.debug("The queues' depths were not told", failure);
      }
    }
  }

  /// While the store is away, the last watermarks stand, and grow old.
  private void askWatermarks() {
    try {
      lag.reached(watch.watermarks().get());
    } catch (RuntimeException failure) {
      log.debug("The watermarks were not told", failure);
    }
  }

  /// Whether appends are refused because the broker is blocked, or has been away for more than a
  /// second.
  public boolean failing() {
    return outgoing.failing();
  }

  /// Asks whether there is a connection on which records are taken.
  ///
  /// @throws StoreUnavailable there is none, or the broker is blocked
  public void check() {
    if (link == null) {
      throw new StoreUnavailable("RabbitMQ is not connected", true);
    }
    if (failing()) {
      throw new StoreUnavailable(
          "RabbitMQ takes no messages: it is away, or its memory or disk is full", true);
    }
  }

  /// As [#open], and looks at the user's rights.
  private Link openFirst(IntConsumer missing) {
    Link opened = open(missing);
    try {
      opened.checkRights();
      return opened;
    } catch (RuntimeException refused) {
      opened.close();
      throw refused;
    }
  }

  /// `missing` is told of queues that are not there.
  private Link open(IntConsumer missing) {
    return Link.open(
        connections,
        queues,
        settings.channels(),
        outgoing,
        new Link.Missing() {
          @Override
          public void onConnecting(int queue) {
            missing.accept(queue);
          }

          @Override
          public void onPublishing(int queue) {
            watch.vanished().found(queue, "a record found no queue");
          }
        });
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
    } catch (RuntimeException | Error bug) {
      outages.broke(bug);
    }
  }

  private void connectAgain() throws InterruptedException {
    for (long pauseMillis = FIRST_PAUSE_MILLIS;
        link == null && !outgoing.closed();
        pauseMillis = Math.min(2 * pauseMillis, LAST_PAUSE_MILLIS)) {
      try {
        link = open(queue -> watch.vanished().found(queue, "it was not there on connecting again"));
        outages.worked();
      } catch (RuntimeException | Error failure) {
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
    stop.countDown();
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
