package dev.peal.servers;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Servers that whoever starts the tests names in environment variables: `PEAL_MYSQL_ADDRESS`,
/// `PEAL_MYSQL_USER`, `PEAL_MYSQL_PASSWORD` and so on.
record Environment(Function<String, @Nullable String> variables) {

  static Environment ofProcess() {
    return new Environment(System::getenv);
  }

  Optional<Found> find(ServerName name) {
    Map<String, String> values = new HashMap<>();
    for (String key : name.keys()) {
      String value = variables.apply(ServerName.environmentVariable(key));
      if (value != null && !value.isEmpty()) {
        values.put(key, value);
      }
    }
    return values.containsKey(name.placeKey())
        ? Optional.of(new Found(name, values))
        : Optional.empty();
  }

  boolean namesAServicesFolder() {
    return variables.apply("PEAL_SERVICES") != null;
  }
}
