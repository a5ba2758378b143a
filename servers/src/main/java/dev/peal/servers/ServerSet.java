package dev.peal.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// Servers of one test alone, which may kill them: made by `bin/services` in a folder of their own,
/// on ports and data that outlive a server's death. All methods block until done, and throw
/// [IllegalStateException] with all that the script said when it fails. Safe for use by several
/// threads: the script does one thing at a time.
public final class ServerSet implements AutoCloseable {

  private final ServicesFolder services;
  private final Thread hook;

  private ServerSet(ServicesFolder services) {
    this.services = services;
    this.hook = new Thread(this::wipe, "servers of " + services.folder());
  }

  /// Starts MySQL, Redis, RabbitMQ and etcd, in about seven seconds.
  ///
  /// @param folder theirs alone, made if it is not there; deleted by [#close()]
  public static ServerSet start(Path folder) {
    return start(folder, ServerName.MYSQL, ServerName.REDIS, ServerName.RABBITMQ, ServerName.ETCD);
  }

  /// Starts some servers.
  ///
  /// @param folder theirs alone, made if it is not there; deleted by [#close()]
  /// @param names which, at least one
  public static ServerSet start(Path folder, ServerName... names) {
    ServerSet set = new ServerSet(ServicesFolder.in(folder));
    // Servers are processes of their own, which do not end with this one.
    Runtime.getRuntime().addShutdownHook(set.hook);
    try {
      set.services.run("up", names);
    } catch (RuntimeException failure) {
      set.close();
      throw failure;
    }
    return set;
  }

  /// A file with the keys of Peal's configuration that lead to these servers.
  public Path properties() {
    return services.folder().resolve("peal.properties");
  }

  /// Stops a server as an administrator would, and starts it again.
  public void restart(ServerName name) {
    services.run("restart", name);
  }

  /// Ends a server without a warning, as a crash would (KILL). It stays down.
  public void kill(ServerName name) {
    services.run("kill", name);
  }

  /// Stops a server as an administrator would. It stays down.
  public void stop(ServerName name) {
    services.run("down", name);
  }

  /// Starts a server that was killed or stopped, on the same port and data; returns when it
  /// answers.
  public void start(ServerName name) {
    services.run("start", name);
  }

  /// `HOST:PORT`; of etcd `http://HOST:PORT`. It stays the same for the life of the set.
  public String address(ServerName name) {
    return find(name).place();
  }

  public MysqlServer mysql() {
    return find(ServerName.MYSQL).mysql();
  }

  public RedisServer redis() {
    return find(ServerName.REDIS).redis();
  }

  public RabbitServer rabbit() {
    return find(ServerName.RABBITMQ).rabbit();
  }

  public EtcdServer etcd() {
    return find(ServerName.ETCD).etcd();
  }

  private Found find(ServerName name) {
    return services
        .known(name)
        .orElseThrow(
            () -> new IllegalArgumentException("name: " + name + " (expected: one of this set)"));
  }

  /// Stops all servers and deletes the folder. Doing so again does nothing.
  @Override
  public void close() {
    wipe();
    Runtime.getRuntime().removeShutdownHook(hook);
  }

  private void wipe() {
    if (!Files.exists(services.folder())) {
      return;
    }
    services.run("wipe");
    try (Stream<Path> files = Files.walk(services.folder())) {
      List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
      for (Path file : deepestFirst) {
        Files.delete(file);
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
