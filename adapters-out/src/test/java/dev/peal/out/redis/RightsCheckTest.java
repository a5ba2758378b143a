package dev.peal.out.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class RightsCheckTest {

  private static final Pattern USED =
      Pattern.compile("redis\\.p?call\\('([A-Za-z]+)'|Protocol\\.Command\\.([A-Z]+)\\b");

  /// The first asks for something that is only warned of, the second comes of a move of keys.
  private static final Set<String> NOT_NEEDED = Set.of("CONFIG", "ASKING");

  /// A command that is used and not tried would be found missing in the middle of the night.
  @Test
  void everyCommandInTheSources_isTried() throws IOException {
    Set<String> used = new TreeSet<>();
    try (Stream<Path> files = Files.list(Path.of("src/main/java/dev/peal/out/redis"))) {
      for (Path file : files.toList()) {
        Matcher found = USED.matcher(Files.readString(file));
        while (found.find()) {
          used.add(
              found.group(1) == null
                  ? found.group(2)
                  : found.group(1).toUpperCase(java.util.Locale.ROOT));
        }
      }
    }
    used.removeAll(NOT_NEEDED);

    assertThat(used).contains("EVALSHA", "HMGET");
    assertThat(RightsCheck.COMMANDS.stream().map(List::getFirst).collect(Collectors.toSet()))
        .containsAll(used);
  }
}
