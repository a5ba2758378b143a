package dev.peal.bootstrap;

import dev.peal.bootstrap.config.ClusterSettings;
import dev.peal.bootstrap.config.Configuration;
import dev.peal.bootstrap.config.Key;
import dev.peal.bootstrap.config.Settings;
import dev.peal.out.mysql.MysqlDatabase;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// Brings the tables of a cluster up to date, as its nodes do at their start too.
@Command(
    name = "migrate",
    description =
        "Bring the tables of a cluster's MySQL up to date, as a node does when it starts. The"
            + " database is made when there is none and the user may.",
    mixinStandardHelpOptions = true)
final class MigrateCommand implements Callable<Integer> {

  @Mixin private ConfigurationOptions options = new ConfigurationOptions();

  @Override
  public Integer call() {
    Configuration values = options.configuration(System.getenv()).with(Key.PROFILE, "cluster");
    ClusterSettings cluster = Settings.of(values).cluster().orElseThrow();
    try (MysqlDatabase database = MysqlDatabase.connect(cluster.mysql())) {
      database.migrate();
    }
    System.out.println(
        "The tables of database "
            + cluster.mysql().database()
            + " at "
            + cluster.mysql().address()
            + " are up to date.");
    return 0;
  }
}
