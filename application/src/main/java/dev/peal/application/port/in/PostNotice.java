package dev.peal.application.port.in;

import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.message.Body;
import dev.peal.domain.message.ClientMessageId;
import dev.peal.domain.session.UserId;
import java.util.List;

/// Posts the server's own notice of a membership change into the conversation of its group.
public interface PostNotice {

  /// Sends the notice down the same road as any message and waits until it is in the journal or is
  /// refused. `actor` is its sender; whether he is still a member is not asked, for he may have
  /// left by it.
  ///
  /// Its client id is [#clientId], so that posting a change again, at any later time, is the same
  /// message (promise P3) and answers `Posted`.
  ///
  /// Its recipients are the members at the time of posting and `alsoTo`, who were members before
  /// the change; of a dismissed group `alsoTo` is all there is. Nothing but this notice goes to
  /// `alsoTo`, so it shares its batch with no other message.
  Outcome post(
      ConversationId conversation, UserId actor, Body.MembershipChange change, List<UserId> alsoTo);

  /// The name of a change's notice among its actor's messages; of the kind that clients cannot
  /// give, or somebody could hold the place of a notice that is to come.
  static ClientMessageId clientId(ConversationId conversation, long version) {
    return ClientMessageId.reserved("membership-" + conversation + "-" + version);
  }

  /// What came of it.
  sealed interface Outcome {

    /// The notice is in the journal, now or from an earlier time.
    record Posted(long position) implements Outcome {}

    /// It is not known to be in the journal; it may be posted again after this time.
    record TryAgain(String why, long retryAfterMillis) implements Outcome {}
  }
}
