package dev.peal.bench.burst;

import dev.peal.bench.run.Progress;
import dev.peal.bench.run.ServerProcess;
import dev.peal.client.PealAccounts;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A run of bursts from the outside: what other benchmarks do with them.
public final class BurstRun {
  private BurstRun() {}

  /// Runs bursts, from new accounts in a new group.
  ///
  /// @param nodes where members connect, in turn
  /// @param adminToken the operators' token of the first node, for counting its rows
  public static BurstResult against(BurstSettings settings, List<URI> nodes, String adminToken)
      throws InterruptedException {
    return against(settings, BurstClients.standard(), nodes, adminToken);
  }

  /// As above, with members of another kind.
  public static BurstResult against(
      BurstSettings settings, BurstClients clients, List<URI> nodes, String adminToken)
      throws InterruptedException {
    List<URI> webSockets =
        nodes.stream().map(node -> URI.create("ws://" + node.getRawAuthority() + "/ws")).toList();
    try (PealAccounts accounts = new PealAccounts(nodes.getFirst())) {
      return new Burst(settings, clients, accounts, webSockets, adminToken).run();
    }
  }

  /// Runs rounds that are not reported, against a server that is thrown away: so that servers are
  /// measured and not clients whose code is not compiled yet.
  ///
  /// @param online members, all of them online
  /// @param folder where the server's folder is made, or null for the system's place
  public static void warmUpClients(int online, int messages, int rounds, @Nullable Path folder)
      throws InterruptedException {
    if (rounds > 0) {
      Progress.say("warming up the clients at a server of their own");
      try (ServerProcess server = ServerProcess.start(folder)) {
        var _ =
            against(
                new BurstSettings(online, online, messages, rounds),
                List.of(server.address()),
                server.adminToken());
      }
    }
  }
}
