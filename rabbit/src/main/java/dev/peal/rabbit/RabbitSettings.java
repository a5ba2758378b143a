package dev.peal.rabbit;

import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/// Where the broker is, and what the journal is called there. A wrong value is an
/// `IllegalArgumentException` that names the key, the value and what was expected.
///
/// @param addresses `rabbitmq.addresses`, each `host` or `host:port`; one of those that answer is
///   taken
/// @param user `rabbitmq.user`
/// @param password `rabbitmq.password`
/// @param virtualHost `rabbitmq.virtual-host`
/// @param tls `rabbitmq.tls`, with the JVM's trust store and the host name checked
/// @param queues `rabbitmq.queues`, what the names of the journal's queues begin with
/// @param queueType `rabbitmq.queue-type`
/// @param heartbeat `rabbitmq.heartbeat`, in whole seconds; a broker that is silent for about twice
///   as long counts as gone, also in the middle of a write to it
/// @param connectTimeout `rabbitmq.connect-timeout`, for one address, and for the handshake again
public record RabbitSettings(
    List<String> addresses,
    String user,
    String password,
    String virtualHost,
    boolean tls,
    String queues,
    QueueType queueType,
    Duration heartbeat,
    Duration connectTimeout) {

  private static final Pattern ADDRESS =
      Pattern.compile("([^\\s:/]+|\\[[0-9a-fA-F:]+])(:\\d{1,5})?");
  private static final Pattern QUEUES = Pattern.compile("[A-Za-z0-9._-]{1,200}");

  public RabbitSettings {
    addresses = List.copyOf(addresses);
    if (addresses.isEmpty()) {
      throw wrong("rabbitmq.addresses", "none", "at least one host or host:port");
    }
    addresses.forEach(RabbitSettings::checkAddress);
    if (user.isBlank()) {
      throw wrong("rabbitmq.user", "\"" + user + "\"", "a name");
    }
    if (virtualHost.isBlank()) {
      throw wrong("rabbitmq.virtual-host", "\"" + virtualHost + "\"", "a name, mostly /");
    }
    if (!QUEUES.matcher(queues).matches() || queues.startsWith("amq.")) {
      throw wrong(
          "cluster.name (as the name of queues)",
          "\"" + queues + "\"",
          "1 to 200 letters, digits, dots, hyphens, underscores, and not amq. at the beginning");
    }
    inRange("rabbitmq.heartbeat", heartbeat, Duration.ofSeconds(1), Duration.ofSeconds(60));
    inRange(
        "rabbitmq.connect-timeout", connectTimeout, Duration.ofMillis(100), Duration.ofSeconds(60));
  }

  /// Defaults for everything but the broker and the user.
  public static RabbitSettings defaults(List<String> addresses, String user, String password) {
    return new RabbitSettings(
        addresses,
        user,
        password,
        "/",
        false,
        "peal.journal",
        QueueType.QUORUM,
        Duration.ofSeconds(5),
        Duration.ofSeconds(5));
  }

  /// The same with other queues.
  public RabbitSettings withQueues(String otherQueues, QueueType otherType) {
    return new RabbitSettings(
        addresses,
        user,
        password,
        virtualHost,
        tls,
        otherQueues,
        otherType,
        heartbeat,
        connectTimeout);
  }

  /// The same with other addresses.
  public RabbitSettings withAddresses(List<String> others) {
    return new RabbitSettings(
        others, user, password, virtualHost, tls, queues, queueType, heartbeat, connectTimeout);
  }

  /// Leaves the password out.
  @Override
  public String toString() {
    return "RabbitSettings[addresses=%s, user=%s, virtualHost=%s, tls=%s, queues=%s, queueType=%s, heartbeat=%s, connectTimeout=%s]"
        .formatted(addresses, user, virtualHost, tls, queues, queueType, heartbeat, connectTimeout);
  }

  private static void checkAddress(String address) {
    int colon = address.lastIndexOf(':');
    boolean good = ADDRESS.matcher(address).matches();
    if (good && colon > address.lastIndexOf(']')) {
      int port = Integer.parseInt(address.substring(colon + 1));
      good = port >= 1 && port <= 65_535;
    }
    if (!good) {
      throw wrong("rabbitmq.addresses", "\"" + address + "\"", "host or host:port");
    }
  }

  private static void inRange(String key, Duration value, Duration least, Duration most) {
    if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
      throw wrong(
          key, value.toMillis() + " ms", least.toMillis() + " ms to " + most.toMillis() + " ms");
    }
  }

  private static IllegalArgumentException wrong(String key, String value, String expected) {
    return new IllegalArgumentException(key + ": " + value + " (expected: " + expected + ")");
  }
}
