package dev.peal.client;

import dev.peal.protocol.v1.Acknowledge;
import dev.peal.protocol.v1.ClientFrame;
import dev.peal.protocol.v1.Entry;
import dev.peal.protocol.v1.Message;
import dev.peal.protocol.v1.Page;
import dev.peal.protocol.v1.Ping;
import dev.peal.protocol.v1.Push;
import dev.peal.protocol.v1.SeqRange;
import dev.peal.protocol.v1.Sync;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Keeps one inbox: shows each message once, asks for what is missing, acknowledges.
///
/// A new hole asks for a sync when it has not closed by itself after 50 ms ([NewHoles]). When that
/// leaves a hole open, because its seqs are not decided or their rows not stored yet, the client
/// looks again after 250 ms, then after twice as long each time up to the ping interval: it asks
/// for rows if the server has said that some are stored above the cursor, else only for a pong,
/// which says so.
///
/// Confined to the event loop of its client.
final class Inbox {
  private static final long FIRST_LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  private final InboxCursor cursor;
  private final AckSettings ack;
  private final long ackDelayNanos;
  private final int pageLimit;
  private final Timers timers;
  private final PealListener listener;
  private final Runnable acknowledgeNow = this::acknowledgeNow;
  private final NewHoles newHoles;

  private @Nullable Wire wire;
  private long pingIntervalNanos;

  private long acknowledged;
  private boolean acknowledgeSoon;
  private Timers.@Nullable Timer ackTimer;

  private boolean asking;
  private boolean askAgain;
  private long askedId;
  private long lookedAtCursor;
  private long lookDelayNanos = FIRST_LOOK_NANOS;
  private Timers.@Nullable Timer lookTimer;

  Inbox(InboxCursor cursor, AckSettings ack, int pageLimit, Timers timers, PealListener listener) {
    this.cursor = cursor;
    this.ack = ack;
    this.ackDelayNanos = ack.delay().toNanos();
    this.pageLimit = pageLimit;
    this.timers = timers;
    this.listener = listener;
    this.newHoles = new NewHoles(cursor, timers, this::sync);
  }

  long cursor() {
    return cursor.cursor();
  }

  /// A session logged in with this inbox's cursor, and was told to go on `from` there, or from a
  /// lower one when the server's store is another one than it was.
  void online(Wire newWire, long from, long latestStored, long newPingIntervalNanos) {
    wire = newWire;
    if (from < cursor.cursor()) {
      long before = cursor.cursor();
      cursor.goBack(from);
      listener.onWentBack(before, from);
    }
    pingIntervalNanos = newPingIntervalNanos;
    acknowledged = cursor.cursor();
    asking = false;
    askAgain = false;
    lookDelayNanos = FIRST_LOOK_NANOS;
    pong(latestStored);
    lookLater();
  }

  /// The session ended.
  void offline() {
    wire = null;
    if (ackTimer != null) {
      ackTimer.cancel();
      ackTimer = null;
    }
    cancelLook();
    newHoles.forget();
  }

  void push(long firstSeq, Push push, long arrivedNanos) {
    listener.onPush(firstSeq, push, arrivedNanos);
    long highest = cursor.highest();
    boolean newHole = cursor.opensHole(firstSeq);
    List<Message> messages = push.getMessagesList();
    String conversation = push.getConversation();
    for (int i = 0; i < messages.size(); i++) {
      Message message = messages.get(i);
      long seq = firstSeq + i;
      show(
          cursor.pushed(seq, message.getSender(), message.getClientId(), message.getPosition()),
          seq,
          conversation,
          message);
    }
    if (newHole && wire != null) {
      newHoles.opened(highest + 1, firstSeq - 1);
    } else if (cursor.hasGap() && !newHoles.any()) {
      lookLater();
    }
    acknowledge();
  }

  /// Takes the latest stored seq, which a pong says.
  void pong(long latestStored) {
    cursor.stored(latestStored);
    if (cursor.needsSync() && !asking) {
      ask(cursor.cursor());
    }
  }

  void page(long replyTo, Page page) {
    boolean all = take(page);
    cursor.stored(page.getLatestSeq());
    acknowledge();
    if (!asking || replyTo != askedId) {
      return;
    }
    long reached = page.getAfter();
    if (page.getEntriesCount() > 0) {
      reached = page.getEntries(page.getEntriesCount() - 1).getSeq();
    }
    reached = Math.max(reached, cursor.cursor());
    if (page.getMore() && all && reached > page.getAfter()) {
      ask(reached);
    } else {
      asked();
    }
  }

  /// Answers whether the error answers the sync that is on its way.
  boolean refused(long replyTo, long retryAfterMillis) {
    if (!asking || replyTo != askedId) {
      return false;
    }
    asking = false;
    lookDelayNanos =
        Math.max(lookDelayNanos, TimeUnit.MILLISECONDS.toNanos(Math.max(0, retryAfterMillis)));
    lookLater();
    return true;
  }

  /// Rows and dead ranges in order of seq; answers false when something was postponed.
  private boolean take(Page page) {
    List<SeqRange> dead = page.getDeadList();
    int nextDead = 0;
    for (Entry entry : page.getEntriesList()) {
      while (nextDead < dead.size() && dead.get(nextDead).getFirst() < entry.getSeq()) {
        SeqRange range = dead.get(nextDead++);
        cursor.dead(range.getFirst(), range.getLast());
      }
      Message message = entry.getMessage();
      InboxCursor.Verdict verdict =
          cursor.row(
              entry.getSeq(), message.getSender(), message.getClientId(), message.getPosition());
      if (verdict == InboxCursor.Verdict.POSTPONED) {
        return false;
      }
      show(verdict, entry.getSeq(), entry.getConversation(), message);
    }
    for (SeqRange range : dead.subList(nextDead, dead.size())) {
      cursor.dead(range.getFirst(), range.getLast());
    }
    return true;
  }

  private void show(InboxCursor.Verdict verdict, long seq, String conversation, Message message) {
    switch (verdict) {
      case SHOW -> listener.onMessage(seq, conversation, message);
      case MOVED -> listener.onMoved(seq, conversation, message);
      case KNOWN, RESOLVED, POSTPONED -> {}
    }
  }

  private void sync() {
    if (asking) {
      askAgain = true;
    } else {
      ask(cursor.cursor());
    }
  }

  private void ask(long after) {
    if (wire == null) {
      return;
    }
    asking = true;
    cancelLook();
    askedId =
        wire.write(
            ClientFrame.newBuilder()
                .setSync(Sync.newBuilder().setAfter(after).setLimit(pageLimit)));
  }

  private void asked() {
    asking = false;
    if (askAgain) {
      askAgain = false;
      if (cursor.hasGap()) {
        ask(cursor.cursor());
        return;
      }
    }
    lookLater();
  }

  private void lookLater() {
    if (!cursor.needsSync() && !cursor.hasGap()) {
      lookDelayNanos = FIRST_LOOK_NANOS;
    } else if (wire != null && !asking && lookTimer == null) {
      if (cursor.cursor() > lookedAtCursor) {
        lookedAtCursor = cursor.cursor();
        lookDelayNanos = FIRST_LOOK_NANOS;
      }
      lookTimer = timers.after(lookDelayNanos, this::look);
      lookDelayNanos = Math.min(2 * lookDelayNanos, Math.max(FIRST_LOOK_NANOS, pingIntervalNanos));
    }
  }

  private void cancelLook() {
    if (lookTimer != null) {
      lookTimer.cancel();
      lookTimer = null;
    }
  }

  private void look() {
    lookTimer = null;
    if (wire == null) {
      return;
    }
    if (cursor.needsSync()) {
      ask(cursor.cursor());
    } else if (cursor.hasGap() && !newHoles.any()) {
      wire.write(ClientFrame.newBuilder().setPing(Ping.getDefaultInstance()));
    }
    lookLater();
  }

  private void acknowledge() {
    long waiting = cursor.cursor() - acknowledged;
    if (waiting <= 0 || wire == null) {
      return;
    }
    if (waiting >= ack.mostUnacknowledged()) {
      // Behind the frames that wait to be read: they may raise the cursor further.
      if (!acknowledgeSoon) {
        acknowledgeSoon = true;
        timers.soon(acknowledgeNow);
      }
    } else if (ackTimer == null) {
      ackTimer = timers.after(anAckDelayNanos(), this::acknowledgeLate);
    }
  }

  /// Half of the delay to all of it: those who got the same push do not acknowledge it at once.
  private long anAckDelayNanos() {
    return ackDelayNanos - ThreadLocalRandom.current().nextLong(ackDelayNanos / 2 + 1);
  }

  private void acknowledgeLate() {
    ackTimer = null;
    acknowledgeNow();
  }

  private void acknowledgeNow() {
    acknowledgeSoon = false;
    if (wire != null && cursor.cursor() > acknowledged) {
      acknowledged = cursor.cursor();
      wire.write(ClientFrame.newBuilder().setAck(Acknowledge.newBuilder().setSeq(acknowledged)));
    }
  }
}
