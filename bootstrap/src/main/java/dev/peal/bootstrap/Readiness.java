package dev.peal.bootstrap;

import dev.peal.in.http.NodeState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Where the node is in its life, and whether it takes work. Thread-safe.
public final class Readiness {

  private volatile NodeState.Phase phase = NodeState.Phase.STARTING;

  void set(NodeState.Phase now) {
    phase = now;
  }

  /// What operators are told.
  ///
  /// @param troubles servers that do not answer, as the watch has it
  /// @param refusing whether messages are refused at this moment, which the watch may not know yet
  /// @param apart why sessions should go to other nodes, if they should
  NodeState state(List<NodeState.Trouble> troubles, boolean refusing, Optional<String> apart) {
    List<NodeState.Trouble> all = new ArrayList<>(troubles);
    if (refusing && troubles.stream().noneMatch(NodeState.Trouble::refusing)) {
      all.add(
          new NodeState.Trouble(
              "journal",
              "takes no records",
              true,
              "messages are refused",
              System.currentTimeMillis()));
    }
    apart.ifPresent(why ->
        all.add(
            new NodeState.Trouble(
                "links",
                "are down (" + why + ")",
                true,
                "sessions should go to other nodes",
                System.currentTimeMillis())));
    return new NodeState(phase, all);
  }
}
