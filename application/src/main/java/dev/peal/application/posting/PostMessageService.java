package dev.peal.application.posting;

import dev.peal.application.port.in.PostMessage;
import dev.peal.application.port.in.SendOrder;
import dev.peal.application.port.out.Clock;
import dev.peal.application.port.out.Delivery;
import dev.peal.application.port.out.IdSource;
import dev.peal.application.port.out.Journal;
import dev.peal.application.port.out.MemberDirectory;
import dev.peal.application.port.out.SequenceLedger;
import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.message.ClientMessageId;
import dev.peal.domain.message.Draft;
import java.util.concurrent.Executor;

/// Posts messages by way of the lanes. Thread-safe.
public final class PostMessageService implements PostMessage {

  private final Lanes lanes;

  /// `drainers` runs every task on a virtual thread of its own.
  public PostMessageService(
      PostingSettings settings,
      MemberDirectory directory,
      SequenceLedger ledger,
      Journal journal,
      Delivery delivery,
      IdSource ids,
      Clock clock,
      Executor drainers) {
    Pace pace = new Pace(settings.largeMembers(), settings.rowsPerSecond(), clock);
    this.lanes =
        new Lanes(
            settings,
            new PostBatch(settings, pace, directory, ledger, journal, delivery, ids, clock),
            pace,
            new Lookups(Lookups.Limits.DEFAULT, drainers),
            drainers);
  }

  @Override
  public void post(Draft draft, SendOrder order, Reply reply) {
    long waitMillis = draft.clientId().waitMillis(draft.receivedAtMillis());
    if (waitMillis > 0) {
      order.refused(draft.conversation(), draft.clientId());
      reply.answer(
          new Outcome.TryAgain(
              Outcome.Why.UNAVAILABLE,
              "the time in the client id is ahead of this server's clock",
              waitMillis));
      return;
    }
    lanes.offer(Post.of(draft, order, reply));
  }

  @Override
  public Abandonment abandon(
      ConversationId conversation, ClientMessageId message, SendOrder order) {
    return lanes.abandon(conversation, message, order);
  }

  /// Posts what the server itself has to say. The sender need not be a member, and `alsoTo` get it
  /// besides the members; otherwise as [#post].
  void postNotice(Draft draft, Reply reply, long... alsoTo) {
    lanes.offer(Post.notice(draft, reply, alsoTo));
  }

  /// Messages queued or on their way.
  public int queued() {
    return lanes.queued();
  }

  /// Refuses what comes from now on, and waits until all that was queued is answered.
  ///
  /// @return whether everything was answered within the time
  public boolean drain(long timeoutNanos) throws InterruptedException {
    return lanes.close(timeoutNanos);
  }
}
