package dev.peal.out.rabbit;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ShutdownSignalException;
import dev.peal.rabbit.JournalQueues;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// How many messages lie ready in the queues, as the broker said when it was last asked. One thread
/// asks; any may read.
final class QueueDepths {

  private final JournalQueues queues;
  private final JournalLag lag;
  private @Nullable Link askedLink;
  private @Nullable Channel channel;
  private volatile long ready;

  QueueDepths(JournalQueues queues, JournalLag lag) {
    this.queues = queues;
    this.lag = lag;
  }

  long ready() {
    return ready;
  }

  /// Blocks for a round trip a queue.
  void ask(Link link) {
    try {
      ready = count(link);
    } catch (IOException | ShutdownSignalException gone) {
      // The last count stands; a queue that is missing is declared when something is published.
      giveUpChannel();
    }
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
      long found = open.messageCount(queues.name(queue));
      lag.counted(queue, found);
      messages += found;
    }
    return messages;
  }
}
