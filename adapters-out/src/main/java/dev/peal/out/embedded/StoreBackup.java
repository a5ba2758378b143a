package dev.peal.out.embedded;

import dev.peal.application.port.out.StoreUnavailable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.rocksdb.BackupEngine;
import org.rocksdb.BackupEngineOptions;
import org.rocksdb.BackupInfo;
import org.rocksdb.Env;
import org.rocksdb.RestoreOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/// Backups of a store: whole states of it in a folder of their own, which share what did not change
/// between them. Each holds all that was acknowledged before it began. What tokens are signed with
/// is kept with them, so only their owner can read them.
///
/// A store that is put back begins a new epoch when it is opened (see [StoreEpoch]): devices may
/// know numbers that it does not.
public final class StoreBackup {

  static {
    RocksDB.loadLibrary();
  }

  private static final String SECRET = "token-secret";

  private StoreBackup() {}

  /// A backup that was made.
  public record Made(Path backups, int number, int files, long bytes) {
    @Override
    public String toString() {
      return "Backup " + number + " in " + backups + ": " + files + " files, " + bytes + " bytes";
    }
  }

  /// Makes a backup of the store of `settings` in the folder `backups` and keeps the last `keep`
  /// ones: asks the server that has the store, or opens it when none does. Returns what was done in
  /// a sentence.
  ///
  /// @throws StoreUnavailable it was not made
  public static String make(EmbeddedSettings settings, Path backups, int keep)
      throws IOException, InterruptedException {
    Path folder = settings.folder();
    if (Files.notExists(folder.resolve("CURRENT"))) {
      throw new StoreUnavailable(
          "data.folder: " + folder + " (expected: the folder of a store)", true);
    }
    if (BackupRequests.isInUse(folder)) {
      return BackupRequests.ask(folder, backups, keep);
    }
    try (var store = new EmbeddedStore(settings)) {
      return store.backUp(backups.toAbsolutePath(), keep).toString();
    }
  }

  static Made make(Rocks rocks, Path folder, Path backups, int keep) {
    try {
      FolderIdentity.createOwnedFolder(backups);
      try (var options = options(backups);
          BackupEngine engine = BackupEngine.open(Env.getDefault(), options)) {
        ownBackups(backups);
        // Flushed first, so that what is in the log is not copied again with the next backup.
        engine.createNewBackup(rocks.db(), true);
        engine.purgeOldBackups(keep);
        BackupInfo last = engine.getBackupInfo().getLast();
        copySecret(folder, backups);
        ownBackups(backups);
        return new Made(backups, last.backupId(), last.numberFiles(), last.size());
      }
    } catch (RocksDBException | IOException failure) {
      throw new StoreUnavailable(
          "No backup could be made in " + backups + ": " + failure.getMessage(), failure, true);
    }
  }

  private static BackupEngineOptions options(Path backups) {
    return new BackupEngineOptions(backups.toString())
        .setShareTableFiles(true)
        .setShareFilesWithChecksum(true)
        .setSync(true);
  }

  /// Puts the newest backup of a folder into `folder`, which must not hold anything, and reads all
  /// of it: every file has the checksum that it was stored with, and every block its own. The store
  /// begins an epoch when it is opened.
  ///
  /// @throws StoreUnavailable there is none, it is damaged, or it cannot be written
  public static Made restore(Path backups, EmbeddedSettings settings) {
    Path folder = settings.folder();
    try {
      if (Files.notExists(backups.resolve("meta"))) {
        throw new StoreUnavailable(
            "backup: " + backups + " (expected: a folder in which bin/peal backup made one)", true);
      }
      requireEmpty(folder);
      FolderIdentity.createOwnedFolder(folder);
      try (var options = options(backups);
          BackupEngine engine = BackupEngine.open(Env.getDefault(), options);
          var keepNoLogs = new RestoreOptions(false)) {
        List<BackupInfo> whole = engine.getBackupInfo();
        if (whole.isEmpty()) {
          throw new StoreUnavailable(
              "backup: " + backups + " (expected: a folder with a backup that is whole)", true);
        }
        engine.restoreDbFromLatestBackup(folder.toString(), folder.toString(), keepNoLogs);
        copySecret(backups, folder);
        verify(settings);
        Files.createFile(folder.resolve(StoreOpening.RESTORED));
        ownerOnly(folder);
        FolderIdentity.syncEntries(folder);
        BackupInfo last = whole.getLast();
        return new Made(backups, last.backupId(), last.numberFiles(), last.size());
      }
    } catch (RocksDBException | IOException failure) {
      throw new StoreUnavailable(
          "The backup in " + backups + " cannot be put back: " + failure.getMessage(),
          failure,
          true);
    }
  }

  private static void requireEmpty(Path folder) throws IOException {
    if (Files.notExists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.list(folder)) {
      if (files.findAny().isPresent()) {
        throw new StoreUnavailable(
            "data.folder: "
                + folder
                + " holds files (expected: an empty folder, or none; move the old one away first)",
            true);
      }
    }
  }

  private static void verify(EmbeddedSettings settings) throws RocksDBException {
    try (Rocks rocks = Rocks.open(settings, settings.folder(), Rocks.Mode.LOOKING)) {
      rocks.db().verifyChecksum();
    }
  }

  private static void copySecret(Path from, Path to) throws IOException {
    if (Files.exists(from.resolve(SECRET))) {
      Files.copy(
          from.resolve(SECRET),
          to.resolve(SECRET),
          StandardCopyOption.REPLACE_EXISTING,
          StandardCopyOption.COPY_ATTRIBUTES);
    }
  }

  /// Only what backups are in: the folder may be one that its owner has for other things too.
  private static void ownBackups(Path backups) throws IOException {
    for (String part : List.of("meta", "private", "shared", "shared_checksum")) {
      if (Files.exists(backups.resolve(part))) {
        ownerOnly(backups.resolve(part));
      }
    }
  }

  /// Takes all rights to a folder and what is in it from everybody but its owner.
  private static void ownerOnly(Path folder) throws IOException {
    if (!folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.toList()) {
        Files.setPosixFilePermissions(
            file,
            PosixFilePermissions.fromString(Files.isDirectory(file) ? "rwx------" : "rw-------"));
      }
    }
  }
}
