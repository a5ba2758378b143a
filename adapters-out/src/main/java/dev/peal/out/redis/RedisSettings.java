package dev.peal.out.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// How Redis is reached. One address is a lone server; several are nodes of a Redis Cluster, from
/// which the others are found. `poolSize` is the number of connections to each server; a call waits
/// at most `timeout` for one of them, and as long again for each answer. All keys begin with
/// `namespace`.
public record RedisSettings(
    List<Address> addresses,
    Credentials credentials,
    boolean tls,
    int poolSize,
    Duration timeout,
    String namespace) {

  private static final Duration LONGEST_TIMEOUT = Duration.ofMinutes(1);

  public RedisSettings {
    addresses = List.copyOf(addresses);
    if (addresses.isEmpty()) {
      throw new IllegalArgumentException("redis.addresses: none (expected: host:port, ...)");
    }
    if (poolSize < 1 || poolSize > 500) {
      throw new IllegalArgumentException("redis.pool-size: " + poolSize + " (expected: 1 to 500)");
    }
    if (timeout.toMillis() < 1 || timeout.compareTo(LONGEST_TIMEOUT) > 0) {
      throw new IllegalArgumentException("redis.timeout: " + timeout + " (expected: 1ms to 1m)");
    }
    if (!namespace.matches("[A-Za-z0-9._-]{1,64}")) {
      throw new IllegalArgumentException(
          "cluster.name: \""
              + namespace
              + "\" (expected: 1 to 64 letters, digits, dots, dashes and underscores)");
    }
  }

  /// Defaults for everything but the addresses, each `host:port`.
  public static RedisSettings at(List<String> addresses) {
    List<Address> parsed = new ArrayList<>();
    addresses.forEach(address -> parsed.add(Address.parse(address)));
    return new RedisSettings(parsed, Credentials.none(), false, 16, Duration.ofSeconds(2), "peal");
  }

  /// Whether the addresses are those of a Redis Cluster.
  public boolean cluster() {
    return addresses.size() > 1;
  }

  /// Where one server listens.
  public record Address(String host, int port) {

    public Address {
      if (host.isBlank() || port < 1 || port > 65_535) {
        throw expected(host + ":" + port);
      }
    }

    /// Reads `host:port`, with an IPv6 host in brackets or not.
    public static Address parse(String text) {
      int colon = text.lastIndexOf(':');
      if (colon < 1 || !text.substring(colon + 1).matches("[0-9]{1,5}")) {
        throw expected(text);
      }
      String host = text.substring(0, colon);
      boolean bracketed = host.startsWith("[") && host.endsWith("]");
      return new Address(
          bracketed ? host.substring(1, host.length() - 1) : host,
          Integer.parseInt(text.substring(colon + 1)));
    }

    private static IllegalArgumentException expected(String text) {
      return new IllegalArgumentException(
          "redis.addresses: \"" + text + "\" (expected: host:port, ...)");
    }

    @Override
    public String toString() {
      return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
  }

  /// Whom Redis takes us for. An empty user is Redis's default one; with an empty password nothing
  /// is sent.
  public record Credentials(String user, String password) {

    public Credentials {
      if (password.isEmpty() && !user.isEmpty()) {
        throw new IllegalArgumentException(
            "redis.password: none (expected: the password of redis.user)");
      }
    }

    /// No log-in.
    public static Credentials none() {
      return new Credentials("", "");
    }

    /// Without the password.
    @Override
    public String toString() {
      return "Credentials[" + user + "]";
    }
  }
}
