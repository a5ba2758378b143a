package dev.peal.application.posting;

import dev.peal.application.port.in.PostMessage.Outcome;
import dev.peal.application.port.in.SendOrder;
import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.message.ClientMessageId;
import dev.peal.domain.session.UserId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// The queue of one conversation: what is to be posted there, in the order it came. At most one
/// drainer works on a lane at a time, so its batches are posted one after the other.
///
/// Sessions may be *held*: while something is looked up about what one of them has sent, its posts
/// stay in the queue, and those of the others go on.
///
/// Thread-safe; guarded by its own monitor, which is never held while anything waits or answers.
final class Lane {

  private final ConversationId conversation;
  private final int maxMessages;
  private final long maxBytes;
  private final ArrayDeque<Post> queue = new ArrayDeque<>();
  private long bytes;
  private int queueable;
  private final Set<SendOrder> held = new HashSet<>();
  private List<Post> inHand = List.of();
  private Optional<Turn.Found> found = Optional.empty();
  private int lookups;
  private boolean drained;
  private boolean untouched = true;

  Lane(ConversationId conversation, int maxMessages, long maxBytes) {
    this.conversation = conversation;
    this.maxMessages = maxMessages;
    this.queueable = maxMessages;
    this.maxBytes = maxBytes;
  }

  ConversationId conversation() {
    return conversation;
  }

  /// What became of an offer.
  enum Offer {
    /// Queued; a drainer is, or will be, at work.
    QUEUED,
    /// Queued, and the caller has to get the lane drained.
    QUEUED_FIRST,
    /// Refused: the lane is full.
    FULL,
    /// Refused: an earlier message of the same session was.
    OUT_OF_ORDER
  }

  synchronized Offer offer(Post post) {
    var id = post.draft().clientId();
    if (!post.order().admits(conversation, id)) {
      return Offer.OUT_OF_ORDER;
    }
    if (queue.size() >= queueable || bytes + post.draft().bodyBytes() > maxBytes) {
      post.order().refused(conversation, id);
      return Offer.FULL;
    }
    queue.add(post);
    bytes += post.draft().bodyBytes();
    if (drained || held.contains(post.order())) {
      return Offer.QUEUED;
    }
    drained = true;
    return Offer.QUEUED_FIRST;
  }

  /// Whether nothing was taken from it yet: the conversation was at rest before.
  synchronized boolean untouched() {
    return untouched;
  }

  /// Posts that wait to be taken.
  synchronized int size() {
    return queue.size();
  }

  /// Has no more than so many messages wait from now on, if that is less than may wait at all.
  synchronized void narrow(int messages) {
    queueable = Math.min(messages, maxMessages);
  }

  /// Takes the next batch: as many as the bounds allow, at least one when there is one. A batch has
  /// no (sender, client id) twice, and a post with extra recipients stands alone.
  synchronized List<Post> take(int messages, long bodyBytes) {
    untouched = false;
    List<Post> taken = new ArrayList<>(Math.min(messages, queue.size()));
    Set<Sent> seen = new HashSet<>();
    long takenBytes = 0;
    Iterator<Post> rest = queue.iterator();
    while (rest.hasNext() && taken.size() < messages) {
      Post next = rest.next();
      if (held.contains(next.order())) {
        continue;
      }
      boolean alone = next.alsoTo().length > 0;
      long size = next.draft().bodyBytes();
      if (!taken.isEmpty() && (alone || takenBytes + size > bodyBytes)) {
        break;
      }
      if (!seen.add(new Sent(next.draft().sender(), next.draft().clientId()))) {
        break;
      }
      rest.remove();
      taken.add(next);
      takenBytes += size;
      if (alone) {
        break;
      }
    }
    bytes -= takenBytes;
    inHand = List.copyOf(taken);
    return taken;
  }

  /// Takes all that wait and are not held.
  synchronized List<Post> takeAll() {
    List<Post> all = takeIf(post -> !held.contains(post.order()));
    inHand = List.copyOf(all);
    return all;
  }

  /// A drainer's turn begins: nothing is in its hand.
  synchronized void begin() {
    inHand = List.of();
  }

  /// What was taken last and not put back, for whoever has to answer it when its drainer failed.
  synchronized List<Post> inHand() {
    return inHand;
  }

  /// Leaves members that were looked up for the next turn.
  synchronized void found(Optional<Turn.Found> members) {
    found = members;
  }

  /// Members that were looked up for this turn; no later one gets them.
  synchronized Optional<Turn.Found> takeFound() {
    Optional<Turn.Found> members = found;
    found = Optional.empty();
    return members;
  }

  /// Counts the look-ups that the posts in front had to wait for, this one included.
  synchronized int countLookup() {
    return ++lookups;
  }

  synchronized void resetLookups() {
    lookups = 0;
  }

  /// Posts that wait to be taken and are not held.
  synchronized int takeable() {
    return held.isEmpty()
        ? queue.size()
        : Math.toIntExact(queue.stream().filter(post -> !held.contains(post.order())).count());
  }

  /// Puts posts that were taken back in front of all others, in their order.
  synchronized void putBack(List<Post> posts) {
    List<Post> kept = new ArrayList<>(inHand);
    kept.removeAll(new HashSet<>(posts));
    inHand = List.copyOf(kept);
    for (Post post : posts.reversed()) {
      queue.addFirst(post);
      bytes += post.draft().bodyBytes();
    }
  }

  /// Puts posts back, and lets nothing of their sessions be taken until [#release].
  synchronized void hold(List<Post> posts) {
    putBack(posts);
    posts.forEach(post -> held.add(post.order()));
  }

  /// Lets posts of these sessions be taken again. True when the caller has to get the lane drained.
  synchronized boolean release(Set<SendOrder> orders) {
    held.removeAll(orders);
    if (drained || !hasMore()) {
      return false;
    }
    drained = true;
    return true;
  }

  /// Takes out all that these sessions have here, noting the first of each as refused for now.
  synchronized List<Post> refuseAll(Set<SendOrder> orders) {
    List<Post> out = takeIf(post -> orders.contains(post.order()));
    for (Post post : out.reversed()) {
      if (!post.abandoned()) {
        post.order().refusedLater(conversation, post.draft().clientId());
      }
    }
    return out;
  }

  /// Whether a message of a session is queued or in hand; then nothing will wait for it, whatever
  /// becomes of it. Otherwise it is given up here, in the same instant.
  synchronized boolean abandon(ClientMessageId message, SendOrder order) {
    boolean underWay = false;
    for (Post post : queue) {
      underWay |= abandoned(post, message, order);
    }
    for (Post post : inHand) {
      underWay |= !post.answered() && abandoned(post, message, order);
    }
    if (!underWay) {
      order.abandoned(conversation, message);
    }
    return underWay;
  }

  private static boolean abandoned(Post post, ClientMessageId message, SendOrder order) {
    boolean isIt = post.order() == order && post.draft().clientId().equals(message);
    if (isIt) {
      post.abandon();
    }
    return isIt;
  }

  private List<Post> takeIf(Predicate<Post> condition) {
    List<Post> out = new ArrayList<>();
    Iterator<Post> rest = queue.iterator();
    while (rest.hasNext()) {
      Post post = rest.next();
      if (condition.test(post)) {
        rest.remove();
        bytes -= post.draft().bodyBytes();
        out.add(post);
      }
    }
    return out;
  }

  private boolean hasMore() {
    return held.isEmpty()
        ? !queue.isEmpty()
        : queue.stream().anyMatch(post -> !held.contains(post.order()));
  }

  /// Ends the drainer's turn: true when there is more to drain, false when there is nothing for a
  /// drainer now.
  synchronized boolean proceed() {
    inHand = List.of();
    drained = hasMore();
    return drained;
  }

  /// Whether nothing is queued and nobody drains.
  synchronized boolean idle() {
    return !drained && queue.isEmpty();
  }

  /// Notes that those of these posts that are not answered are being refused for now, and takes out
  /// of the queue what the same sessions have behind them, which has to be refused as well. The
  /// posts come in the order in which they were queued.
  synchronized List<Post> refuse(List<Post> posts) {
    Set<SendOrder> stalled = new HashSet<>();
    for (Post post : posts.reversed()) {
      if (!post.answered() && !post.abandoned()) {
        post.order().refusedLater(conversation, post.draft().clientId());
        stalled.add(post.order());
      }
    }
    return stalled.isEmpty() ? List.of() : takeIf(post -> stalled.contains(post.order()));
  }

  /// What a post that was refused with [Offer#OUT_OF_ORDER] or taken out by [#refuse] is answered.
  static Outcome outOfOrder(Post post, long retryAfterMillis) {
    Optional<ClientMessageId> first = post.order().first(post.draft().conversation());
    return new Outcome.TryAgain(
        Outcome.Why.OUT_OF_ORDER,
        "an earlier message of this session to this conversation was refused for now; send it"
            + " first, or abandon it",
        retryAfterMillis,
        first.filter(id -> !id.equals(post.draft().clientId())));
  }

  private record Sent(UserId sender, ClientMessageId id) {}
}
