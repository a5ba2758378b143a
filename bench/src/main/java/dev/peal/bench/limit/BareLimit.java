package dev.peal.bench.limit;

import dev.peal.bench.run.Progress;
import dev.peal.bench.run.ServerProcess;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A bare server in a process of its own with its connections, and the times of all rounds so far.
/// It stays from one pass to the next, so that both sides stay warm.
final class BareLimit implements AutoCloseable {
  private final ServerProcess server;
  private final BareClients clients;
  private final Map<Variant, List<Double>> roundMillis = new EnumMap<>(Variant.class);

  private BareLimit(ServerProcess server, BareClients clients) {
    this.server = server;
    this.clients = clients;
    for (Variant variant : Variant.values()) {
      roundMillis.put(variant, new ArrayList<>());
    }
  }

  /// @param folder where the server's folder is made, or null for the system's place
  static BareLimit start(int connections, int messages, @Nullable Path folder)
      throws InterruptedException {
    Progress.say("starting a bare server");
    ServerProcess server =
        ServerProcess.startProgram(
            folder, BareServer.class.getName(), List.of(Integer.toString(messages)));
    BareLimit limit = new BareLimit(server, new BareClients(PreparedFrames.of(messages)));
    try {
      limit.clients.connect(server.address(), connections);
    } catch (RuntimeException | InterruptedException failure) {
      limit.close();
      throw failure;
    }
    return limit;
  }

  /// Runs rounds of every variant that are not counted.
  void warmUp(int rounds) throws InterruptedException {
    Progress progress = new Progress("warm-up rounds of the bare server run", rounds);
    for (int i = 0; i < rounds; i++) {
      for (Variant variant : Variant.values()) {
        clients.round(variant);
      }
      progress.step();
    }
  }

  /// Runs rounds that count: the variants in turn, so that what else the machine does hits all
  /// alike.
  void measure(int rounds) throws InterruptedException {
    Progress progress = new Progress("rounds of the bare server run", rounds);
    for (int i = 0; i < rounds; i++) {
      for (Variant variant : Variant.values()) {
        roundMillis.getOrDefault(variant, new ArrayList<>()).add(clients.round(variant));
      }
      progress.step();
    }
  }

  /// The time of every measured round, in milliseconds.
  List<Double> roundMillis(Variant variant) {
    return List.copyOf(roundMillis.getOrDefault(variant, List.of()));
  }

  @Override
  public void close() {
    clients.close();
    server.close();
  }
}
