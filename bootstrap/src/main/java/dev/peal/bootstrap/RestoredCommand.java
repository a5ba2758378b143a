package dev.peal.bootstrap;

import dev.peal.application.port.out.SequenceCeilings;
import dev.peal.application.port.out.SequenceCeilings.Bucket;
import dev.peal.application.port.out.StoreUnavailable;
import dev.peal.bootstrap.config.ClusterSettings;
import dev.peal.bootstrap.config.Configuration;
import dev.peal.bootstrap.config.Key;
import dev.peal.bootstrap.config.Settings;
import dev.peal.out.mysql.MysqlClusterSettings;
import dev.peal.out.mysql.MysqlDatabase;
import dev.peal.out.mysql.MysqlSequenceCeilings;
import dev.peal.out.redis.RedisConnections;
import dev.peal.out.redis.RedisLedger;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// Makes a cluster's restored database safe to serve from.
@Command(
    name = "restored",
    description =
        "After a cluster's MySQL was restored from a backup, or a replica took over that lacked"
            + " commits: begin new epochs of all numbers, above everything that MySQL, Redis and the"
            + " journal have seen. To be run before the nodes are started; harmless otherwise.",
    mixinStandardHelpOptions = true)
final class RestoredCommand implements Callable<Integer> {

  @Mixin private ConfigurationOptions options = new ConfigurationOptions();

  @Override
  public Integer call() {
    Configuration values = options.configuration(System.getenv()).with(Key.PROFILE, "cluster");
    ClusterSettings cluster = Settings.of(values).cluster().orElseThrow();
    try (MysqlDatabase database = MysqlDatabase.connect(cluster.mysql())) {
      database.migrate();
      var clusterWide = new MysqlClusterSettings(database);
      clusterWide.agree(cluster.buckets(), cluster.queues());
      var installation = Installation.of(clusterWide.secret("installation"));
      List<Bucket> inRedis = inRedis(cluster, installation);
      var ceilings = new MysqlSequenceCeilings(database, cluster.buckets());
      List<Bucket> begun =
          ceilings.restored(
              inRedis, ceilings.highestStored(), RedisLedger.ceilingStep(), opensMicros(cluster));
      long lowest = begun.stream().mapToLong(Bucket::floor).min().orElse(0);
      System.out.println(
          "New epochs of "
              + begun.size()
              + " buckets begin above "
              + lowest
              + ", which is "
              + SequenceCeilings.LEAP
              + " above everything that was seen. The nodes may be started.");
    }
    return 0;
  }

  private static long opensMicros(ClusterSettings cluster) {
    return (System.currentTimeMillis()
            + cluster.ledger().failoverWindow().plus(cluster.clockSkew()).toMillis())
        * 1_000;
  }

  /// What Redis has, if it answers: when it does not, the first node compares.
  private static List<Bucket> inRedis(ClusterSettings cluster, Installation installation) {
    try (RedisConnections redis = RedisConnections.connect(installation.named(cluster.redis()))) {
      return RedisLedger.inRedis(redis, cluster.buckets());
    } catch (StoreUnavailable away) {
      System.out.println(
          "Nothing of Redis is counted in, since "
              + away.getMessage()
              + ". The first node that starts compares once more.");
      return List.of();
    }
  }
}
