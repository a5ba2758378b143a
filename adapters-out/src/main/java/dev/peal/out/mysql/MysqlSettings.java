package dev.peal.out.mysql;

import java.time.Duration;
import java.util.regex.Pattern;

/// Where MySQL is and how it is used.
///
/// - `address`: host and port, as `db.example.org:3306` or `[::1]:3306`.
/// - `poolSize`: connections at most; whoever finds none free waits as long as `timeout`.
/// - `connectTimeout`: for making one connection.
/// - `durability`: what to do with a server that may lose commits.
/// - `timeout`: for one statement. A row that somebody else has locked is waited for half as long.
public record MysqlSettings(
    String address,
    String database,
    String user,
    String password,
    Tls tls,
    int poolSize,
    Duration connectTimeout,
    Duration timeout,
    OnWeakDurability durability) {

  private static final Pattern ADDRESS =
      Pattern.compile("(\\[[0-9A-Fa-f:.%]+]|[A-Za-z0-9._-]+):([0-9]{1,5})");
  private static final Pattern DATABASE = Pattern.compile("[A-Za-z0-9_$-]{1,64}");

  /// Whether connections are encrypted.
  public enum Tls {
    /// Never.
    OFF,
    /// When the server offers it, whoever it says it is.
    PREFERRED,
    /// Always, whoever the server says it is.
    REQUIRED,
    /// Always, and the server's certificate must be one that Java trusts and name the host.
    VERIFIED
  }

  /// What to do with a server that may lose commits which it has answered.
  public enum OnWeakDurability {
    /// Not use it.
    REFUSE,
    /// Use it, and say so as an error.
    WARN
  }

  public MysqlSettings {
    if (!ADDRESS.matcher(address).matches() || port(address) < 1 || port(address) > 65_535) {
      throw wrong("mysql.address", address, "a host, a colon and a port from 1 to 65535");
    }
    if (!DATABASE.matcher(database).matches()) {
      throw wrong("mysql.database", database, "1 to 64 letters, digits, _, $ and -");
    }
    if (user.isBlank() || user.length() > 80) {
      throw wrong("mysql.user", user, "1 to 80 characters");
    }
    if (poolSize < 1 || poolSize > 500) {
      throw wrong("mysql.pool-size", poolSize, "1 to 500");
    }
    require("mysql.connect-timeout", connectTimeout, 100, 60_000);
    require("mysql.timeout", timeout, 1_000, 600_000);
  }

  /// Refuses a server that may lose commits.
  public MysqlSettings(
      String address,
      String database,
      String user,
      String password,
      Tls tls,
      int poolSize,
      Duration connectTimeout,
      Duration timeout) {
    this(
        address,
        database,
        user,
        password,
        tls,
        poolSize,
        connectTimeout,
        timeout,
        OnWeakDurability.REFUSE);
  }

  /// Defaults for everything but where and who.
  public static MysqlSettings at(String address, String database, String user, String password) {
    return new MysqlSettings(
        address,
        database,
        user,
        password,
        Tls.PREFERRED,
        16,
        Duration.ofSeconds(5),
        Duration.ofSeconds(10));
  }

  private static int port(String address) {
    return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
  }

  private static void require(String key, Duration value, long leastMillis, long mostMillis) {
    if (value.toMillis() < leastMillis || value.toMillis() > mostMillis) {
      throw wrong(
          key, value.toMillis() + " ms", leastMillis + " ms to " + mostMillis / 1_000 + " s");
    }
  }

  private static IllegalArgumentException wrong(String key, Object value, String expected) {
    return new IllegalArgumentException(key + ": " + value + " (expected: " + expected + ")");
  }

  /// Without the password.
  @Override
  public String toString() {
    return "MysqlSettings[" + address + "/" + database + " as " + user + "]";
  }
}
