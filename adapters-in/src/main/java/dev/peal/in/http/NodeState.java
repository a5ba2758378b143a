package dev.peal.in.http;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Whether a node takes work, and what is wrong with it: what `/readyz` says.
///
/// @param phase where the node is in its life
/// @param troubles what does not work now; nobody but operators is to know where servers are, so
///   names only
public record NodeState(Phase phase, List<Trouble> troubles) {

  /// A node without any trouble.
  public static final NodeState READY = new NodeState(Phase.RUNNING, List.of());

  /// A node that is going down.
  public static final NodeState DRAINING = new NodeState(Phase.DRAINING, List.of());

  public NodeState {
    troubles = List.copyOf(troubles);
  }

  /// Where a node is in its life.
  public enum Phase {
    STARTING,
    RUNNING,
    DRAINING
  }

  /// Something that does not work.
  ///
  /// @param what its name: `mysql`, `redis`, `rabbitmq`, `etcd`, `store`
  /// @param how what it does or does not do: "does not answer"
  /// @param refusing whether messages are refused for its sake, so that the node is of no use
  /// @param effect what that means for users, as a clause
  /// @param sinceMillis since when, in milliseconds since 1970
  public record Trouble(
      String what, String how, boolean refusing, String effect, long sinceMillis) {

    private String sentence() {
      return what + " " + how + " since " + since() + ": " + effect;
    }

    private String since() {
      return Instant.ofEpochMilli(sinceMillis).truncatedTo(ChronoUnit.SECONDS).toString();
    }
  }

  /// Whether the node takes work.
  public boolean takesWork() {
    return phase == Phase.RUNNING && troubles.stream().noneMatch(Trouble::refusing);
  }

  /// One word for it: ready, impaired (takes work, but not all of it), failing, starting, draining.
  String word() {
    return switch (phase) {
      case STARTING -> "starting";
      case DRAINING -> "draining";
      case RUNNING ->
          troubles.isEmpty()
              ? "ready"
              : troubles.stream().noneMatch(Trouble::refusing) ? "impaired" : "failing";
    };
  }

  /// Lines for people: `ok` or a word, and a sentence for each trouble.
  String text() {
    StringBuilder lines = new StringBuilder();
    lines.append(
        switch (word()) {
          case "ready" -> "ok";
          case "impaired" -> "ok, but impaired";
          case "failing" -> "not ready";
          default -> word();
        });
    troubles.forEach(trouble -> lines.append('\n').append(trouble.sentence()));
    return lines.toString();
  }

  ObjectNode json() {
    ObjectNode json = Json.object().put("ready", takesWork()).put("state", word());
    ArrayNode list = json.putArray("troubles");
    troubles.forEach(trouble ->
        list.add(
            Json.object()
                .put("what", trouble.what())
                .put("how", trouble.how())
                .put("effect", trouble.effect())
                .put("refusing", trouble.refusing())
                .put("since", trouble.since())));
    return json;
  }
}
