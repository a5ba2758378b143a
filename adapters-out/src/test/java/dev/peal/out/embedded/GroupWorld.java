package dev.peal.out.embedded;

import dev.peal.application.groups.ChangeAnnouncer;
import dev.peal.application.groups.ChangeCommitter;
import dev.peal.application.groups.ChangeGroupService;
import dev.peal.application.groups.FindGroupsService;
import dev.peal.application.groups.FinishGroupChangesService;
import dev.peal.application.groups.GroupLocks;
import dev.peal.application.port.in.ChangeGroup;
import dev.peal.application.port.in.FindGroups;
import dev.peal.application.port.in.FinishGroupChanges;
import dev.peal.application.port.in.PostNotice;
import dev.peal.application.port.out.GroupStore;
import dev.peal.application.port.out.MemberDirectory;
import dev.peal.application.port.out.SequenceLedger;
import dev.peal.application.port.out.StoreUnavailable;
import dev.peal.domain.account.Name;
import dev.peal.domain.account.Profile;
import dev.peal.domain.account.Username;
import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.conversation.Members;
import dev.peal.domain.group.GroupId;
import dev.peal.domain.group.GroupLimits;
import dev.peal.domain.message.Batch;
import dev.peal.domain.message.Body.MembershipChange;
import dev.peal.domain.message.ClientMessageId;
import dev.peal.domain.message.Draft;
import dev.peal.domain.session.UserId;
import dev.peal.out.clock.SystemClock;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.LongStream;

/// The group services over an embedded store, with a ledger and a road for notices that write down
/// what they are asked. Users 1 to 13 have accounts.
final class GroupWorld implements AutoCloseable {

  static final int MAX_MEMBERS = 12;
  static final int MAX_GROUPS = 4;
  static final int USERS = 13;

  private final TestStore opened;
  final Ledger ledger = new Ledger();
  final Road road = new Road();
  EmbeddedGroupStore groups;
  EmbeddedNoticeOutbox outbox;
  EmbeddedPresenceRegistry presence;
  Node node;

  GroupWorld(Path folder) {
    opened = new TestStore(folder);
    EmbeddedAccountStore accounts = new EmbeddedAccountStore(opened.store());
    for (int id = 1; id <= USERS; id++) {
      Profile profile =
          new Profile(new UserId(id), new Username("user" + id), new Name("User " + id));
      accounts.add(profile, "hash", 1_000);
    }
    start();
  }

  private void start() {
    groups = new EmbeddedGroupStore(opened.store());
    outbox = new EmbeddedNoticeOutbox(opened.store());
    presence = new EmbeddedPresenceRegistry();
    node = new Node(groups);
  }

  /// What is in memory is lost.
  void restart() {
    opened.reopen();
    ledger.versions.clear();
    start();
  }

  void assertBothDirectionsAgree() {
    opened.assertBothDirectionsAgree();
  }

  @Override
  public void close() {
    opened.close();
  }

  /// One node's services, with locks and a directory of its own.
  final class Node {
    final MemberDirectory directory;
    final ChangeGroup change;
    final FindGroups find;
    final FinishGroupChanges finish;

    Node(GroupStore store) {
      EmbeddedAccountStore accounts = new EmbeddedAccountStore(opened.store());
      GroupLocks locks = new GroupLocks();
      directory = new EmbeddedMemberDirectory(store, accounts, 10_000);
      ChangeAnnouncer announcer =
          new ChangeAnnouncer(
              ledger,
              directory,
              outbox,
              (conversation, actor, change, alsoTo) ->
                  road.post(directory, conversation, actor, change, alsoTo));
      change =
          new ChangeGroupService(
              store,
              accounts,
              new EmbeddedIdSource(opened.store()),
              new SystemClock(),
              new ChangeCommitter(store, announcer, locks),
              new GroupLimits(MAX_MEMBERS, MAX_GROUPS));
      find = new FindGroupsService(store, accounts, presence);
      finish = new FinishGroupChangesService(store, outbox, announcer, locks);
    }
  }

  /// Fails when told to, after the store has committed.
  static final class Ledger implements SequenceLedger {
    final Map<ConversationId, Long> versions = new ConcurrentHashMap<>();
    volatile boolean failing;

    @Override
    public void raiseVersion(ConversationId conversation, long version) {
      if (failing) {
        throw new StoreUnavailable("the ledger is down", false);
      }
      versions.merge(conversation, version, Math::max);
    }

    long version(GroupId group) {
      return versions.getOrDefault(new ConversationId.Group(group), 0L);
    }

    @Override
    public Allotment allot(
        ConversationId conversation, Members members, long[] alsoTo, List<Draft> drafts) {
      throw new UnsupportedOperationException("no message is posted here");
    }

    @Override
    public boolean canHaveGiven(UserId user, long seq) {
      return true;
    }

    @Override
    public void settled(Batch batch) {}

    @Override
    public void abandoned(Batch batch) {}
  }

  /// A notice as it came to stand, with all who got it.
  record Told(MembershipChange change, List<Long> recipients) {}

  /// Posts once a client id, to those that the directory knows and `alsoTo`.
  final class Road {
    private final Set<ClientMessageId> seen = new HashSet<>();
    private final List<Told> told = new ArrayList<>();
    private final List<String> violations = new ArrayList<>();
    private boolean closed;

    synchronized void close(boolean yes) {
      closed = yes;
    }

    synchronized List<Told> told() {
      return List.copyOf(told);
    }

    /// Where the order of rule 15 was not kept.
    synchronized List<String> violations() {
      return List.copyOf(violations);
    }

    synchronized PostNotice.Outcome post(
        MemberDirectory directory,
        ConversationId conversation,
        UserId actor,
        MembershipChange change,
        List<UserId> alsoTo) {
      if (closed) {
        return new PostNotice.Outcome.TryAgain("the journal takes nothing", 1_000);
      }
      if (actor.value() != change.actor()) {
        violations.add(change + " posted by " + actor);
      }
      if (ledger.versions.getOrDefault(conversation, 0L) < change.version()) {
        violations.add(change + " posted before its version was raised");
      }
      Members members = directory.members(conversation).orElse(Members.of(Long.MAX_VALUE));
      if (members.version() < change.version()) {
        violations.add(change + " posted to the members of version " + members.version());
      }
      if (seen.add(PostNotice.clientId(conversation, change.version()))) {
        Set<Long> recipients = new TreeSet<>();
        Arrays.stream(members.toArray()).forEach(recipients::add);
        alsoTo.forEach(user -> recipients.add(user.value()));
        told.add(new Told(change, List.copyOf(recipients)));
      }
      return new PostNotice.Outcome.Posted(told.size());
    }
  }

  static UserId user(long id) {
    return new UserId(id);
  }

  static List<UserId> users(long... ids) {
    return LongStream.of(ids).mapToObj(UserId::new).toList();
  }
}
