package dev.peal.bootstrap;

import dev.peal.bootstrap.config.ClusterSettings;
import dev.peal.bootstrap.config.Configuration;
import dev.peal.bootstrap.config.Key;
import dev.peal.bootstrap.config.Settings;
import dev.peal.in.rabbit.DeadLetterReturn;
import dev.peal.out.mysql.MysqlClusterSettings;
import dev.peal.out.mysql.MysqlDatabase;
import dev.peal.rabbit.JournalQueues;
import dev.peal.rabbit.RabbitConnections;
import dev.peal.rabbit.RabbitSettings;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// Gives records of the journal that could not be read another chance.
@Command(
    name = "put-back",
    description =
        "Put the messages that a cluster's nodes could not read, and which lie in the dead queue of"
            + " the journal, back into the queues they came from: after an upgrade, or once what was"
            + " wrong is mended. The cluster may run meanwhile.",
    mixinStandardHelpOptions = true)
final class PutBackCommand implements Callable<Integer> {

  @Mixin private ConfigurationOptions options = new ConfigurationOptions();

  @Override
  public Integer call() {
    Configuration values = options.configuration(System.getenv()).with(Key.PROFILE, "cluster");
    ClusterSettings cluster = Settings.of(values).cluster().orElseThrow();
    JournalQueues queues = JournalQueues.of(named(cluster), cluster.queues());
    DeadLetterReturn.Done done =
        DeadLetterReturn.putBack(new RabbitConnections(cluster.rabbit()), queues);
    System.out.println(done.putBack() + " messages were put back.");
    if (done.left() > 0) {
      System.out.println(
          done.left() + " stay in " + queues.dead() + ": nothing says where they came from.");
    }
    return 0;
  }

  private static RabbitSettings named(ClusterSettings cluster) {
    try (MysqlDatabase database = MysqlDatabase.connect(cluster.mysql())) {
      byte[] secret = new MysqlClusterSettings(database).secret(Installation.SECRET);
      return Installation.of(secret).named(cluster.rabbit());
    }
  }
}
