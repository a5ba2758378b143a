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
import java.util.Set;

/// The queue of one conversation: what is to be posted there, in the order it came. At most one
/// drainer works on a lane at a time, so its batches are posted one after the other.
///
/// Thread-safe; guarded by its own monitor, which is never held while anything waits or answers.
final class Lane {

  private final ConversationId conversation;
  private final int maxMessages;
  private final long maxBytes;
  private final ArrayDeque<Post> queue = new ArrayDeque<>();
  private long bytes;
  private int queueable;
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
    if (drained) {
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
    while (!queue.isEmpty() && taken.size() < messages) {
      Post next = queue.element();
      boolean alone = next.alsoTo().length > 0;
      long size = next.draft().bodyBytes();
      if (!taken.isEmpty() && (alone || takenBytes + size > bodyBytes)) {
        break;
      }
      if (!seen.add(new Sent(next.draft().sender(), next.draft().clientId()))) {
        break;
      }
      taken.add(queue.remove());
      takenBytes += size;
      if (alone) {
        break;
      }
    }
    bytes -= takenBytes;
    return taken;
  }

  /// Ends the drainer's turn: true when there is more to drain, false when the lane is idle now.
  synchronized boolean proceed() {
    drained = !queue.isEmpty();
    return drained;
  }

  /// Whether nothing is queued and nobody drains.
  synchronized boolean idle() {
    return !drained;
  }

  /// Notes that those of these posts that are not answered are being refused for now, and takes out
  /// of the queue what the same sessions have behind them, which has to be refused as well. The
  /// posts come in the order in which they were queued.
  synchronized List<Post> refuse(List<Post> posts) {
    Set<SendOrder> stalled = new HashSet<>();
    for (Post post : posts.reversed()) {
      if (!post.answered()) {
        post.order().refusedLater(conversation, post.draft().clientId());
        stalled.add(post.order());
      }
    }
    List<Post> behind = new ArrayList<>();
    Iterator<Post> rest = queue.iterator();
    while (rest.hasNext()) {
      Post post = rest.next();
      if (stalled.contains(post.order())) {
        rest.remove();
        bytes -= post.draft().bodyBytes();
        behind.add(post);
      }
    }
    return behind;
  }

  /// What a post that was refused with [Offer#OUT_OF_ORDER] or taken out by [#refuse] is answered.
  static Outcome outOfOrder(long retryAfterMillis) {
    return new Outcome.TryAgain(
        Outcome.Why.OUT_OF_ORDER,
        "an earlier message of this session to this conversation was refused for now; send it first",
        retryAfterMillis);
  }

  private record Sent(UserId sender, ClientMessageId id) {}
}
