package dev.peal.bootstrap;

import dev.peal.bootstrap.config.Configuration;
import dev.peal.bootstrap.config.Key;
import dev.peal.bootstrap.config.Settings;
import dev.peal.out.embedded.StoreBackup;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Makes a backup of an embedded store, also of one that a server is using.
@Command(
    name = "backup",
    description =
        "Make a backup of an embedded store, while its server runs or not. It holds all that was"
            + " acknowledged before it began, and shares with earlier ones in its folder what has"
            + " not changed. For a cluster see docs/operating.md.",
    mixinStandardHelpOptions = true)
final class BackupCommand implements Callable<Integer> {

  @Mixin private ConfigurationOptions options = new ConfigurationOptions();

  @Parameters(paramLabel = "FOLDER", description = "Where backups are kept; not in the store.")
  private Path backups = Path.of("");

  @Option(
      names = "--keep",
      paramLabel = "NUMBER",
      description =
          "Keep so many backups there and delete older ones; ${DEFAULT-VALUE} if not said.")
  private int keep = 7;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Configuration values = options.configuration(System.getenv()).with(Key.PROFILE, "embedded");
    if (keep < 1) {
      throw new dev.peal.bootstrap.config.WrongConfiguration(
          "--keep: " + keep + " (expected: at least 1)");
    }
    System.out.println(StoreBackup.make(Settings.of(values).store(), backups, keep));
    return 0;
  }
}
