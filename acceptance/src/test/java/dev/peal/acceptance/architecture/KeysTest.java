package dev.peal.acceptance.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.peal.bootstrap.config.Key;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Advice names keys of the configuration that exist.
class KeysTest {

  private static final Set<String> KEYS =
      Arrays.stream(Key.values()).map(Key::key).collect(Collectors.toUnmodifiableSet());

  private static final Pattern STRINGS =
      Pattern.compile("\"\"\"[\\s\\S]*?\"\"\"|\"(?:[^\"\\\\\\n]|\\\\.)*\"");

  /// What looks like a key: a first word that keys begin with, a dot, and words with hyphens.
  private static final Pattern LIKE_A_KEY =
      Pattern.compile(
          "(?<![A-Za-z0-9_./-])("
              + KEYS.stream()
                  .filter(key -> key.contains("."))
                  .map(key -> key.substring(0, key.indexOf('.')))
                  .distinct()
                  .collect(Collectors.joining("|", "(?:", ")"))
              + "\\.[a-z][a-z0-9]*(?:-[a-z0-9]+)*)(?![A-Za-z0-9_(./-]*[A-Za-z(/])");

  /// Names of files.
  private static final Set<String> NO_KEYS = Set.of("server.log");

  @Test
  void sentencesOfTheProgram_nameKeysThatExist() {
    Set<String> wrong = new TreeSet<>();
    for (Path source : Production.sources("src/main/java")) {
      Matcher strings = STRINGS.matcher(Production.text(source));
      while (strings.find()) {
        collect(strings.group(), source, wrong);
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void documents_nameKeysThatExist() throws IOException {
    Path root = Production.sources("src/main/java").getFirst();
    while (!Files.exists(root.resolve("README.md"))) {
      root = root.getParent();
    }
    Set<String> wrong = new TreeSet<>();
    collect(Files.readString(root.resolve("README.md")), root, wrong);
    try (Stream<Path> documents = Files.list(root.resolve("docs"))) {
      for (Path document : documents.filter(file -> file.toString().endsWith(".md")).toList()) {
        collect(Files.readString(document), document, wrong);
      }
    }
    assertThat(wrong).isEmpty();
  }

  private static void collect(String text, Path file, Set<String> wrong) {
    Matcher found = LIKE_A_KEY.matcher(text);
    while (found.find()) {
      String name = found.group(1);
      if (!KEYS.contains(name) && !NO_KEYS.contains(name)) {
        wrong.add(name + " in " + file.getFileName());
      }
    }
  }
}
