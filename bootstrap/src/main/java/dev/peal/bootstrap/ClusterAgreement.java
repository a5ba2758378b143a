package dev.peal.bootstrap;

import dev.peal.bootstrap.config.ClusterSettings;
import dev.peal.bootstrap.config.Configuration;
import dev.peal.bootstrap.config.Key;
import dev.peal.bootstrap.config.Settings;
import dev.peal.bootstrap.config.WrongConfiguration;
import dev.peal.out.mysql.MysqlClusterSettings;
import dev.peal.out.mysql.MysqlDatabase;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What has to be the same on all nodes of a cluster: kept in MySQL, where the first node writes
/// what it is configured with; every later one takes what it finds there.
final class ClusterAgreement {

  private static final Logger log = LoggerFactory.getLogger(ClusterAgreement.class);

  /// Taken from the cluster by whoever is configured with something else.
  static final List<Key> KEYS =
      List.of(
          Key.POSTING_CONFIRM_TIMEOUT,
          Key.CLUSTER_CLOCK_SKEW,
          Key.REDIS_FAILOVER_WINDOW,
          Key.REDIS_REMEMBER_SENDS,
          Key.RABBITMQ_PREFETCH,
          Key.GROUPS_MAX_MEMBERS,
          Key.GROUPS_MAX_PER_USER,
          Key.AUTH_TOKEN_AUDIENCE);

  private ClusterAgreement() {}

  /// What this node has to work with; of an embedded one, what it is configured with.
  static Settings settings(Configuration values) {
    Settings own = Settings.of(values);
    if (own.cluster().isEmpty()) {
      return own;
    }
    try (MysqlDatabase database = open(own.cluster().orElseThrow())) {
      Configuration agreed = agreed(values, new MysqlClusterSettings(database));
      warn(values, agreed);
      return Settings.of(agreed);
    }
  }

  /// Connects, with the tables up to date and a row for every bucket and queue.
  static MysqlDatabase open(ClusterSettings cluster) {
    MysqlDatabase database = MysqlDatabase.connect(cluster.mysql());
    try {
      database.migrate();
      new MysqlClusterSettings(database).agree(cluster.buckets(), cluster.queues());
      return database;
    } catch (RuntimeException failure) {
      database.close();
      throw failure;
    }
  }

  /// The configured values with those of the cluster over them.
  static Configuration agreed(Configuration values, MysqlClusterSettings clusterWide) {
    Map<String, String> wanted = new LinkedHashMap<>();
    KEYS.forEach(key -> wanted.put(key.key(), values.text(key)));
    Map<String, String> agreed = clusterWide.agreeOn(wanted);
    Configuration result = values;
    for (Key key : KEYS) {
      String own = values.text(key);
      String theirs = agreed.getOrDefault(key.key(), own);
      if (!own.equals(theirs)) {
        result = result.with(key, theirs);
      }
    }
    return result;
  }

  private static void warn(Configuration values, Configuration agreed) {
    for (Key key : KEYS) {
      if (!values.text(key).equals(agreed.text(key))) {
        log.warn(
            "{}: {} is configured here, and {} is what the cluster has agreed on, which is taken."
                + " 'peal settings set' changes it for all nodes",
            key.key(),
            shown(values.text(key)),
            shown(agreed.text(key)));
      }
    }
  }

  private static String shown(String value) {
    return value.isEmpty() ? "nothing" : value;
  }

  /// The key of that name.
  ///
  /// @throws WrongConfiguration there is none that a cluster agrees on
  static Key key(String name) {
    return KEYS.stream()
        .filter(key -> key.key().equals(name))
        .findFirst()
        .orElseThrow(() ->
            new WrongConfiguration(
                name
                    + ": a cluster does not agree on this (expected: one of "
                    + String.join(", ", KEYS.stream().map(Key::key).toList())
                    + ")"));
  }
}
