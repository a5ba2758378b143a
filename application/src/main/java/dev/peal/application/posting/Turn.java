package dev.peal.application.posting;

import dev.peal.application.port.in.SendOrder;
import dev.peal.domain.conversation.Members;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/// What came of a drainer's turn at a lane: the posts that left the lane, all of them answered, and
/// what has to be looked up before others there can go on.
record Turn(List<Post> left, Optional<Lookup> lookup) {

  static Turn over(List<Post> left) {
    return new Turn(left, Optional.empty());
  }

  /// `holds` are the sessions whose posts wait for it; none when the whole lane waits.
  record Lookup(Set<SendOrder> holds, Supplier<Answer> work) {
    boolean ofWholeLane() {
      return holds.isEmpty();
    }
  }

  /// What a lookup says.
  sealed interface Answer {

    /// What waits can go on, with the members that were found if they were what it was about.
    record GoOn(Optional<Found> found) implements Answer {}

    /// It cannot be told yet; whoever waits is to come again after this time.
    record TooSoon(long retryAfterMillis) implements Answer {}
  }

  /// Members to post to, or that there is no such conversation. `source` says what that is worth
  /// for those who are not among them, and `covers` for how many posts in front of the lane: those
  /// that were there before the source was asked.
  record Found(Optional<Members> members, int covers, Source source) {}

  /// Where members were found.
  enum Source {
    /// In the process, which may not know of the last change.
    CACHE,
    /// In the process, and the ledger says that nothing has changed.
    VERDICT,
    /// In the store.
    STORE
  }
}
