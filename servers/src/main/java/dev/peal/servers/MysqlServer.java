package dev.peal.servers;

/// A running MySQL or MariaDB, and a user who may create and drop databases named `peal…`.
///
/// @param host where it listens
/// @param port where it listens
/// @param user who may create databases
/// @param password the user's, maybe empty
public record MysqlServer(String host, int port, String user, String password) {

  public String address() {
    return host + ":" + port;
  }

  /// The JDBC address of a database, without user and password; of none when the name is empty.
  public String url(String database) {
    return "jdbc:mysql://%s:%d/%s?allowPublicKeyRetrieval=true&sslMode=DISABLED"
        .formatted(host, port, database);
  }

  /// Without the password, which is nobody's business in a log.
  @Override
  public String toString() {
    return "MysqlServer[" + user + "@" + address() + "]";
  }
}
