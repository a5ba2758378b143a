package dev.peal.bootstrap.config;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The values in force: the defaults, over them a file, over that the environment, over that the
/// command line. Immutable.
public final class Configuration {

  private static final Pattern DURATION = Pattern.compile("(\\d{1,12})(ms|s|m|h|d)");
  private static final Pattern SIZE = Pattern.compile("(\\d{1,12})(|k|M|G)");

  private final Map<Key, String> values;

  private Configuration(Map<Key, String> values) {
    this.values = values;
  }

  /// The defaults alone.
  public static Configuration defaults() {
    return new Configuration(new EnumMap<>(Key.class));
  }

  /// These values, and over them those of a file in the format of [Properties], UTF-8.
  ///
  /// @throws WrongConfiguration the file cannot be read or has a key that does not exist
  public Configuration withFile(Path file) {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      properties.load(reader);
    } catch (IOException | IllegalArgumentException failure) {
      throw new WrongConfiguration(
          "--config: "
              + file
              + " cannot be read: "
              + reason(failure)
              + " (expected: a UTF-8 file with lines key=value)");
    }
    Configuration result = this;
    for (String name : properties.stringPropertyNames()) {
      result = result.with(name, properties.getProperty(name));
    }
    return result;
  }

  private static @Nullable String reason(Exception failure) {
    return switch (failure) {
      case NoSuchFileException missing -> "there is no such file";
      case AccessDeniedException denied -> "access is denied";
      case CharacterCodingException malformed -> "it is not UTF-8";
      default -> failure.getMessage();
    };
  }

  /// These values, and over them those of the environment: `PEAL_SERVER_PORT` for `server.port`.
  /// Variables that name no key are left alone, since `PEAL_` is not ours alone.
  public Configuration withEnvironment(Map<String, String> environment) {
    Configuration result = this;
    for (Key key : Key.values()) {
      String value = environment.get(key.variable());
      if (value != null) {
        result = result.with(key, value);
      }
    }
    return result;
  }

  /// These values, and over them one more.
  ///
  /// @throws WrongConfiguration there is no such key
  public Configuration with(String name, String value) {
    Key key =
        Key.named(name)
            .orElseThrow(() ->
                new WrongConfiguration(
                    name + ": no such key (expected: one of those that `peal config` shows)"));
    return with(key, value);
  }

  /// These values, and over them one more.
  public Configuration with(Key key, String value) {
    Map<Key, String> more = new EnumMap<>(Key.class);
    more.putAll(values);
    more.put(key, value.strip());
    return new Configuration(more);
  }

  /// The value in force, as text.
  public String text(Key key) {
    return values.getOrDefault(key, key.fallback());
  }

  /// The value in force, unless it is empty.
  public Optional<String> optional(Key key) {
    return Optional.of(text(key)).filter(value -> !value.isEmpty());
  }

  /// The values of a list separated by commas.
  public List<String> list(Key key) {
    return text(key).isEmpty() ? List.of() : List.of(text(key).split("\\s*,\\s*"));
  }

  /// A whole number.
  public int number(Key key) {
    try {
      return Integer.parseInt(text(key));
    } catch (NumberFormatException notOne) {
      throw wrong(key, "a whole number");
    }
  }

  /// A number of bytes: 1024, 64k, 16M, 2G.
  public long bytes(Key key) {
    Matcher size = SIZE.matcher(text(key));
    if (!size.matches()) {
      throw wrong(key, "a number of bytes such as 1024, 64k, 16M or 2G");
    }
    long number = Long.parseLong(size.group(1));
    return switch (size.group(2)) {
      case "k" -> number << 10;
      case "M" -> number << 20;
      case "G" -> number << 30;
      default -> number;
    };
  }

  /// A number of bytes that fits an array.
  public int smallBytes(Key key) {
    long bytes = bytes(key);
    if (bytes > Integer.MAX_VALUE) {
      throw wrong(key, "less than 2G");
    }
    return (int) bytes;
  }

  /// A time: 500ms, 10s, 5m, 2h, 7d.
  public Duration duration(Key key) {
    Matcher duration = DURATION.matcher(text(key).toLowerCase(Locale.ROOT));
    if (!duration.matches()) {
      throw wrong(key, "a time such as 500ms, 10s, 5m, 2h or 7d");
    }
    long number = Long.parseLong(duration.group(1));
    return switch (duration.group(2)) {
      case "ms" -> Duration.ofMillis(number);
      case "s" -> Duration.ofSeconds(number);
      case "m" -> Duration.ofMinutes(number);
      case "h" -> Duration.ofHours(number);
      default -> Duration.ofDays(number);
    };
  }

  private WrongConfiguration wrong(Key key, String expected) {
    String shown = key.secret() ? text(key).length() + " characters" : "\"" + text(key) + "\"";
    return new WrongConfiguration(key.key() + ": " + shown + " (expected: " + expected + ")");
  }

  /// All keys with their values, units and meanings, in the format that a file takes; the values of
  /// secrets are left out.
  public String describe() {
    StringBuilder text = new StringBuilder();
    for (Key key : Key.values()) {
      boolean hidden = key.secret() && !text(key).equals(key.fallback());
      String value = hidden ? "(set)" : text(key);
      text.append("# ").append(key.meaning()).append("\n# ").append(key.unit());
      text.append("; default: ").append(key.fallback().isEmpty() ? "none" : key.fallback());
      text.append("; environment: ").append(key.variable()).append('\n');
      text.append(key.key()).append('=').append(value).append("\n\n");
    }
    return text.toString();
  }
}
