package dev.peal.out.rabbit;

import com.rabbitmq.client.BlockedListener;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ShutdownSignalException;
import dev.peal.application.port.out.StoreUnavailable;
import dev.peal.rabbit.JournalMessages;
import dev.peal.rabbit.JournalQueues;
import dev.peal.rabbit.RabbitConnection;
import dev.peal.rabbit.RabbitConnections;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// One connection to the broker with the channels that records are published on, from its opening
/// to its first failure; after that there is another. What the broker says about it goes to
/// [Outgoing].
///
/// Published to by one thread; the rest is thread-safe.
final class Link implements AutoCloseable {

  private final RabbitConnection connection;
  private final JournalQueues queues;
  private final Outgoing outgoing;
  private final ConfirmWindow window;
  private final Missing missing;
  private final List<Channel> channels = new ArrayList<>();

  /// Told of a queue that was not there.
  interface Missing {

    /// Before it was declared.
    void onConnecting(int queue);

    /// Afterwards: a record found none.
    void onPublishing(int queue);
  }

  private Link(
      RabbitConnection connection,
      JournalQueues queues,
      Outgoing outgoing,
      ConfirmWindow window,
      Missing missing) {
    this.missing = missing;
    this.connection = connection;
    this.queues = queues;
    this.outgoing = outgoing;
    this.window = window;
  }

  /// Connects and declares the queues. Records can be sent when this returns, and `outgoing` knows.
  ///
  /// @throws StoreUnavailable the broker cannot be reached, or went away
  /// @throws IllegalStateException a queue exists and is of another kind
  static Link open(
      RabbitConnections connections,
      JournalQueues queues,
      int channels,
      Outgoing outgoing,
      Missing missing) {
    var window = new ConfirmWindow(channels);
    var link = new Link(connections.open("peal journal"), queues, outgoing, window, missing);
    try {
      queues.missing(link::channel).forEach(missing::onConnecting);
      link.prepare();
      outgoing.opened(window);
      // If it has ended by now, this listener is told at once.
      link.connection.amqp().addShutdownListener(cause -> outgoing.lost(window));
      return link;
    } catch (IOException | RuntimeException failure) {
      link.close();
      if (failure instanceof StoreUnavailable || failure instanceof IllegalStateException) {
        throw (RuntimeException) failure;
      }
      throw new StoreUnavailable("RabbitMQ went away: " + failure, failure, true);
    }
  }

  private void prepare() throws IOException {
    try (Channel declaring = channel()) {
      queues.declare(declaring);
    } catch (java.util.concurrent.TimeoutException slow) {
      throw new IOException(slow);
    }
    for (int i = 0; i < window.channels(); i++) {
      channels.add(publishing(i));
    }
    connection
        .amqp()
        .addBlockedListener(
            new BlockedListener() {
              @Override
              public void handleBlocked(String why) {
                outgoing.blocked(window, why);
              }

              @Override
              public void handleUnblocked() {
                outgoing.unblocked(window);
              }
            });
  }

  private Channel publishing(int index) throws IOException {
    Channel channel = channel();
    channel.confirmSelect();
    channel.addConfirmListener(
        (seqNo, multiple) -> outgoing.confirmed(window, index, seqNo, multiple, true),
        (seqNo, multiple) -> outgoing.confirmed(window, index, seqNo, multiple, false));
    channel.addReturnListener(
        returned -> JournalMessages.number(returned.getProperties()).ifPresent(outgoing::returned));
    channel.addShutdownListener(cause -> outgoing.lost(window));
    return channel;
  }

  /// A channel beside those for publishing, so that its failure is not theirs.
  Channel channel() throws IOException {
    return connection.channel();
  }

  /// Whether the user may do all that a node does.
  ///
  /// @throws StoreUnavailable a right is missing, or the broker went away
  void checkRights() {
    try {
      queues.checkRights(connection.amqp(), true);
    } catch (IOException
        | java.util.concurrent.TimeoutException
        | ShutdownSignalException failure) {
      throw new StoreUnavailable("RabbitMQ went away: " + failure, failure, true);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new StoreUnavailable("RabbitMQ: interrupted while connecting", interrupted, true);
    }
  }

  ConfirmWindow window() {
    return window;
  }

  /// Writes a record to the socket; blocks as long as the broker does not read.
  void publish(Publication publication) throws IOException {
    if (publication.queueMissing) {
      missing.onPublishing(publication.queue);
      declareAgain(publication.queue);
    }
    int index = publication.queue % channels.size();
    Channel channel = channels.get(index);
    if (!outgoing.sending(window, publication, index, channel.getNextPublishSeqNo())) {
      return;
    }
    channel.basicPublish(
        "",
        queues.name(publication.queue),
        true,
        JournalMessages.ofBatch(publication.batchId, publication.number),
        publication.record);
  }

  private void declareAgain(int queue) throws IOException {
    try (Channel declaring = channel()) {
      queues.declareDead(declaring);
      queues.declare(declaring, queue);
    } catch (java.util.concurrent.TimeoutException slow) {
      throw new IOException(slow);
    }
  }

  @Override
  public void close() {
    outgoing.lost(window);
    connection.close();
  }
}
