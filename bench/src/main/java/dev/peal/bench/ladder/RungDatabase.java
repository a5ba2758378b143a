package dev.peal.bench.ladder;

import dev.peal.bench.ladder.rung.Rung;
import dev.peal.bench.run.BenchFailed;
import dev.peal.bench.run.Folders;
import dev.peal.bench.run.Progress;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.Properties;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/// The fresh store of one rung: a database of its own, after which its keys in Redis and its queues
/// in RabbitMQ are named. Dropped when it is closed.
final class RungDatabase implements AutoCloseable {

  private final Properties services;
  private final String name;
  private final Path folder;

  private RungDatabase(Properties services, String name, Path folder) {
    this.services = services;
    this.name = name;
    this.folder = folder;
  }

  /// Makes it in the MySQL that a services file names, whose user may create databases that begin
  /// with `peal`.
  ///
  /// @param parent where the folder of its own services file is made, or null for the system's
  ///   place
  static RungDatabase create(Path services, Rung rung, @Nullable Path parent) {
    Properties keys = new Properties();
    try (Reader text = Files.newBufferedReader(services)) {
      keys.load(text);
    } catch (IOException failure) {
      throw new BenchFailed(services + " cannot be read", failure);
    }
    if (keys.getProperty("mysql.address") == null) {
      throw new BenchFailed(services + ": no mysql.address (expected: where MySQL is)");
    }
    String random = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
    String name = "peal_rung" + rung.number() + "_" + random;
    var database = new RungDatabase(keys, name, Folders.create(parent));
    try {
      database.execute("CREATE DATABASE " + name + " CHARACTER SET utf8mb4");
      database.write();
    } catch (SQLException | IOException failure) {
      database.close();
      throw new BenchFailed("no database could be made for rung " + rung.number(), failure);
    }
    return database;
  }

  private void write() throws IOException {
    Properties own = new Properties();
    own.putAll(services);
    own.setProperty("mysql.database", name);
    try (Writer text = Files.newBufferedWriter(properties())) {
      own.store(text, null);
    }
  }

  /// The file with the addresses of the servers and the name of this database.
  Path properties() {
    return folder.resolve("peal.properties");
  }

  private void execute(String sql) throws SQLException {
    String url =
        "jdbc:mysql://"
            + services.getProperty("mysql.address")
            + "/?allowPublicKeyRetrieval=true&sslMode=DISABLED";
    try (Connection connection =
            DriverManager.getConnection(
                url,
                services.getProperty("mysql.user", ""),
                services.getProperty("mysql.password", ""));
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Override
  public void close() {
    try {
      execute("DROP DATABASE IF EXISTS " + name);
    } catch (SQLException failure) {
      Progress.say("database " + name + " is left behind: " + failure.getMessage());
    }
    Folders.delete(folder);
  }
}
