package dev.peal.out.embedded;

import java.io.IOException;
import java.io.RandomAccessFile;
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
        if (Files.isRegularFile(file) && !file.getFileName().toString().equals("LOCK")) {
          Files.copy(file, to.resolve(file.getFileName()));
        }
      }
      beTheOriginal(to);
      return to;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /// Lets a copy pass for the folder itself, which it stands for here.
  private static void beTheOriginal(Path copy) throws IOException {
    Path note = copy.resolve(SyncedNote.FILE);
    if (Files.exists(note)) {
      FolderIdentity identity = FolderIdentity.of(copy);
      try (var file = new RandomAccessFile(note.toFile(), "rw")) {
        file.seek(SyncedNote.INODE_AT);
        file.writeLong(identity.inode());
        file.writeLong(~identity.inode());
        file.writeLong(identity.changedSeconds());
        file.writeLong(~identity.changedSeconds());
      }
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
