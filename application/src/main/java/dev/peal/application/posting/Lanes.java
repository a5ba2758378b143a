package dev.peal.application.posting;

import dev.peal.application.port.in.PostMessage;
import dev.peal.application.port.in.PostMessage.Outcome;
import dev.peal.application.port.in.PostMessage.Outcome.Why;
import dev.peal.application.port.in.SendOrder;
import dev.peal.application.port.out.StoreUnavailable;
import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.message.ClientMessageId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The lanes of all conversations, and the drainers that empty them.
///
/// Batching is natural: a lane is drained as soon as something is in it, and whatever queued while
/// one batch was on its way is the next batch. Large conversations alone wait: the first batch a
/// moment for the rest of a burst, and those of a steady stream as [Pace] says. Lanes take turns:
/// after one batch a lane goes behind all others that wait, so a hot group does not slow a direct
/// chat. At most [PostingSettings#concurrentBatches] batches are on their way at once.
///
/// What has to be looked up in a store is not waited for by a drainer: the lane, or the sessions
/// concerned, wait for a place among the [Lookups], and the drainer goes on with other lanes.
///
/// A conversation has a lane only while something is queued there, so the number of lanes is
/// bounded by the number of queued messages. Thread-safe.
final class Lanes {

  private static final Logger log = LoggerFactory.getLogger(Lanes.class);

  private final PostingSettings settings;
  private final BatchStep step;
  private final Pace pace;
  private final Executor drainers;
  private final Lookups lookups;
  private final ConcurrentHashMap<ConversationId, Lane> lanes = new ConcurrentHashMap<>();
  private final ConcurrentLinkedQueue<Lane> ready = new ConcurrentLinkedQueue<>();
  private final AtomicInteger running = new AtomicInteger();
  private final AtomicInteger queuedMessages = new AtomicInteger();
  private final AtomicLong queuedBytes = new AtomicLong();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition empty = lock.newCondition();
  private volatile boolean closing;

  /// `drainers` runs each task on a virtual thread of its own; some only wait there.
  Lanes(PostingSettings settings, BatchStep step, Pace pace, Lookups lookups, Executor drainers) {
    this.settings = settings;
    this.step = step;
    this.pace = pace;
    this.lookups = lookups;
    this.drainers = drainers;
  }

  /// Posts one batch of a lane.
  interface BatchStep {

    /// Takes a batch from the lane, posts it, and answers every post that left the lane.
    Turn run(Lane lane);
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
      case QUEUED -> {
        if (running.get() == 0) {
          // Nobody could be started for what came before.
          dispatch();
        }
      }
      case QUEUED_FIRST -> dispatch();
      case FULL -> {
        left(List.of(post));
        post.answer(overloaded("the conversation has as many messages queued as it may"));
      }
      case OUT_OF_ORDER -> {
        left(List.of(post));
        post.answer(Lane.outOfOrder(post, retryAfterMillis()));
      }
    }
  }

  /// Gives up a message of a session: nothing waits for it any longer. Does not block.
  PostMessage.Abandonment abandon(
      ConversationId conversation, ClientMessageId message, SendOrder order) {
    Lane lane = lanes.get(conversation);
    if (lane != null && lane.abandon(message, order)) {
      return PostMessage.Abandonment.UNDER_WAY;
    }
    order.abandoned(conversation, message);
    return PostMessage.Abandonment.ABANDONED;
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
    if (waitNanos == 0 || !execute(() -> readyAfter(lane, waitNanos))) {
      ready.add(lane);
    }
  }

  private void readyAfter(Lane lane, long waitNanos) {
    try {
      LockSupport.parkNanos(waitNanos);
    } finally {
      ready.add(lane);
      dispatch();
    }
  }

  /// Gets a drainer for what is ready, unless as many as may be are at work.
  private void dispatch() {
    if (!ready.isEmpty() && rejoin() && !execute(this::drain)) {
      running.decrementAndGet();
    }
  }

  /// False when it will not run: the node is going down, or short of memory. Then whoever comes
  /// next tries again.
  private boolean execute(Runnable task) {
    try {
      drainers.execute(task);
      return true;
    } catch (RuntimeException | Error notTaken) {
      log.error("A drainer cannot be started", notTaken);
      return false;
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
    Turn turn = null;
    try {
      lane.begin();
      turn = step.run(lane);
    } finally {
      Optional<Turn.Lookup> lookup = Optional.empty();
      try {
        if (turn == null) {
          refuse(lane, lane.inHand(), failed(Why.UNAVAILABLE));
        } else {
          left(turn.left());
          lookup = turn.lookup();
        }
      } finally {
        if (lookup.isEmpty()) {
          proceed(lane);
        } else {
          lookUp(lane, lookup.get());
        }
      }
    }
  }

  /// Ends a turn at a lane: it goes behind the others, or has no more.
  private void proceed(Lane lane) {
    lanes.computeIfPresent(
        lane.conversation(),
        (conversation, present) -> {
          if (present == lane && lane.proceed()) {
            makeReady(lane);
          }
          return present.idle() ? null : present;
        });
  }

  private void lookUp(Lane lane, Turn.Lookup lookup) {
    if (lookup.ofWholeLane()) {
      if (!lookups.submit(lookup.work(), result -> lookedUp(lane, result))) {
        lookedUp(lane, new Lookups.Result.Late<>());
      }
      return;
    }
    try {
      proceed(lane);
    } finally {
      if (!lookups.submit(lookup.work(), result -> lookedUp(lane, lookup, result))) {
        lookedUp(lane, lookup, new Lookups.Result.Late<>());
      }
    }
  }

  /// What a whole lane waited for is known, or will not be.
  private void lookedUp(Lane lane, Lookups.Result<Turn.Answer> result) {
    boolean goesOn = false;
    try {
      if (result instanceof Lookups.Result.Found<Turn.Answer>(Turn.Answer.GoOn(var found))) {
        lane.found(found);
        makeReady(lane);
        goesOn = true;
      } else {
        refuse(lane, lane.takeAll(), refusal(lane, result));
      }
    } finally {
      if (!goesOn) {
        proceed(lane);
      }
      dispatch();
    }
  }

  /// What some sessions of a lane waited for is known, or will not be.
  private void lookedUp(Lane lane, Turn.Lookup lookup, Lookups.Result<Turn.Answer> result) {
    try {
      if (!(result instanceof Lookups.Result.Found<Turn.Answer>(Turn.Answer.GoOn ignored))) {
        List<Post> refused = lane.refuseAll(lookup.holds());
        try {
          answerInOrder(refused, refusal(lane, result));
        } finally {
          left(refused);
        }
      }
    } finally {
      lanes.computeIfPresent(
          lane.conversation(),
          (conversation, present) -> {
            if (present == lane && lane.release(lookup.holds())) {
              makeReady(lane);
            }
            return present.idle() ? null : present;
          });
      dispatch();
    }
  }

  private static Outcome refusal(Lane lane, Lookups.Result<Turn.Answer> result) {
    return switch (result) {
      case Lookups.Result.Found<Turn.Answer>(Turn.Answer.TooSoon(var retryAfterMillis)) ->
          new Outcome.TryAgain(
              Why.UNAVAILABLE,
              "it is too soon to tell whether this was sent before",
              retryAfterMillis);
      case Lookups.Result.Found<Turn.Answer> ignored -> failed(Why.UNAVAILABLE);
      case Lookups.Result.Late<Turn.Answer> ignored ->
          new Outcome.TryAgain(
              Why.UNAVAILABLE, "a store does not answer in time", retryAfterMillis());
      case Lookups.Result.Failed<Turn.Answer>(StoreUnavailable away) -> {
        log.debug("A look-up for {} failed: {}", lane.conversation(), away.getMessage());
        yield new Outcome.TryAgain(Why.UNAVAILABLE, "a store does not answer", retryAfterMillis());
      }
      case Lookups.Result.Failed<Turn.Answer>(var bug) -> {
        log.error("A look-up for {} failed", lane.conversation(), bug);
        yield failed(Why.UNAVAILABLE);
      }
    };
  }

  private static Outcome failed(Why why) {
    return new Outcome.TryAgain(why, "the server failed; it is logged there", retryAfterMillis());
  }

  /// Refuses posts that were taken from a lane, and what their senders have behind them there.
  private void refuse(Lane lane, List<Post> posts, Outcome outcome) {
    List<Post> left = new ArrayList<>(posts);
    try {
      left.addAll(PostBatch.refuse(lane, posts, outcome));
    } finally {
      left(left);
    }
  }

  /// Answers posts of several sessions, in their order: the first of each with `outcome`, the
  /// others that it has to come first.
  private static void answerInOrder(List<Post> posts, Outcome outcome) {
    Set<SendOrder> begun = new HashSet<>();
    for (Post post : posts) {
      post.answer(begun.add(post.order()) ? outcome : Lane.outOfOrder(post, retryAfterMillis()));
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
