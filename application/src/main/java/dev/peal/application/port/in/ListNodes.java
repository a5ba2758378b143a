package dev.peal.application.port.in;

import java.util.List;
import java.util.Set;

/// Says which nodes there are.
public interface ListNodes {

  /// All nodes that are known to be alive, in order of id.
  List<Node> nodes();

  /// One node; `self` for the one that was asked. Roles are lower-case words.
  record Node(String id, String name, Set<String> roles, long startedAtMillis, boolean self) {}
}
