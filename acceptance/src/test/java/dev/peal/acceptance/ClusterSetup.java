package dev.peal.acceptance;

import dev.peal.servers.ServerSet;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/// The nodes of one cluster on real servers, which it shares with other clusters under a name and
/// in a database of its own. Nodes are numbered from 0. Used by one thread.
final class ClusterSetup implements AutoCloseable {

  private final List<ServerSetup> setups = new ArrayList<>();
  private final List<Server> nodes = new ArrayList<>();

  /// Starts nodes and waits until they take connections.
  ClusterSetup(ServerSet servers, Path folder, int count) throws InterruptedException {
    this(servers, folder, count, List.of());
  }

  /// As above; `settings` are `key=value` for all nodes.
  ClusterSetup(ServerSet servers, Path folder, int count, List<String> settings)
      throws InterruptedException {
    this(servers, folder, count, settings, true);
  }

  /// As above, of this release or the previous one.
  ClusterSetup(
      ServerSet servers, Path folder, int count, List<String> settings, boolean currentRelease)
      throws InterruptedException {
    byte[] random = new byte[6];
    ThreadLocalRandom.current().nextBytes(random);
    String name = HexFormat.of().formatHex(random);
    for (int i = 0; i < count; i++) {
      ServerSetup setup =
          new ServerSetup(folder.resolve("node-" + i))
              .with("--profile", "cluster", "--services", servers.properties().toString())
              .set("node.name", "node-" + i)
              .set("cluster.name", "peal-" + name)
              .set("mysql.database", "peal_" + name)
              // A node that starts beside nodes under load on two cores may be slow to be served.
              .set("etcd.timeout", "10s")
              .release(currentRelease);
      for (String setting : settings) {
        int equals = setting.indexOf('=');
        setup.set(setting.substring(0, equals), setting.substring(equals + 1));
      }
      setups.add(setup);
      nodes.add(setup.start());
      // The first one makes the tables.
      if (i == 0) {
        nodes.getFirst().address();
      }
    }
    for (Server node : nodes) {
      node.address();
    }
  }

  Server node(int number) {
    return nodes.get(number);
  }

  /// Where the nodes take connections, in order of number.
  List<URI> addresses() throws InterruptedException {
    List<URI> addresses = new ArrayList<>();
    for (Server node : nodes) {
      addresses.add(node.address());
    }
    return addresses;
  }

  /// Starts a node again, at the address that it had, and waits for it.
  void restart(int number) throws InterruptedException {
    nodes.set(number, setups.get(number).start());
    nodes.get(number).address();
  }

  /// How a node is started; to be changed before a restart.
  ServerSetup setup(int number) {
    return setups.get(number);
  }

  @Override
  public void close() {
    nodes.forEach(Server::close);
  }
}
