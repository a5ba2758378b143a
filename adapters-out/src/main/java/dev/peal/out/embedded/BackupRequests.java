package dev.peal.out.embedded;

import dev.peal.application.port.out.StoreUnavailable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How a process that does not have the store asks the one that has for a backup: by a file in the
/// store's folder, in which only the owner of the store can make files. The answer is another.
final class BackupRequests {

  private static final Logger log = LoggerFactory.getLogger(BackupRequests.class);
  private static final String REQUEST = "backup-request";
  private static final String ANSWER = "backup-answer";
  private static final long POLL_MILLIS = 50;

  private final Path folder;
  private final Backup backup;
  private final AtomicBoolean busy = new AtomicBoolean();

  /// Makes backups.
  interface Backup {
    StoreBackup.Made make(Path backups, int keep);
  }

  BackupRequests(Path folder, Backup backup) {
    this.folder = folder;
    this.backup = backup;
  }

  /// Looks whether a backup is asked for, and has it made by a thread of its own.
  void look() {
    Path request = folder.resolve(REQUEST);
    if (!Files.exists(request) || !busy.compareAndSet(false, true)) {
      return;
    }
    Thread.ofPlatform()
        .name("store-backup")
        .daemon()
        .start(() -> {
          try {
            serve(request);
          } catch (IOException failure) {
            log.warn("A request for a backup was not served: {}", failure.toString());
          } finally {
            busy.set(false);
          }
        });
  }

  private void serve(Path request) throws IOException {
    List<String> lines = Files.readAllLines(request);
    Files.delete(request);
    if (lines.size() != 3) {
      return;
    }
    String outcome;
    try {
      StoreBackup.Made made = backup.make(Path.of(lines.get(1)), Integer.parseInt(lines.get(2)));
      log.info("{}", made);
      outcome = "made\n" + made;
    } catch (StoreUnavailable | IllegalArgumentException failure) {
      log.warn("A backup failed: {}", failure.getMessage());
      outcome = "failed\n" + failure.getMessage();
    }
    write(folder, ANSWER, lines.getFirst() + "\n" + outcome);
  }

  private static void write(Path folder, String name, String text) throws IOException {
    Path aside = folder.resolve(name + ".new");
    Files.deleteIfExists(aside);
    FolderIdentity.createOwned(aside);
    Files.writeString(aside, text);
    Files.move(aside, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
  }

  /// Whether some process has the store of a folder.
  static boolean isInUse(Path folder) throws IOException {
    Path file = folder.resolve(FolderIdentity.FILE);
    if (Files.notExists(file)) {
      return false;
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      @Nullable FileLock lock = channel.tryLock();
      return lock == null;
    } catch (OverlappingFileLockException here) {
      return true;
    }
  }

  /// Asks the process that has the store of a folder for a backup and waits for it.
  ///
  /// @throws StoreUnavailable it was not made
  static String ask(Path folder, Path backups, int keep) throws IOException, InterruptedException {
    String id = ProcessHandle.current().pid() + "-" + System.nanoTime();
    Path answer = folder.resolve(ANSWER);
    write(folder, REQUEST, id + "\n" + backups.toAbsolutePath() + "\n" + keep);
    while (true) {
      if (Files.exists(answer)) {
        List<String> lines = Files.readAllLines(answer);
        if (lines.size() >= 3 && lines.getFirst().equals(id)) {
          Files.deleteIfExists(answer);
          String text = String.join("\n", lines.subList(2, lines.size()));
          if (lines.get(1).equals("made")) {
            return text;
          }
          throw new StoreUnavailable(text, true);
        }
      }
      if (!isInUse(folder)) {
        Files.deleteIfExists(folder.resolve(REQUEST));
        throw new StoreUnavailable(
            "The server that has the store in " + folder + " ended before its backup was made",
            true);
      }
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    }
  }
}
