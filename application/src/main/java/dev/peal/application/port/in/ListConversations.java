package dev.peal.application.port.in;

import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.group.Role;
import dev.peal.domain.message.Message;
import dev.peal.domain.session.UserId;
import java.util.List;
import java.util.Optional;

/// A user's conversations: all his groups, and the direct ones in which something was said.
public interface ListConversations {

  /// A count of unread messages stops here and means "or more".
  int UNREAD_MAX = 100;

  /// Newest activity first; a group in which nothing was said yet comes last.
  List<Conversation> of(UserId user);

  /// One conversation as its user sees it. `name` is the group's or the peer's; `unread` counts the
  /// readable messages of others above `readPosition`, up to [#UNREAD_MAX]; `lastMessage` is the
  /// newest readable one.
  record Conversation(
      ConversationId id,
      String name,
      Optional<Role> role,
      long lastPosition,
      long readPosition,
      int unread,
      Optional<Message> lastMessage) {}
}
