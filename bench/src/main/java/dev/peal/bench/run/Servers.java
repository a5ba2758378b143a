package dev.peal.bench.run;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The nodes that are measured, each a process, and what they keep their data in. All goes when
/// this is closed.
public final class Servers implements AutoCloseable {

  private final List<ServerProcess> nodes = new ArrayList<>();
  private final @Nullable Services services;
  private final String store;

  private Servers(@Nullable Services services, String store) {
    this.services = services;
    this.store = store;
  }

  /// Starts nodes on fresh stores.
  ///
  /// @param given addresses of servers to use instead of fresh ones, or null
  /// @param parent where folders are made, or null for the system's place
  public static Servers start(
      Profile profile, int count, @Nullable Path given, @Nullable Path parent)
      throws InterruptedException {
    return switch (profile) {
      case embedded -> {
        Progress.say("starting a server with a fresh store");
        ServerProcess node = ServerProcess.start(parent);
        Servers servers = new Servers(null, Folders.kind(node.folder()));
        servers.nodes.add(node);
        yield servers;
      }
      case cluster -> cluster(count, given, parent);
    };
  }

  private static Servers cluster(int count, @Nullable Path given, @Nullable Path parent)
      throws InterruptedException {
    Progress.say("starting MySQL, Redis, RabbitMQ and etcd");
    Services services = given == null ? Services.start(parent) : Services.given(given);
    Servers servers =
        new Servers(
            services,
            (count == 1 ? "one node" : count + " nodes") + " on MySQL, Redis, RabbitMQ and etcd");
    try {
      for (int i = 1; i <= count; i++) {
        Progress.say("starting node " + i);
        servers.nodes.add(
            ServerProcess.start(
                parent,
                List.of(
                    "--profile",
                    "cluster",
                    "--services",
                    services.properties().toString(),
                    "--set",
                    "node.name=node-" + i)));
      }
    } catch (RuntimeException | InterruptedException failure) {
      servers.close();
      throw failure;
    }
    return servers;
  }

  /// Where the nodes are, at least one.
  public List<URI> addresses() {
    return nodes.stream().map(ServerProcess::address).toList();
  }

  /// The ids of their processes and of the servers behind them, by name; without those that are not
  /// processes of this machine.
  public Map<String, Long> pids() {
    Map<String, Long> pids = new LinkedHashMap<>();
    for (int i = 0; i < nodes.size(); i++) {
      pids.put(nodes.size() == 1 ? "node" : "node-" + (i + 1), nodes.get(i).pid());
    }
    if (services != null) {
      pids.putAll(services.pids());
    }
    return pids;
  }

  /// The operators' token of the first node.
  public String adminToken() {
    return nodes.getFirst().adminToken();
  }

  /// What the nodes keep their data in, in words.
  public String store() {
    return store;
  }

  @Override
  public void close() {
    for (ServerProcess node : Collections.unmodifiableList(nodes).reversed()) {
      node.close();
    }
    if (services != null) {
      services.close();
    }
  }
}
