package dev.peal.application.posting;

import dev.peal.application.port.in.PostMessage;
import dev.peal.application.port.in.PostNotice;
import dev.peal.application.port.out.Clock;
import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.message.Body;
import dev.peal.domain.message.Draft;
import dev.peal.domain.session.UserId;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Posts notices through the lane of their conversation and waits for the answer. Every post is
/// answered in the time that a batch may wait for its confirm, or a few times that when the lane
/// has much before it; the wait ends after [PostingSettings#confirmTimeout] times [#PATIENCE].
public final class PostNoticeService implements PostNotice {

  private static final int PATIENCE = 3;

  /// What a notice counts against the bounds of a lane, about: a few words and the ids.
  private static final int BASE_BYTES = 128;

  private final PostMessageService posting;
  private final PostingSettings settings;
  private final Clock clock;

  public PostNoticeService(PostMessageService posting, PostingSettings settings, Clock clock) {
    this.posting = posting;
    this.settings = settings;
    this.clock = clock;
  }

  @Override
  public Outcome post(
      ConversationId conversation,
      UserId actor,
      Body.MembershipChange change,
      List<UserId> alsoTo) {
    Draft draft =
        new Draft(
            conversation,
            actor,
            PostNotice.clientId(conversation, change.version()),
            change,
            BASE_BYTES + Long.BYTES * change.users().size(),
            clock.wallMillis(),
            true);
    var answer = new CompletableFuture<PostMessage.Outcome>();
    posting.postNotice(draft, answer::complete, alsoTo.stream().mapToLong(UserId::value).toArray());
    return outcome(answer);
  }

  private Outcome outcome(CompletableFuture<PostMessage.Outcome> answer) {
    try {
      long nanos = settings.confirmTimeout().toNanos() * PATIENCE;
      return switch (answer.get(nanos, TimeUnit.NANOSECONDS)) {
        case PostMessage.Outcome.Posted(var ignored, var position, var repeated) ->
            new Outcome.Posted(position);
        case PostMessage.Outcome.ClientIdReused(var ignored, var position) ->
            new Outcome.Posted(position);
        case PostMessage.Outcome.TryAgain(
                var ignored,
                var sentence,
                var retryAfterMillis,
                var first) ->
            new Outcome.TryAgain(sentence, retryAfterMillis);
        case PostMessage.Outcome.NoSuchConversation() -> notTaken();
        case PostMessage.Outcome.NotAMember() -> notTaken();
      };
    } catch (TimeoutException late) {
      return new Outcome.TryAgain("the lane does not answer", Lanes.retryAfterMillis());
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      return new Outcome.TryAgain("interrupted", Lanes.retryAfterMillis());
    } catch (ExecutionException impossible) {
      throw new IllegalStateException("an answer never fails", impossible);
    }
  }

  private static Outcome notTaken() {
    throw new IllegalStateException("a notice is posted whoever the members are");
  }
}
