package dev.peal.out.embedded;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;

/// What tells a folder from every copy of it: the inode of a file in it that is never changed, and
/// the time of that file's last change of any kind, which nothing that copies files can set. Zeros
/// where the system has neither; then copies are not told apart.
///
/// Not recognised is what puts back the disk below the files, such as a snapshot of a volume or of
/// a machine.
record FolderIdentity(long inode, long changedSeconds) {

  /// The file, which is also what a process locks that uses the folder.
  static final String FILE = "peal-store";

  private static final String TEXT =
      """
      This folder is the store of a Peal server.
      Do not change, copy or restore files in it: bin/peal backup and bin/peal restore do that, also
      while the server runs. This file tells the folder from a copy.
      """;

  static final FolderIdentity NONE = new FolderIdentity(0, 0);

  /// That of a folder, in which the file is made when it is not there.
  static FolderIdentity of(Path folder) throws IOException {
    Path file = folder.resolve(FILE);
    if (Files.notExists(file)) {
      createOwned(file);
      Files.writeString(file, TEXT);
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
      syncEntries(folder);
    }
    if (!file.getFileSystem().supportedFileAttributeViews().contains("unix")) {
      return NONE;
    }
    long inode = ((Number) Files.getAttribute(file, "unix:ino")).longValue();
    long changed = ((FileTime) Files.getAttribute(file, "unix:ctime")).to(TimeUnit.SECONDS);
    return new FolderIdentity(inode, changed);
  }

  /// Makes a file that only its owner can read.
  static void createOwned(Path file) throws IOException {
    Files.createFile(file, ownerOnly(file, "rw-------"));
  }

  /// Makes a folder, and those above it, that only their owner can look into.
  static void createOwnedFolder(Path folder) throws IOException {
    Files.createDirectories(folder, ownerOnly(folder, "rwx------"));
  }

  private static FileAttribute<?>[] ownerOnly(Path file, String permissions) {
    return file.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }

  /// Makes what was created, moved or removed in a folder durable.
  static void syncEntries(Path folder) throws IOException {
    try (FileChannel entries = FileChannel.open(folder, StandardOpenOption.READ)) {
      entries.force(true);
    }
  }
}
