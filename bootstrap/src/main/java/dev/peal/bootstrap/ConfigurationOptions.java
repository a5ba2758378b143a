package dev.peal.bootstrap;

import dev.peal.bootstrap.config.Configuration;
import dev.peal.bootstrap.config.Key;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The options from which a configuration is put together.
final class ConfigurationOptions {

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Read configuration from this file (key=value lines).")
  private @Nullable Path file;

  @Option(
      names = "--profile",
      paramLabel = "PROFILE",
      description = "embedded or cluster (profile).")
  private @Nullable String profile;

  @Option(
      names = "--services",
      paramLabel = "FILE",
      description =
          "A file with the addresses of servers, as `peal services` writes it; anything else goes"
              + " before it. Also PEAL_SERVICES_FILE.")
  private @Nullable Path services;

  @Option(
      names = "--data",
      paramLabel = "FOLDER",
      description = "Where the embedded store lives (data.folder).")
  private @Nullable String data;

  @Option(names = "--host", paramLabel = "ADDRESS", description = "Where to listen (server.host).")
  private @Nullable String host;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "The port to listen on, 0 for a free one (server.port).")
  private @Nullable String port;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Set any configuration key; may be repeated.")
  private Map<String, String> set = new LinkedHashMap<>();

  Configuration configuration(Map<String, String> environment) {
    Configuration values = Configuration.defaults();
    Path servers = services != null ? services : given(environment);
    if (servers != null) {
      values = values.withFile(servers);
    }
    if (file != null) {
      values = values.withFile(file);
    }
    values = values.withEnvironment(environment);
    values = with(values, Key.PROFILE, profile);
    values = with(values, Key.DATA_FOLDER, data);
    values = with(values, Key.SERVER_HOST, host);
    values = with(values, Key.SERVER_PORT, port);
    for (Map.Entry<String, String> entry : set.entrySet()) {
      values = values.with(entry.getKey(), entry.getValue());
    }
    return values;
  }

  private static @Nullable Path given(Map<String, String> environment) {
    String path = environment.getOrDefault("PEAL_SERVICES_FILE", "");
    return path.isEmpty() ? null : Path.of(path);
  }

  private static Configuration with(Configuration values, Key key, @Nullable String value) {
    return value == null ? values : values.with(key, value);
  }
}
