package dev.peal.application.groups;

import dev.peal.application.port.in.GroupOutcome;
import dev.peal.application.port.in.Invalid;
import dev.peal.application.port.out.GroupStore;
import dev.peal.application.port.out.StoreUnavailable;
import dev.peal.domain.group.GroupChange;
import dev.peal.domain.group.GroupId;
import dev.peal.domain.group.GroupRules.Decision;
import dev.peal.domain.group.GroupState;
import dev.peal.domain.group.GroupState.Active;
import dev.peal.domain.group.Role;
import dev.peal.domain.session.UserId;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Takes one change of a group from the question to the answer: load, decide, commit, announce.
/// When another node was faster it asks again, on the state that the other left.
///
/// When the process dies or a store fails on the way, the caller does not learn what happened.
/// Before the commit, nothing did. After it the change stands and its notice waits in the outbox:
/// the same call again finds the group already as wanted and announces what waits before it
/// answers, and the sweep does so if nobody calls again.
///
/// A notice that the journal does not take now is no reason to fail: the change holds, so the
/// answer is `Changed`, and the notice, which is durable, is posted later. A group with too many of
/// those takes no further change.
///
/// Thread-safe; blocks.
public final class ChangeCommitter {

  private static final int MAX_ATTEMPTS = 16;

  private final GroupStore groups;
  private final ChangeAnnouncer announcer;
  private final GroupLocks locks;

  public ChangeCommitter(GroupStore groups, ChangeAnnouncer announcer, GroupLocks locks) {
    this.groups = groups;
    this.announcer = announcer;
    this.locks = locks;
  }

  /// Asks for a decision on a group as it stands, given the actor's role in it. Reads of the store
  /// that it makes hold if the commit does, since every change raises the version.
  interface Question {
    Decision decide(Active group, Role actorRole);
  }

  /// Makes a new group and announces it.
  GroupOutcome create(Active group, List<UserId> members, long nowMillis) {
    return locks.holding(
        group.id(),
        () -> {
          groups.create(group, members, Notices.created(group, members), nowMillis);
          announcer.announce(group.id(), group.version());
          return new GroupOutcome.Changed(group.id(), group.version(), members);
        });
  }

  /// Decides and makes one change.
  ///
  /// @throws StoreUnavailable a retry is safe
  GroupOutcome change(UserId actor, GroupId group, Question question) {
    return locks.holding(group, () -> attempts(actor, group, question));
  }

  private GroupOutcome attempts(UserId actor, GroupId group, Question question) {
    for (int i = 0; i < MAX_ATTEMPTS; i++) {
      Optional<GroupOutcome> outcome = attempt(actor, group, question);
      if (outcome.isPresent()) {
        return outcome.get();
      }
    }
    throw new StoreUnavailable(
        "group " + group + ": changed by others " + MAX_ATTEMPTS + " times in between", true);
  }

  /// Nothing when somebody else changed the group between the decision and the commit.
  private Optional<GroupOutcome> attempt(UserId actor, GroupId group, Question question) {
    if (!(groups.find(group).orElse(null) instanceof Active before)) {
      return Optional.of(new GroupOutcome.NoSuchGroup(group.value()));
    }
    @Nullable Role role = groups.roles(group, List.of(actor)).get(actor);
    if (role == null) {
      return Optional.of(new GroupOutcome.NoSuchGroup(group.value()));
    }
    return switch (question.decide(before, role)) {
      case Decision.Allowed(GroupChange change) -> commit(actor, before, change);
      case Decision.AlreadySo ignored -> Optional.of(announced(group, before.version(), List.of()));
      case Decision.Forbidden(String why) -> Optional.of(new GroupOutcome.Forbidden(why));
      case Decision.Conflict(String why) -> Optional.of(new GroupOutcome.Conflict(why));
      case Decision.Invalid(String field, String sentence) ->
          Optional.of(new GroupOutcome.Refused(new Invalid(field, sentence)));
    };
  }

  private Optional<GroupOutcome> commit(UserId actor, Active before, GroupChange change) {
    if (!announcer.hasRoom(before.id()) && !announcer.announce(before.id(), before.version())) {
      throw new StoreUnavailable(
          "group "
              + before.id()
              + ": its last "
              + ChangeAnnouncer.MAX_WAITING
              + " changes wait to be announced",
          true);
    }
    if (!groups.commit(before, change, Notices.of(actor, before, change))) {
      return Optional.empty();
    }
    long version = before.version() + 1;
    return Optional.of(announced(before.id(), version, change.concerned()));
  }

  private GroupOutcome announced(GroupId group, long version, List<UserId> users) {
    announcer.announce(group, version);
    return new GroupOutcome.Changed(group, version, users);
  }

  /// The answer to a call whose actor is no member any more because of an earlier one: announces
  /// what waits, and answers with the version at which that happened.
  GroupOutcome repeated(GroupId group, long version) {
    return locks.holding(
        group,
        () -> {
          long stands = groups.find(group).map(GroupState::version).orElse(version);
          announcer.announce(group, stands);
          return new GroupOutcome.Changed(group, version, List.of());
        });
  }
}
