package dev.peal.servers;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// The servers that the tests of this JVM share. Each is looked for when it is first asked for:
///
/// 1. in environment variables (`PEAL_MYSQL_ADDRESS`, `PEAL_MYSQL_USER`, `PEAL_MYSQL_PASSWORD`,
///    `PEAL_REDIS_ADDRESSES`, …);
/// 2. among those that `bin/peal services up` started, in the folder that `PEAL_SERVICES` names or
///    else in the checkout's own, as far as they run;
/// 3. in containers of this JVM, where a Docker engine answers and `PEAL_SERVICES` is not set;
/// 4. as 2, after `bin/services up`. Those stay up, for the next tests.
///
/// All methods block, may be called by any thread, and fail when there is no server: a test that
/// needs one is never skipped. Tests share these servers: they make their own databases
/// ([TestDatabase]), key prefixes and queue names, and never stop a server ([ServerSet] is for
/// that).
public final class RealServers {

  private static final Map<ServerName, Found> FOUND = new ConcurrentHashMap<>();

  private RealServers() {}

  public static MysqlServer mysql() {
    return find(ServerName.MYSQL).mysql();
  }

  public static MysqlServer mariadb() {
    return find(ServerName.MARIADB).mysql();
  }

  public static RedisServer redis() {
    return find(ServerName.REDIS).redis();
  }

  public static RedisServer redisCluster() {
    return find(ServerName.REDIS_CLUSTER).redis();
  }

  public static RabbitServer rabbit() {
    return find(ServerName.RABBITMQ).rabbit();
  }

  public static EtcdServer etcd() {
    return find(ServerName.ETCD).etcd();
  }

  private static Found find(ServerName name) {
    return FOUND.computeIfAbsent(name, RealServers::look);
  }

  private static Found look(ServerName name) {
    Environment environment = Environment.ofProcess();
    Optional<Found> given = environment.find(name);
    if (given.isPresent()) {
      return given.get();
    }
    try {
      ServicesFolder services = ServicesFolder.shared();
      Optional<Found> running = services.running(name);
      if (running.isPresent()) {
        return running.get();
      }
      return !environment.namesAServicesFolder() && Containers.isAvailable()
          ? Containers.start(name)
          : services.up(name);
    } catch (RuntimeException failure) {
      throw new IllegalStateException(missing(name), failure);
    }
  }

  private static String missing(ServerName name) {
    return """
    %1$s: there is none to test against, and none could be started. Do one of these:
    run 'bin/peal services up %1$s' and heed what it says;
    or start a Docker engine;
    or set %2$s to one that runs, and what README.md names with it.
    """
        .formatted(name, ServerName.environmentVariable(name.placeKey()));
  }
}
