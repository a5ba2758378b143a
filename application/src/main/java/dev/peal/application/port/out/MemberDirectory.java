package dev.peal.application.port.out;

import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.conversation.Members;
import java.util.Optional;

/// Who is in a conversation, from the nearest cache.
public interface MemberDirectory {

  /// Possibly stale members as far as the process remembers them, at once; nothing when it does
  /// not, or when there is no such conversation. A directory that never has to wait may leave it to
  /// [#members].
  default Optional<Members> cached(ConversationId conversation) {
    return members(conversation);
  }

  /// Possibly stale members; nothing when there is no such conversation (a dismissed group, a
  /// direct conversation with someone who has no account). Blocks on a miss.
  ///
  /// @throws StoreUnavailable a retry is safe
  Optional<Members> members(ConversationId conversation);

  /// Members read from the store itself, at a version not below any that was answered to a change
  /// before this call; the caches take them. For a version that the ledger said is stale.
  ///
  /// @throws StoreUnavailable a retry is safe
  Optional<Members> reload(ConversationId conversation);
}
