package dev.peal.out.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// What is done with the files of a store's folder while nothing has it open.
final class Folder {

  private Folder() {}

  /// The write-ahead logs from a number on, in their order.
  static List<Path> logs(Path folder, long first) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.getFileName().toString().matches("[0-9]+\\.log"))
          .filter(file -> number(file) >= first)
          .sorted(Comparator.comparingLong(Folder::number))
          .toList();
    }
  }

  /// The number of a log.
  static long number(Path log) {
    String name = log.getFileName().toString();
    return Long.parseLong(name.substring(0, name.indexOf('.')));
  }

  /// Copies the files that RocksDB needs to open a folder; tables, which never change, are shared.
  static void copy(Path from, Path to) throws IOException {
    FolderIdentity.createOwnedFolder(to);
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = file.getFileName().toString();
        Path copy = to.resolve(name);
        if (name.endsWith(".sst")) {
          link(file, copy);
        } else if (!name.equals("LOCK") && !name.startsWith("LOG") && !isOwn(name)) {
          Files.copy(file, copy);
        }
      }
    }
  }

  private static void link(Path file, Path copy) throws IOException {
    try {
      Files.createLink(copy, file);
    } catch (UnsupportedOperationException noLinks) {
      Files.copy(file, copy);
    }
  }

  /// Whether a file is one of Peal, and not of RocksDB.
  static boolean isOwn(String name) {
    return name.equals(FolderIdentity.FILE) || name.equals("token-secret");
  }

  /// Deletes a folder of files, if it is there.
  static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    } catch (NoSuchFileException none) {
      return;
    }
    Files.delete(folder);
  }
}
