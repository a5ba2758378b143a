package dev.peal.application.posting;

import dev.peal.application.port.out.SequenceLedger.MembersMark;
import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.conversation.Members;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What the store last said of conversations that somebody who is no member wrote to, each with the
/// ledger's mark from before the store was asked. While the mark is the same no change has been
/// answered, so the verdict that they are no members, or that there is no such conversation, still
/// holds, and the store need not be asked again (promise P8).
///
/// Bounded: of more than [#MOST] the longest unused is forgotten. Thread-safe; guarded by its own
/// monitor.
final class MemberVerdicts {

  static final int MOST = 10_000;
  private static final long NONE = -1;

  private final Map<ConversationId, Verdict> verdicts =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ConversationId, Verdict> eldest) {
          return size() > MOST;
        }
      };

  /// `version` of the members that were read, [#NONE] when there was no such conversation.
  private record Verdict(MembersMark mark, long version) {}

  /// Takes in what the store said after `mark` was read.
  synchronized void note(ConversationId conversation, MembersMark mark, Optional<Members> members) {
    verdicts.put(conversation, new Verdict(mark, members.map(Members::version).orElse(NONE)));
  }

  /// Whether something is known that may still hold.
  synchronized boolean saysNone(ConversationId conversation) {
    @Nullable Verdict verdict = verdicts.get(conversation);
    return verdict != null && verdict.version() == NONE;
  }

  /// Whether `members` are, by the mark as it stands `now`, still those of the conversation.
  synchronized boolean holds(
      ConversationId conversation, Optional<Members> members, MembersMark now) {
    long version = members.map(Members::version).orElse(NONE);
    if (now.version() > 0 && now.version() <= version) {
      return true;
    }
    @Nullable Verdict verdict = verdicts.get(conversation);
    return verdict != null && verdict.version() == version && verdict.mark().equals(now);
  }
}
