package dev.peal.bootstrap;

import dev.peal.bootstrap.config.ClusterSettings;
import dev.peal.bootstrap.config.Configuration;
import dev.peal.bootstrap.config.Key;
import dev.peal.bootstrap.config.Settings;
import dev.peal.out.mysql.MysqlClusterSettings;
import dev.peal.out.mysql.MysqlDatabase;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// Shows and changes what all nodes of a cluster have agreed on.
@Command(
    name = "settings",
    description = "Show what the nodes of a cluster have agreed on.",
    subcommands = {SettingsCommand.Change.class, SettingsCommand.Settle.class},
    mixinStandardHelpOptions = true)
final class SettingsCommand implements Callable<Integer> {

  @Mixin private ConfigurationOptions options = new ConfigurationOptions();

  @Override
  public Integer call() {
    Configuration values = cluster(options);
    try (MysqlDatabase database = ClusterAgreement.open(settings(values))) {
      show(values, new MysqlClusterSettings(database));
    }
    return 0;
  }

  private static Configuration cluster(ConfigurationOptions options) {
    return options.configuration(System.getenv()).with(Key.PROFILE, "cluster");
  }

  private static ClusterSettings settings(Configuration values) {
    return Settings.of(values).cluster().orElseThrow();
  }

  private static void show(Configuration values, MysqlClusterSettings clusterWide) {
    Configuration agreed = ClusterAgreement.agreed(values, clusterWide);
    for (Key key : ClusterAgreement.KEYS) {
      System.out.println(key.key() + "=" + agreed.text(key));
    }
    System.out.println(
        "# A batch is late "
            + clusterWide.grace() / 1_000
            + " ms after its stamp; posting.confirm-timeout and cluster.clock-skew make "
            + settings(agreed).graceMicros() / 1_000
            + " ms.");
  }

  /// Changes one.
  @Command(
      name = "set",
      description =
          "Change what the nodes of a cluster have agreed on. A node takes it when it starts; the"
              + " cluster may run meanwhile.",
      mixinStandardHelpOptions = true)
  static final class Change implements Callable<Integer> {

    @Mixin private ConfigurationOptions options = new ConfigurationOptions();

    @Parameters(index = "0", paramLabel = "KEY", description = "One that `peal settings` shows.")
    private String key = "";

    @Parameters(index = "1", paramLabel = "VALUE", description = "What it shall be.")
    private String value = "";

    @Override
    public Integer call() {
      Configuration values = cluster(options);
      Key changed = ClusterAgreement.key(key);
      try (MysqlDatabase database = ClusterAgreement.open(settings(values))) {
        var clusterWide = new MysqlClusterSettings(database);
        Configuration after = ClusterAgreement.agreed(values, clusterWide).with(changed, value);
        long graceMicros = settings(after).graceMicros();
        // A longer grace first: no node waits longer for a confirm than a batch may be stored.
        clusterWide.agreeOnGrace(graceMicros);
        clusterWide.change(changed.key(), after.text(changed));
        System.out.println(
            changed.key() + "=" + after.text(changed) + ". Start the nodes anew, one by one.");
        if (clusterWide.grace() > graceMicros) {
          System.out.println(
              "A batch is still late only "
                  + clusterWide.grace() / 1_000
                  + " ms after its stamp. When every node has been started anew, `peal settings"
                  + " settle` makes that "
                  + graceMicros / 1_000
                  + " ms.");
        }
      }
      return 0;
    }
  }

  /// Lets the grace follow what it is made of.
  @Command(
      name = "settle",
      description =
          "After posting.confirm-timeout or cluster.clock-skew was lowered and every node has been"
              + " started anew: let the time after which batches are late follow.",
      mixinStandardHelpOptions = true)
  static final class Settle implements Callable<Integer> {

    @Mixin private ConfigurationOptions options = new ConfigurationOptions();

    @Override
    public Integer call() {
      Configuration values = cluster(options);
      try (MysqlDatabase database = ClusterAgreement.open(settings(values))) {
        var clusterWide = new MysqlClusterSettings(database);
        Configuration agreed = ClusterAgreement.agreed(values, clusterWide);
        clusterWide.shortenGrace(settings(agreed).graceMicros());
        show(agreed, clusterWide);
      }
      return 0;
    }
  }
}
