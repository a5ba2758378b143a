package dev.peal.out.redis;

import static dev.peal.application.contract.Samples.group;
import static dev.peal.application.contract.Samples.notice;
import static dev.peal.application.contract.Samples.profile;
import static dev.peal.application.contract.Samples.user;
import static dev.peal.application.contract.Samples.users;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.peal.application.contract.MemberDirectoryContract;
import dev.peal.application.port.out.AccountStore;
import dev.peal.application.port.out.GroupStore;
import dev.peal.application.port.out.MemberDirectory;
import dev.peal.application.port.out.StoreUnavailable;
import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.conversation.Members;
import dev.peal.domain.group.GroupChange;
import dev.peal.domain.group.GroupState.Active;
import dev.peal.domain.message.Body.MembershipChange.Kind;
import dev.peal.out.embedded.EmbeddedAccountStore;
import dev.peal.out.embedded.EmbeddedGroupStore;
import dev.peal.out.embedded.EmbeddedSettings;
import dev.peal.out.embedded.EmbeddedStore;
import dev.peal.servers.RealServers;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Protocol;

class RedisMemberDirectoryIT extends MemberDirectoryContract {

  private static final ConversationId GROUP = ConversationId.group(7);

  @TempDir Path folder;
  private final LedgerWorld world = LedgerWorld.quickly();
  private final AtomicInteger reads = new AtomicInteger();
  private EmbeddedStore store;
  private GroupStore groups;
  private AccountStore accounts;
  private RedisConnections connections;
  private RedisMemberDirectory directory;

  @BeforeEach
  void open() {
    store = new EmbeddedStore(EmbeddedSettings.in(folder));
    groups = new EmbeddedGroupStore(store);
    accounts = new EmbeddedAccountStore(store);
    connections = world.connect(RealServers.redis());
    directory = directory(connections);
  }

  private RedisMemberDirectory directory(RedisConnections through) {
    return new RedisMemberDirectory(through, counted(), accounts, 1_000_000);
  }

  /// The store, counting how often all members of a group are read.
  private GroupStore counted() {
    return (GroupStore)
        Proxy.newProxyInstance(
            GroupStore.class.getClassLoader(),
            new Class<?>[] {GroupStore.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("members")) {
                reads.incrementAndGet();
              }
              return method.invoke(groups, arguments);
            });
  }

  @AfterEach
  void close() {
    world.close();
    store.close();
  }

  @Override
  protected MemberDirectory directory() {
    return directory;
  }

  @Override
  protected GroupStore groups() {
    return groups;
  }

  @Override
  protected AccountStore accounts() {
    return accounts;
  }

  private Active created() {
    Active group = group(7, 1, 2, 3);
    groups.create(group, users(2, 3), notice(Kind.CREATED, 1, users(2, 3), 1), 1_000);
    return group;
  }

  @Test
  void members_knownToAnotherNode_comeFromRedis() {
    created();
    directory(connections).members(GROUP);

    assertThat(directory.members(GROUP)).contains(Members.of(1, 1, 2, 3));
    assertThat(reads).hasValue(1);
  }

  @Test
  void members_askedByManyAtOnce_areReadOnce() throws Exception {
    created();
    List<Callable<Optional<Members>>> work = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      work.add(() -> directory.members(GROUP));
    }

    assertThat(dev.peal.application.contract.Samples.atOnce(work))
        .containsOnly(Optional.of(Members.of(1, 1, 2, 3)));
    assertThat(reads).hasValue(1);
  }

  /// What is known of an account needs no store: a node that asked, or where somebody logged in.
  @Test
  void members_ofADirectConversation_whoseAccountsAreKnown_needNoStore() {
    accounts.add(profile(1, "ada"), "hash", 1_000);
    accounts.add(profile(2, "bob"), "hash", 1_000);
    ConversationId direct = ConversationId.direct(user(1), user(2));
    ConversationId withAnother = ConversationId.direct(user(2), user(70_003));
    assertThat(directory.cached(direct)).isEmpty();
    assertThat(directory.members(direct)).contains(Members.of(0, 1, 2));
    connections.run(KnownAccounts.note(connections, user(70_003)));

    var other = new RedisMemberDirectory(connections, groups, storeAway(), 1_000_000);

    assertThat(other.members(direct)).contains(Members.of(0, 1, 2));
    assertThat(other.cached(direct)).contains(Members.of(0, 1, 2));
    assertThat(other.members(withAnother)).contains(Members.of(0, 2, 70_003));
    assertThatThrownBy(() -> other.members(ConversationId.direct(user(2), user(3))))
        .isInstanceOf(StoreUnavailable.class);
  }

  private static AccountStore storeAway() {
    return (AccountStore)
        Proxy.newProxyInstance(
            AccountStore.class.getClassLoader(),
            new Class<?>[] {AccountStore.class},
            (proxy, method, arguments) -> {
              throw new StoreUnavailable("away", true);
            });
  }

  @Test
  void reload_olderThanWhatIsShared_doesNotOverwriteIt() {
    Active group = created();
    directory.members(GROUP);
    byte[] old = MembersCodec.encode(Members.of(1, 1, 2, 3));
    groups.commit(group, new GroupChange.Removed(user(2)), notice(Kind.REMOVED, 1, users(2), 2));
    directory.reload(GROUP);

    Object kept = connections.run(KeepMembersScript.command(connections.key("m:g7"), old, 60));

    assertThat(kept).isEqualTo(0L);
    assertThat(directory(connections).members(GROUP)).contains(Members.of(2, 1, 3));
  }

  @Test
  void members_whatStandsInRedisIsNoMembers_areReadFromTheStore() {
    created();
    connections.run(
        Command.of(Protocol.Command.SET, connections.key("m:g7")).with("something else"));

    assertThat(directory.members(GROUP)).contains(Members.of(1, 1, 2, 3));
  }

  @Test
  void members_redisAway_areReadFromTheStore() {
    created();
    connections.close();

    assertThat(directory.members(GROUP)).contains(Members.of(1, 1, 2, 3));
    assertThat(directory.reload(GROUP)).contains(Members.of(1, 1, 2, 3));
  }
}
