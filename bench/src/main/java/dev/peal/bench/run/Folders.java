package dev.peal.bench.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/// Temporary folders and what they lie on.
public final class Folders {
  private Folders() {}

  /// A new folder in the parent, or where the system keeps temporary files.
  public static Path create(@Nullable Path parent) {
    try {
      return parent == null
          ? Files.createTempDirectory("peal-bench-")
          : Files.createTempDirectory(Files.createDirectories(parent), "peal-bench-");
    } catch (IOException failure) {
      throw new BenchFailed("no folder for the store could be made", failure);
    }
  }

  /// The kind of file system, as in `ext4`; on `tmpfs` a sync costs nothing and means nothing.
  public static String kind(Path folder) {
    try {
      return Files.getFileStore(folder).type();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /// Deletes a folder with everything in it; what is gone already is no matter.
  public static void delete(Path folder) {
    try {
      Files.walkFileTree(
          folder,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              Files.deleteIfExists(file);
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) {
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure)
                throws IOException {
              Files.deleteIfExists(visited);
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException failure) {
      System.err.println("could not delete " + folder + ": " + failure.getMessage());
    }
  }
}
