package dev.peal.bootstrap;

import dev.peal.bootstrap.config.Configuration;
import dev.peal.bootstrap.config.Key;
import dev.peal.bootstrap.config.Settings;
import dev.peal.out.embedded.EmbeddedSettings;
import dev.peal.out.embedded.StoreBackup;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// Puts a backup of an embedded store back.
@Command(
    name = "restore",
    description =
        "Put the newest backup in a folder back as an embedded store, checking all of it. The"
            + " folder of the store (--data) has to be empty or not there. The server that is"
            + " started on it begins a new epoch: no number is given twice.",
    mixinStandardHelpOptions = true)
final class RestoreCommand implements Callable<Integer> {

  @Mixin private ConfigurationOptions options = new ConfigurationOptions();

  @Parameters(paramLabel = "FOLDER", description = "Where bin/peal backup made backups.")
  private Path backups = Path.of("");

  @Override
  public Integer call() {
    Configuration values = options.configuration(System.getenv()).with(Key.PROFILE, "embedded");
    EmbeddedSettings store = Settings.of(values).store();
    StoreBackup.Made restored = StoreBackup.restore(backups.toAbsolutePath(), store);
    System.out.println("Put back in " + store.folder() + " and checked: " + restored);
    return 0;
  }
}
