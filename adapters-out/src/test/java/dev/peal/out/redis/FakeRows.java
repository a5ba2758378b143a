package dev.peal.out.redis;

import dev.peal.application.port.out.InboxReader;
import dev.peal.application.port.out.SentMessages;
import dev.peal.application.port.out.StoreUnavailable;
import dev.peal.application.port.out.Watermarks;
import dev.peal.domain.message.Batch;
import dev.peal.domain.message.BodyDigest;
import dev.peal.domain.message.Message;
import dev.peal.domain.sequence.Partition;
import dev.peal.domain.session.UserId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalLong;
import java.util.TreeMap;

/// What a persister keeps, in memory: rows by rule 10, and watermarks. They rise when they are
/// raised, or, if ticking, whenever they are asked. Thread-safe.
final class FakeRows implements SentMessages, Watermarks, InboxReader {

  private final int queues;
  private final long graceMicros;
  private final long[] watermarks;
  private final Map<Key, Sent> sent = new HashMap<>();
  private final Map<Long, NavigableMap<Long, Row>> inboxes = new HashMap<>();
  private boolean ticking;
  private boolean down;

  FakeRows(int queues, long graceMicros) {
    this.queues = queues;
    this.graceMicros = graceMicros;
    this.watermarks = new long[queues];
  }

  synchronized FakeRows ticking() {
    ticking = true;
    return this;
  }

  synchronized void down(boolean isDown) {
    down = isDown;
  }

  /// Stores a batch, or says that it came too late. Epochs that were followed by others are not
  /// looked at.
  synchronized boolean store(Batch batch) {
    if (watermark(Partition.of(batch.conversation(), queues)) > batch.lowestStamp() + graceMicros) {
      return false;
    }
    for (int m = 0; m < batch.messages().size(); m++) {
      Message message = batch.messages().get(m);
      var row = new Sent(batch.conversation(), message.position(), BodyDigest.of(message.body()));
      if (sent.putIfAbsent(new Key(message.sender(), message.clientId()), row) == null) {
        addRows(batch, m);
      }
    }
    return true;
  }

  private void addRows(Batch batch, int m) {
    for (int r = 0; r < batch.recipients().size(); r++) {
      long seq = batch.recipients().firstSeq(r) + m;
      Row before =
          inboxes
              .computeIfAbsent(batch.recipients().user(r), ignored -> new TreeMap<>())
              .put(
                  seq,
                  new Row(
                      seq, batch.highestStamp(), batch.conversation(), batch.messages().get(m)));
      if (before != null) {
        throw new AssertionError("seq " + seq + " was given twice");
      }
    }
  }

  @Override
  public synchronized Map<Key, Sent> find(Collection<Key> asked) {
    check();
    Map<Key, Sent> found = new HashMap<>();
    asked.forEach(key -> {
      if (sent.containsKey(key)) {
        found.put(key, sent.get(key));
      }
    });
    return found;
  }

  @Override
  public int queues() {
    return queues;
  }

  @Override
  public synchronized void raise(int queue, long stampMicros) {
    watermarks[queue] = Math.max(watermarks[queue], stampMicros);
  }

  synchronized void raiseAll(long stampMicros) {
    for (int queue = 0; queue < queues; queue++) {
      raise(queue, stampMicros);
    }
  }

  @Override
  public synchronized long of(int queue) {
    check();
    return watermark(queue);
  }

  @Override
  public synchronized OptionalLong progress(int queue) {
    return OptionalLong.of(of(queue));
  }

  private long watermark(int queue) {
    if (ticking) {
      raise(queue, System.currentTimeMillis() * 1_000);
    }
    return watermarks[queue];
  }

  @Override
  public synchronized long watermark() {
    long lowest = Long.MAX_VALUE;
    for (int queue = 0; queue < queues; queue++) {
      lowest = Math.min(lowest, watermark(queue));
    }
    return lowest;
  }

  @Override
  public long grace() {
    return graceMicros;
  }

  @Override
  public synchronized Rows rowsAbove(UserId user, long afterSeq, int limit, int maxBytes) {
    List<Row> rows =
        new ArrayList<>(
            inboxes.getOrDefault(user.value(), new TreeMap<>()).tailMap(afterSeq, false).values());
    return new Rows(rows.subList(0, Math.min(limit, rows.size())), rows.size() > limit);
  }

  @Override
  public synchronized long latestSeq(UserId user) {
    NavigableMap<Long, Row> inbox = inboxes.getOrDefault(user.value(), new TreeMap<>());
    return inbox.isEmpty() ? 0 : inbox.lastKey();
  }

  private void check() {
    if (down) {
      throw new StoreUnavailable("rows: down", true);
    }
  }
}
