package dev.peal.application.posting;

import dev.peal.application.port.in.PostMessage.Outcome;
import dev.peal.application.port.in.PostMessage.Outcome.Why;
import dev.peal.domain.conversation.ConversationId;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/// The lanes of all conversations, and the drainers that empty them.
///
/// Batching is natural: a lane is drained as soon as something is in it, and whatever queued while
/// one batch was on its way is the next batch. Large conversations alone wait: the first batch a
/// moment for the rest of a burst, and those of a steady stream as [Pace] says. Lanes take turns:
/// after one batch a lane goes behind all others that wait, so a hot group does not slow a direct
/// chat. At most [PostingSettings#concurrentBatches] batches are on their way at once.
///
/// A conversation has a lane only while something is queued there, so the number of lanes is
/// bounded by the number of queued messages. Thread-safe.
final class Lanes {

  private final PostingSettings settings;
  private final BatchStep step;
  private final Pace pace;
  private final Executor drainers;
  private final ConcurrentHashMap<ConversationId, Lane> lanes = new ConcurrentHashMap<>();
  private final ConcurrentLinkedQueue<Lane> ready = new ConcurrentLinkedQueue<>();
  private final AtomicInteger running = new AtomicInteger();
  private final AtomicInteger queuedMessages = new AtomicInteger();
  private final AtomicLong queuedBytes = new AtomicLong();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition empty = lock.newCondition();
  private volatile boolean closing;

  /// `drainers` runs each task on a virtual thread of its own; some only wait there.
  Lanes(PostingSettings settings, BatchStep step, Pace pace, Executor drainers) {
    this.settings = settings;
    this.step = step;
    this.pace = pace;
    this.drainers = drainers;
  }

  /// Posts one batch of a lane, answering every post; never throws.
  interface BatchStep {

    /// Takes a batch from the lane and posts it. Returns the posts that it took out of the lane.
    List<Post> run(Lane lane);
  }

  /// Queues a post, or answers it with a refusal. Does not block.
  void offer(Post post) {
    int bodyBytes = post.draft().bodyBytes();
    int messages = queuedMessages.incrementAndGet();
    long bytes = queuedBytes.addAndGet(bodyBytes);
    // Counted before it is asked for, so that either this sees the closing or the closing sees
    // this.
    if (closing) {
      left(List.of(post));
      post.answer(overloaded("the node is going down; send it again after reconnecting"));
      return;
    }
    if (messages > settings.queuedMessages() || bytes > settings.queuedBytes()) {
      post.order().refused(post.draft().conversation(), post.draft().clientId());
      left(List.of(post));
      post.answer(overloaded("the node has as many messages queued as it may"));
      return;
    }
    switch (offerToLane(post)) {
      case QUEUED -> {}
      case QUEUED_FIRST -> dispatch();
      case FULL -> {
        left(List.of(post));
        post.answer(overloaded("the conversation has as many messages queued as it may"));
      }
      case OUT_OF_ORDER -> {
        left(List.of(post));
        post.answer(Lane.outOfOrder(retryAfterMillis()));
      }
    }
  }

  private Lane.Offer offerToLane(Post post) {
    var offer = new Lane.Offer[1];
    lanes.compute(
        post.draft().conversation(),
        (conversation, present) -> {
          Lane lane =
              present != null
                  ? present
                  : new Lane(conversation, settings.laneMessages(), settings.laneBytes());
          offer[0] = lane.offer(post);
          if (offer[0] == Lane.Offer.QUEUED_FIRST) {
            makeReady(lane);
          }
          return lane.idle() ? null : lane;
        });
    return offer[0];
  }

  /// Puts a lane behind those that wait for a drainer, as soon as its pace allows.
  private void makeReady(Lane lane) {
    long waitNanos = pace.waitNanos(lane.conversation());
    if (waitNanos == 0) {
      ready.add(lane);
      return;
    }
    drainers.execute(() -> {
      LockSupport.parkNanos(waitNanos);
      ready.add(lane);
      dispatch();
    });
  }

  private void dispatch() {
    if (ready.isEmpty()) {
      return;
    }
    int now = running.get();
    while (now < settings.concurrentBatches()) {
      if (running.compareAndSet(now, now + 1)) {
        drainers.execute(this::drain);
        return;
      }
      now = running.get();
    }
  }

  private void drain() {
    boolean done = false;
    try {
      drainUntilIdle();
      done = true;
    } finally {
      if (!done) {
        // An error got through; another drainer goes on in this one's place.
        running.decrementAndGet();
        dispatch();
      }
    }
  }

  private void drainUntilIdle() {
    while (true) {
      Lane lane = ready.poll();
      if (lane != null) {
        drainOnce(lane);
        continue;
      }
      running.decrementAndGet();
      // A lane that became ready after the poll found no drainer to take it, unless one is seen
      // here.
      if (ready.isEmpty() || !rejoin()) {
        return;
      }
    }
  }

  private boolean rejoin() {
    int now = running.get();
    while (now < settings.concurrentBatches()) {
      if (running.compareAndSet(now, now + 1)) {
        return true;
      }
      now = running.get();
    }
    return false;
  }

  private void drainOnce(Lane lane) {
    try {
      left(step.run(lane));
    } finally {
      lanes.computeIfPresent(
          lane.conversation(),
          (conversation, present) -> {
            if (lane.proceed()) {
              makeReady(lane);
              return present;
            }
            return null;
          });
    }
  }

  /// Gives back the room of posts that left the lanes.
  private void left(List<Post> posts) {
    long bytes = 0;
    for (Post post : posts) {
      bytes += post.draft().bodyBytes();
    }
    queuedBytes.addAndGet(-bytes);
    if (queuedMessages.addAndGet(-posts.size()) == 0 && closing) {
      lock.lock();
      try {
        empty.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }

  /// Messages queued or on their way.
  int queued() {
    return queuedMessages.get();
  }

  /// Refuses what comes from now on, and waits until all that was queued is answered.
  ///
  /// @return whether everything was answered within the time
  boolean close(long timeoutNanos) throws InterruptedException {
    closing = true;
    long left = timeoutNanos;
    lock.lock();
    try {
      while (queuedMessages.get() > 0) {
        if (left <= 0) {
          return false;
        }
        left = empty.awaitNanos(left);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  private static Outcome overloaded(String sentence) {
    return new Outcome.TryAgain(Why.OVERLOADED, sentence, retryAfterMillis());
  }

  /// A time to retry that differs from sender to sender, so that they do not come back at once.
  static long retryAfterMillis() {
    return ThreadLocalRandom.current().nextLong(200, 800);
  }
}
