package dev.peal.bootstrap;

import dev.peal.bootstrap.config.Configuration;
import dev.peal.bootstrap.config.Settings;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// Prints the configuration in force, with what each key means.
@Command(
    name = "config",
    description = "Show every configuration key with its value, default, unit and meaning.",
    mixinStandardHelpOptions = true)
final class ConfigCommand implements Callable<Integer> {

  @Mixin private ConfigurationOptions options = new ConfigurationOptions();

  @Override
  public Integer call() {
    Configuration values = options.configuration(System.getenv());
    Settings.of(values);
    System.out.print(values.describe());
    return 0;
  }
}
