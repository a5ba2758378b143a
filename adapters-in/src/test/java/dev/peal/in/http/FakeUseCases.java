package dev.peal.in.http;

import dev.peal.application.port.in.Account;
import dev.peal.application.port.in.Authenticate;
import dev.peal.application.port.in.ChangeGroup;
import dev.peal.application.port.in.FindAccounts;
import dev.peal.application.port.in.FindGroups;
import dev.peal.application.port.in.Group;
import dev.peal.application.port.in.GroupOutcome;
import dev.peal.application.port.in.ListConversations.Conversation;
import dev.peal.application.port.in.ListNodes;
import dev.peal.application.port.in.LogIn;
import dev.peal.application.port.in.RegisterAccount;
import dev.peal.application.port.in.ReportStatus.Status;
import dev.peal.domain.group.GroupId;
import dev.peal.domain.group.Role;
import dev.peal.domain.session.UserId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/// The use cases as the HTTP side sees them: each answers what the test has set and notes how it
/// was called. The token `ada` is that of user 7.
final class FakeUseCases implements ChangeGroup, FindAccounts, FindGroups {

  static final Account ADA = new Account(new UserId(7), "ada", "Ada Lovelace");
  static final Group GROUP = new Group(new GroupId(3), "Engine", 1, Role.OWNER, 3);

  /// How the use cases were called, in order.
  final List<String> calls = new CopyOnWriteArrayList<>();

  volatile RegisterAccount.Outcome registered = new RegisterAccount.Outcome.Registered(ADA);
  volatile LogIn.Outcome loggedIn = new LogIn.Outcome.LoggedIn(ADA, "ada", 1_767_225_600_000L);
  volatile GroupOutcome changed = new GroupOutcome.Changed(GROUP.id(), 2, List.of(new UserId(8)));
  volatile List<Account> accounts = List.of(ADA);
  volatile List<UserId> online = List.of(ADA.id());
  volatile Optional<Group> group = Optional.of(GROUP);
  volatile Optional<MemberPage> members =
      Optional.of(new MemberPage(List.of(new Member(ADA, Role.OWNER, true)), false));
  volatile boolean moreGroups;
  volatile List<Conversation> conversations = List.of();

  volatile List<ListNodes.Node> nodes =
      List.of(
          new ListNodes.Node(
              "n1.a", "n1", Set.of("persister", "gateway"), 1_767_225_600_000L, true),
          new ListNodes.Node("n2.b", "n2", Set.of("gateway"), 1_767_225_700_000L, false));

  /// Runs before every use case but authentication: to block, or to throw.
  volatile Runnable before = () -> {};

  UseCases useCases() {
    return new UseCases(
        (username, password, displayName) ->
            note("register " + username + " " + displayName, () -> registered),
        (username, password) -> note("logIn " + username, () -> loggedIn),
        FakeUseCases::authenticate,
        this,
        this,
        this,
        user -> note("conversations " + user, () -> conversations),
        scan -> note("status " + scan, () -> new Status("n1", 300, 4, 50_000, 100, 2)),
        () -> nodes);
  }

  private static Authenticate.Outcome authenticate(String token) {
    return switch (token) {
      case "ada" -> new Authenticate.Outcome.Authenticated(ADA.id(), 1_767_225_600_000L);
      case "expired" -> new Authenticate.Outcome.Expired(1_735_689_600_000L);
      default -> new Authenticate.Outcome.Invalid("the signature does not match");
    };
  }

  private <T> T note(String call, Supplier<T> answer) {
    calls.add(call);
    before.run();
    return answer.get();
  }

  @Override
  public Optional<Account> byUsername(String username) {
    return note("byUsername " + username, () -> accounts.stream().findFirst());
  }

  @Override
  public List<Account> byIds(List<UserId> ids) {
    return note("byIds " + ids, () -> accounts);
  }

  @Override
  public List<UserId> online(List<UserId> ids) {
    return note("online " + ids, () -> online);
  }

  @Override
  public GroupPage of(UserId user, long after, int limit) {
    return note(
        "groups " + user + " " + after + " " + limit,
        () -> new GroupPage(group.stream().toList(), moreGroups));
  }

  @Override
  public Optional<Group> byId(UserId user, GroupId id) {
    return note("group " + user + " " + id, () -> group);
  }

  @Override
  public Optional<MemberPage> members(UserId user, GroupId id, long after, int limit) {
    return note("members " + user + " " + id + " " + after + " " + limit, () -> members);
  }

  @Override
  public GroupOutcome create(UserId creator, String name, List<UserId> ids) {
    return note("create " + creator + " " + name + " " + ids, () -> changed);
  }

  @Override
  public GroupOutcome add(UserId actor, GroupId id, List<UserId> ids) {
    return note("add " + actor + " " + id + " " + ids, () -> changed);
  }

  @Override
  public GroupOutcome remove(UserId actor, GroupId id, UserId member) {
    return note("remove " + actor + " " + id + " " + member, () -> changed);
  }

  @Override
  public GroupOutcome leave(UserId actor, GroupId id) {
    return note("leave " + actor + " " + id, () -> changed);
  }

  @Override
  public GroupOutcome rename(UserId actor, GroupId id, String name) {
    return note("rename " + actor + " " + id + " " + name, () -> changed);
  }

  @Override
  public GroupOutcome changeRole(UserId actor, GroupId id, UserId member, Role role) {
    return note("changeRole " + actor + " " + id + " " + member + " " + role, () -> changed);
  }

  @Override
  public GroupOutcome handOver(UserId actor, GroupId id, UserId newOwner) {
    return note("handOver " + actor + " " + id + " " + newOwner, () -> changed);
  }

  @Override
  public GroupOutcome dismiss(UserId actor, GroupId id) {
    return note("dismiss " + actor + " " + id, () -> changed);
  }
}
