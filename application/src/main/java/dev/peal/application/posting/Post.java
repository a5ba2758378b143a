package dev.peal.application.posting;

import dev.peal.application.port.in.PostMessage;
import dev.peal.application.port.in.SendOrder;
import dev.peal.domain.message.Draft;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A draft on its way through a lane, with whom to answer. A *notice* is what the server itself
/// posts: its sender need not be a member, and it also goes to `alsoTo`, who no longer are.
///
/// Confined to whoever holds it: first the caller, then the lane, then the lane's drainer; only
/// whether it is answered or abandoned may be asked and said by others.
final class Post {

  private static final Logger log = LoggerFactory.getLogger(Post.class);
  private static final long[] NOBODY = {};

  private final Draft draft;
  private final SendOrder order;
  private final PostMessage.Reply reply;
  private final boolean notice;
  private final long[] alsoTo;
  private volatile boolean answered;
  private volatile boolean abandoned;

  private Post(
      Draft draft, SendOrder order, PostMessage.Reply reply, boolean notice, long[] alsoTo) {
    this.draft = draft;
    this.order = order;
    this.reply = reply;
    this.notice = notice;
    this.alsoTo = alsoTo;
  }

  static Post of(Draft draft, SendOrder order, PostMessage.Reply reply) {
    return new Post(draft, order, reply, false, NOBODY);
  }

  static Post notice(Draft draft, PostMessage.Reply reply, long... alsoTo) {
    return new Post(draft, new SendOrder(), reply, true, alsoTo);
  }

  Draft draft() {
    return draft;
  }

  SendOrder order() {
    return order;
  }

  boolean notice() {
    return notice;
  }

  long[] alsoTo() {
    return alsoTo;
  }

  /// Its sender will not send it again: if it is refused for now, nothing waits for it.
  void abandon() {
    abandoned = true;
  }

  boolean abandoned() {
    return abandoned;
  }

  boolean answered() {
    return answered;
  }

  /// Answers, if it was not answered before. A reply that throws is its owner's fault and must not
  /// keep the other posts of a batch from their answers.
  void answer(PostMessage.Outcome outcome) {
    if (answered) {
      return;
    }
    answered = true;
    try {
      reply.answer(outcome);
    } catch (RuntimeException | Error fault) {
      log.error("A reply to a post to {} failed", draft.conversation(), fault);
    }
  }
}
