package dev.peal.out.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// What tests do with the files of a store.
final class Folders {

  private Folders() {}

  /// Copies the files of a store in which nothing is being written, as a process that was killed
  /// leaves them.
  static Path copied(Path from, Path to) {
    try {
      Files.createDirectories(to);
      for (Path file : files(from, "")) {
        if (!file.getFileName().toString().equals("LOCK")) {
          Files.copy(file, to.resolve(file.getFileName()));
        }
      }
      return to;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /// The files whose names end so, in order of name.
  static List<Path> files(Path folder, String ending) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.getFileName().toString().endsWith(ending)).sorted().toList();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
