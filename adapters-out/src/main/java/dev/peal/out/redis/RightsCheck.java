package dev.peal.out.redis;

import dev.peal.application.port.out.StoreUnavailable;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import redis.clients.jedis.Connection;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisDataException;

/// Whether the user may do in Redis what Peal does there: each command is tried on a key that does
/// not exist, and what Redis forbids is named all at once. What it says otherwise does not matter:
/// rights are looked at before anything else.
final class RightsCheck {

  /// Every command that is sent or called in a script, with harmless arguments behind its key.
  static final List<List<String>> COMMANDS =
      List.of(
          List.of("PING"),
          List.of("INFO", "server"),
          List.of("TIME"),
          List.of("SCRIPT", "LOAD", "return 1"),
          List.of("EVALSHA", "0000000000000000000000000000000000000000", "0"),
          List.of("GET", "$key"),
          List.of("GETRANGE", "$key", "0", "1"),
          List.of("GETBIT", "$key", "0"),
          List.of("HGET", "$key", "f"),
          List.of("HMGET", "$key", "f"),
          List.of("HGETALL", "$key"),
          List.of("HVALS", "$key"),
          List.of("HSET", "$key", "f", "1"),
          List.of("HDEL", "$key", "f"),
          List.of("SET", "$key", "1"),
          List.of("SETBIT", "$key", "0", "1"),
          List.of("EXPIRE", "$key", "1"),
          List.of("DEL", "$key"),
          List.of("UNLINK", "$key"));

  private RightsCheck() {}

  /// @param namespace what all keys begin with
  /// @throws StoreUnavailable something is forbidden; names all of it
  static void check(Connection connection, HostAndPort server, String namespace, String user) {
    Set<String> commands = new LinkedHashSet<>();
    boolean keys = true;
    for (List<String> command : COMMANDS) {
      String refusal = tried(connection, command, namespace + ":rights-check");
      if (!refusal.startsWith("NOPERM")) {
        continue;
      }
      if (refusal.toLowerCase(Locale.ROOT).contains(" key")) {
        keys = false;
      } else {
        commands.add(named(command));
      }
    }
    if (!commands.isEmpty() || !keys) {
      throw new StoreUnavailable(
          "Redis at " + server + ": " + sentence(user, namespace, commands, keys), true);
    }
  }

  private static String sentence(
      String user, String namespace, Set<String> commands, boolean keys) {
    StringBuilder text = new StringBuilder();
    text.append("user '").append(user.isEmpty() ? "default" : user).append("' may not ");
    if (!commands.isEmpty()) {
      text.append("run ").append(String.join(", ", commands));
    }
    if (!keys) {
      text.append(commands.isEmpty() ? "" : ", nor ").append("use keys ").append(namespace);
      text.append(":*");
    }
    text.append(": grant that with ACL SETUSER, as in ");
    text.append("\"");
    commands.forEach(command -> text.append('+').append(command.replace(' ', '|')).append(' '));
    text.append(keys ? "" : "~" + namespace + ":* ");
    text.setLength(text.length() - 1);
    return text.append("\"").toString();
  }

  private static String named(List<String> command) {
    return (command.getFirst().equals("SCRIPT") ? "SCRIPT LOAD" : command.getFirst())
        .toLowerCase(Locale.ROOT);
  }

  private static String tried(Connection connection, List<String> command, String key) {
    String[] arguments =
        command.stream()
            .skip(1)
            .map(argument -> argument.equals("$key") ? key : argument)
            .toArray(String[]::new);
    connection.sendCommand(Protocol.Command.valueOf(command.getFirst()), arguments);
    try {
      var _ = connection.getOne();
      return "";
    } catch (JedisDataException refused) {
      return String.valueOf(refused.getMessage());
    }
  }
}
