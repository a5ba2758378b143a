package dev.peal.bootstrap;

import dev.peal.out.embedded.NativeLibrary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The one folder outside of its data in which a process puts what it can do without later: native
/// libraries, and the store of the warm-up. The same for every process of this user on this
/// machine, so that a process that is killed leaves nothing that the next one does not use or
/// clean.
///
/// It lies in the temporary folder or, where that cannot be written to or executed from, in the
/// data folder or the user's home. Only its owner can enter it, and one that is somebody else's, or
/// a link, is not used: who plants a file there does not get it loaded.
///
/// Made by one thread; the process keeps it to its end.
final class ScratchFolder {

  private static final Logger log = LoggerFactory.getLogger(ScratchFolder.class);
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rwx------");
  private static final String WARM_UP = "warm-up-";

  private final Path folder;

  private ScratchFolder(Path folder) {
    this.folder = folder;
  }

  /// Finds a folder that will do, and loads RocksDB from it. To be called before anything else
  /// loads a native library.
  ///
  /// @throws UncheckedIOException there is none; says what was tried and why it will not do
  static ScratchFolder open(Path data) {
    List<String> reasons = new ArrayList<>();
    for (Path candidate : candidates(data)) {
      try {
        make(candidate);
        NativeLibrary.loadFrom(candidate);
        // Netty takes its libraries away as soon as they are loaded, but for a moment they are
        // there.
        System.setProperty("io.netty.native.workdir", candidate.toString());
        System.setProperty("io.grpc.netty.shaded.io.netty.native.workdir", candidate.toString());
        return new ScratchFolder(candidate);
      } catch (IOException | UncheckedIOException unfit) {
        reasons.add(candidate + ": " + reason(unfit));
      } catch (UnsatisfiedLinkError notLoaded) {
        reasons.add(candidate + ": nothing can be executed from there (" + reason(notLoaded) + ")");
      }
    }
    throw new UncheckedIOException(
        "java.io.tmpdir: no folder for native libraries can be used: "
            + String.join("; ", reasons)
            + " (expected: one with 20 MB of space that can be written to and executed from, as"
            + " with JDK_JAVA_OPTIONS=-Djava.io.tmpdir=FOLDER)",
        new IOException("no folder"));
  }

  private static Set<Path> candidates(Path data) {
    String user = System.getProperty("user.name", "user").replaceAll("[^A-Za-z0-9._-]", "_");
    Set<Path> all = new LinkedHashSet<>();
    all.add(Path.of(System.getProperty("java.io.tmpdir"), "peal-" + user).toAbsolutePath());
    all.add(data.toAbsolutePath().resolve(".scratch"));
    all.add(Path.of(System.getProperty("user.home", "."), ".peal", "scratch").toAbsolutePath());
    return all;
  }

  private static String reason(Throwable unfit) {
    String message = String.valueOf(unfit.getMessage()).lines().findFirst().orElse("");
    return unfit instanceof java.nio.file.FileSystemException file
        ? file.getReason() == null ? file.getClass().getSimpleName() : file.getReason()
        : message;
  }

  private static void make(Path folder) throws IOException {
    Path parent = folder.getParent();
    if (parent != null && !Files.isDirectory(parent)) {
      if (folder.endsWith(".scratch") || folder.endsWith("scratch")) {
        Files.createDirectories(parent);
      } else {
        throw new IOException("there is no such folder");
      }
    }
    boolean posix = folder.getFileSystem().supportedFileAttributeViews().contains("posix");
    FileAttribute<?>[] attributes =
        posix
            ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
            : new FileAttribute<?>[0];
    try {
      Files.createDirectory(folder, attributes);
    } catch (FileAlreadyExistsException there) {
      requireOwn(folder, posix);
    }
    Path probe = Files.createTempFile(folder, "probe", "");
    Files.delete(probe);
  }

  private static void requireOwn(Path folder, boolean posix) throws IOException {
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      throw new IOException("it is not a folder");
    }
    if (!posix) {
      return;
    }
    // Of whoever made this one a moment ago, which is who this process is.
    Path own = Files.createTempFile(folder.toAbsolutePath().getParent(), "peal", "");
    try {
      if (!Files.getOwner(folder, LinkOption.NOFOLLOW_LINKS).equals(Files.getOwner(own))) {
        throw new IOException("it belongs to somebody else");
      }
    } finally {
      Files.delete(own);
    }
    Files.setPosixFilePermissions(folder, OWNER_ONLY);
  }

  /// A folder for one warm-up. Those of processes that are no more are deleted before it is made.
  WarmUpFolder warmUpFolder() throws IOException {
    try (FileChannel channel =
            FileChannel.open(
                folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock _ = channel.lock()) {
      try (Stream<Path> entries = Files.list(folder)) {
        for (Path entry :
            entries.filter(path -> path.getFileName().toString().startsWith(WARM_UP)).toList()) {
          deleteIfLeft(entry);
        }
      }
      Path made = Files.createTempDirectory(folder, WARM_UP);
      FileChannel lockFile =
          FileChannel.open(
              made.resolve("in-use"), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      var _ = lockFile.lock();
      return new WarmUpFolder(made, lockFile);
    }
  }

  private static void deleteIfLeft(Path entry) {
    Path inUse = entry.resolve("in-use");
    try {
      if (Files.exists(inUse)) {
        try (FileChannel channel = FileChannel.open(inUse, StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock()) {
          if (lock == null) {
            return;
          }
        }
      }
      delete(entry);
    } catch (OverlappingFileLockException ours) {
      log.debug("{} is in use by this process", entry);
    } catch (IOException | UncheckedIOException busy) {
      log.debug("{} stays for now: {}", entry, busy.getMessage());
    }
  }

  private static void delete(Path folder) throws IOException {
    List<Path> deepestFirst;
    try (Stream<Path> paths = Files.walk(folder)) {
      deepestFirst = paths.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : deepestFirst) {
      Files.deleteIfExists(path);
    }
  }

  /// The folder of a warm-up, deleted by [#close].
  record WarmUpFolder(Path path, FileChannel inUse) implements AutoCloseable {
    @Override
    public void close() throws IOException {
      inUse.close();
      delete(path);
    }
  }
}
