package dev.peal.application.syncing;

import dev.peal.application.port.in.ReadHistory;
import dev.peal.application.port.out.MemberDirectory;
import dev.peal.application.port.out.MessageReader;
import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.conversation.Members;
import dev.peal.domain.session.UserId;
import java.util.Optional;

/// Reads conversations backwards, for their members.
public final class ReadHistoryService implements ReadHistory {

  /// Bodies of a page, about.
  private static final int PAGE_BYTES = 512 << 10;

  private final MemberDirectory directory;
  private final MessageReader messages;

  public ReadHistoryService(MemberDirectory directory, MessageReader messages) {
    this.directory = directory;
    this.messages = messages;
  }

  @Override
  public Outcome read(UserId user, ConversationId conversation, long before, int limit) {
    Optional<Members> members = directory.members(conversation);
    if (members.isEmpty()) {
      return new Outcome.NoSuchConversation();
    }
    if (!members.get().contains(user)) {
      return conversation instanceof ConversationId.Direct
          ? new Outcome.NoSuchConversation()
          : new Outcome.NotAMember();
    }
    long below = before == 0 ? Long.MAX_VALUE : before;
    MessageReader.History history = messages.before(conversation, below, limit, PAGE_BYTES);
    return new Outcome.Found(history.messages(), history.more());
  }
}
