package dev.peal.out.redis;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.commands.ProtocolCommand;
import redis.clients.jedis.util.JedisClusterCRC16;

/// One command, and the key by which a Redis Cluster finds its server. Used by one thread at a
/// time.
final class Command {

  private final String key;
  private final @Nullable Script script;
  private final CommandArguments arguments;

  private Command(String key, @Nullable Script script, CommandArguments arguments) {
    this.key = key;
    this.script = script;
    this.arguments = arguments;
  }

  /// A plain command whose first argument is its key.
  static Command of(ProtocolCommand command, String key) {
    return new Command(key, null, new CommandArguments(command).add(bytes(key)));
  }

  /// A call of a script; all keys have the same hash tag, or the server is a lone one.
  static Command script(Script script, List<String> keys) {
    var arguments =
        new CommandArguments(Protocol.Command.EVALSHA)
            .add(bytes(script.sha1()))
            .add(bytes(Integer.toString(keys.size())));
    keys.forEach(each -> arguments.add(bytes(each)));
    return new Command(keys.getFirst(), script, arguments);
  }

  Command with(byte[] argument) {
    arguments.add(argument);
    return this;
  }

  Command with(String argument) {
    return with(bytes(argument));
  }

  Command with(long argument) {
    return with(bytes(Long.toString(argument)));
  }

  int slot() {
    return JedisClusterCRC16.getSlot(key);
  }

  @Nullable Script script() {
    return script;
  }

  CommandArguments arguments() {
    return arguments;
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
