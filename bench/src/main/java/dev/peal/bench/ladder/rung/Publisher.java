package dev.peal.bench.ladder.rung;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.MessageProperties;
import java.io.IOException;
import java.util.NavigableMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;

/// Puts records into the queue of rows and waits until the broker has them on its disk.
/// Thread-safe.
sealed interface Publisher {

  /// Whether the broker took it; false when it says that it did not.
  ///
  /// @throws TimeoutException it has not said within the time
  /// @throws IOException the channel is gone
  boolean publish(byte[] record, long timeoutMillis)
      throws IOException, TimeoutException, InterruptedException;

  /// One record at a time: the next one is published when the one before is confirmed.
  final class OneAtATime implements Publisher {
    private final Channel channel;
    private final String queue;
    private final ReentrantLock lock = new ReentrantLock();

    OneAtATime(Channel channel, String queue) throws IOException {
      this.channel = channel;
      this.queue = queue;
      var _ = channel.confirmSelect();
    }

    @Override
    public boolean publish(byte[] record, long timeoutMillis)
        throws IOException, TimeoutException, InterruptedException {
      lock.lockInterruptibly();
      try {
        channel.basicPublish("", queue, MessageProperties.PERSISTENT_BASIC, record);
        return channel.waitForConfirms(timeoutMillis);
      } finally {
        lock.unlock();
      }
    }
  }

  /// Many on their way on one channel; confirms come in any order, and several at once.
  final class Multiplexed implements Publisher {
    private final Channel channel;
    private final String queue;
    private final ReentrantLock lock = new ReentrantLock();
    private final NavigableMap<Long, CompletableFuture<Boolean>> waiting =
        new ConcurrentSkipListMap<>();

    Multiplexed(Channel channel, String queue) throws IOException {
      this.channel = channel;
      this.queue = queue;
      var _ = channel.confirmSelect();
      var _ =
          channel.addConfirmListener(
              (tag, several) -> answer(tag, several, true),
              (tag, several) -> answer(tag, several, false));
    }

    @Override
    public boolean publish(byte[] record, long timeoutMillis)
        throws IOException, TimeoutException, InterruptedException {
      CompletableFuture<Boolean> taken = new CompletableFuture<>();
      lock.lockInterruptibly();
      try {
        waiting.put(channel.getNextPublishSeqNo(), taken);
        channel.basicPublish("", queue, MessageProperties.PERSISTENT_BASIC, record);
      } finally {
        lock.unlock();
      }
      try {
        return taken.get(timeoutMillis, TimeUnit.MILLISECONDS);
      } catch (ExecutionException impossible) {
        throw new IllegalStateException("a confirm is never a failure", impossible);
      }
    }

    private void answer(long tag, boolean several, boolean taken) {
      if (several) {
        NavigableMap<Long, CompletableFuture<Boolean>> upTo = waiting.headMap(tag, true);
        upTo.values().forEach(one -> one.complete(taken));
        upTo.clear();
        return;
      }
      CompletableFuture<Boolean> one = waiting.remove(tag);
      if (one != null) {
        one.complete(taken);
      }
    }
  }
}
