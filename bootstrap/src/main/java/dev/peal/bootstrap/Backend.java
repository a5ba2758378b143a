package dev.peal.bootstrap;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Optional;

/// What stands behind the outbound ports of a node: an embedded store, or the servers of a cluster.
/// Started before the node takes work, closed after its last message is answered. Not thread-safe,
/// but for [#failing] and [#unready].
public interface Backend {

  /// Begins to turn the journal into rows, and to hear of other nodes.
  void start();

  /// Whether messages cannot be taken now.
  boolean failing();

  /// Why new sessions should go to other nodes, as a sentence; nothing while they may come here, as
  /// always where there are no others.
  default Optional<String> unready() {
    return Optional.empty();
  }

  /// What operators are told of when it does not answer.
  default List<ServerWatch.Probe> probes() {
    return List.of();
  }

  /// Whether this node takes sessions of clients.
  boolean takesSessions();

  /// Registers what only this kind of backend has to tell operators.
  void measure(MeterRegistry registry);

  /// As [#measure], for what has to be asked of servers.
  default void measureServers(MeterRegistry registry, ServerWatch watch) {
    // Most have nothing.
  }

  /// Tells other nodes that this one has no sessions any more.
  void leave();

  /// Ends what was begun and closes everything; nothing in the journal is lost.
  void close();
}
