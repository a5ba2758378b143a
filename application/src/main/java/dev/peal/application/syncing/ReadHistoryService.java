package dev.peal.application.syncing;

import dev.peal.application.port.in.ReadHistory;
import dev.peal.application.port.out.MessageReader;
import dev.peal.application.port.out.MessageReader.Answer;
import dev.peal.application.port.out.MessageReader.History;
import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.session.UserId;

/// Reads conversations backwards, for their members.
public final class ReadHistoryService implements ReadHistory {

  /// Bodies of a page, about.
  private static final int PAGE_BYTES = 512 << 10;

  private final MessageReader messages;

  public ReadHistoryService(MessageReader messages) {
    this.messages = messages;
  }

  @Override
  public Outcome read(UserId user, ConversationId conversation, long before, int limit) {
    long below = before == 0 ? Long.MAX_VALUE : before;
    return switch (messages.before(user, conversation, below, limit, PAGE_BYTES)) {
      case Answer.Found<History>(var history) ->
          new Outcome.Found(history.messages(), history.more());
      case Answer.NoSuchConversation<History> ignored -> new Outcome.NoSuchConversation();
      case Answer.NotAMember<History> ignored -> new Outcome.NotAMember();
    };
  }
}
