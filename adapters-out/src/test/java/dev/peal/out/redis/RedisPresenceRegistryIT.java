package dev.peal.out.redis;

import static dev.peal.application.contract.BatchSamples.eventually;
import static dev.peal.application.contract.Samples.user;
import static dev.peal.application.contract.Samples.users;
import static org.assertj.core.api.Assertions.assertThat;

import dev.peal.application.contract.PresenceRegistryContract;
import dev.peal.application.port.out.PresenceRegistry;
import dev.peal.application.port.out.PresenceRegistry.Elsewhere;
import dev.peal.domain.session.DeviceName;
import dev.peal.domain.session.NodeId;
import dev.peal.servers.RealServers;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Protocol;

class RedisPresenceRegistryIT extends PresenceRegistryContract {

  private static final DeviceName PHONE = new DeviceName("my phone");
  private static final NodeId B = new NodeId("b.1");

  private final TwoNodes seenByA = new TwoNodes("a.1", "a.1", "b.1");
  private LedgerWorld world;
  private RedisConnections connections;
  private RedisPresenceRegistry a;
  private RedisPresenceRegistry b;

  @BeforeEach
  void open() {
    world = LedgerWorld.quickly();
    connections = world.connect(RealServers.redis());
    a = new RedisPresenceRegistry(connections, seenByA, 20);
    b = new RedisPresenceRegistry(connections, new TwoNodes("b.1", "a.1", "b.1"), 20);
  }

  @AfterEach
  void close() {
    a.close();
    b.close();
    world.close();
  }

  @Override
  protected PresenceRegistry registry() {
    return a;
  }

  @Test
  void arrived_deviceThatWasElsewhere_saysWhere() {
    assertThat(b.arrived(user(1), PHONE, 10)).isEmpty();

    assertThat(a.arrived(user(1), PHONE, 11)).contains(new Elsewhere(B, 10));
    assertThat(a.arrived(user(1), PHONE, 11)).isEmpty();
  }

  @Test
  void arrived_olderThanTheOneElsewhere_leavesThatAndSaysNothing() {
    b.arrived(user(1), PHONE, 10);

    assertThat(a.arrived(user(1), PHONE, 9)).isEmpty();
    assertThat(a.nodesOf(users(1))).containsExactly(B);
  }

  @Test
  void arrived_deviceOfADeadNode_saysNothing() {
    b.arrived(user(1), PHONE, 10);
    seenByA.alive("a.1");

    assertThat(a.arrived(user(1), PHONE, 11)).isEmpty();
  }

  @Test
  void nodesOf_usersOfAnotherNode_areFoundWhileItLives() {
    b.arrived(user(1), PHONE, 10);
    a.arrived(user(2), PHONE, 11);

    assertThat(a.nodesOf(users(1, 2, 3))).containsExactly(B);
    assertThat(a.nodesOf(users(2, 3))).isEmpty();
    assertThat(a.online(users(1, 2, 3))).isEqualTo(users(1, 2));
    seenByA.alive("a.1");
    assertThat(a.nodesOf(users(1, 2, 3))).isEqualTo(Set.of());
    assertThat(a.online(users(1, 2, 3))).isEqualTo(users(2));
  }

  @Test
  void departed_sessionReplacedElsewhere_leavesTheOneThere() {
    a.arrived(user(1), PHONE, 10);
    b.arrived(user(1), PHONE, 11);

    a.departed(user(1), PHONE, 10);

    assertThat(a.nodesOf(users(1))).containsExactly(B);
  }

  @Test
  void pass_afterRedisForgot_bringsSessionsBack() {
    b.arrived(user(1), PHONE, 10);

    connections.run(Command.of(Protocol.Command.DEL, connections.key("p:1")));

    eventually("found again", () -> a.nodesOf(users(1)).equals(Set.of(B)));
  }

  @Test
  void pass_afterDeparture_doesNotBringTheSessionBack() {
    for (int round = 0; round < 50; round++) {
      b.arrived(user(1), PHONE, round);
      b.departed(user(1), PHONE, round);
    }

    eventually("gone", () -> a.nodesOf(users(1)).isEmpty());
  }
}
