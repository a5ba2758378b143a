package dev.peal.bench.store;

import dev.peal.bench.run.BenchFailed;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

/// A MySQL or MariaDB that rows are written into, each run into a table of its own.
///
/// @param address host and port
record MysqlPlace(String address, String database, String user, String password) {

  /// Reads the keys that a server's configuration has: `mysql.address`, `mysql.database`,
  /// `mysql.user` and `mysql.password`.
  static MysqlPlace read(Path file) {
    Properties keys = new Properties();
    try (Reader text = Files.newBufferedReader(file)) {
      keys.load(text);
    } catch (IOException failure) {
      throw new BenchFailed(file + " cannot be read", failure);
    }
    return new MysqlPlace(
        required(file, keys, "mysql.address"),
        keys.getProperty("mysql.database", "peal"),
        required(file, keys, "mysql.user"),
        keys.getProperty("mysql.password", ""));
  }

  private static String required(Path file, Properties keys, String key) {
    String value = keys.getProperty(key);
    if (value == null) {
      throw new BenchFailed(file + ": no " + key + " (expected: where MySQL is)");
    }
    return value;
  }

  Connection connect() throws SQLException {
    String url =
        "jdbc:mysql://"
            + address
            + "/"
            + database
            + "?allowPublicKeyRetrieval=true&allowLoadLocalInfile=true&useLocalSessionState=true";
    Connection connection = DriverManager.getConnection(url, user, password);
    connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
    return connection;
  }

  /// Without the password.
  @Override
  public String toString() {
    return "MysqlPlace[" + address + "/" + database + "]";
  }
}
