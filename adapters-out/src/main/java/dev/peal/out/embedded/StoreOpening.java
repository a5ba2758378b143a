package dev.peal.out.embedded;

import dev.peal.application.port.out.StoreUnavailable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How the folder of a store is opened. Nothing in it is changed before it is known that nothing is
/// missing that was acknowledged, or that its owner accepts the loss.
///
/// 1. The note says how far the store was synced ([SyncedNote]), and whether this is a copy.
/// 2. [LogScan] reads the logs. Where one is damaged, the store is looked into as it is before the
///    damage: when it has all that the note says, the rest was never synced, and is dropped, as
///    after a loss of power; otherwise acknowledged messages are missing.
/// 3. RocksDB opens the folder, and checks that no older log and no table is missing or too short.
/// 4. The store has what the note says, or its newest log is missing or was cut at a seam.
///
/// A store that was restored, is a copy, or has lost something begins an epoch ([StoreEpoch]).
final class StoreOpening {

  private static final Logger log = LoggerFactory.getLogger(StoreOpening.class);

  /// Lies in a folder that was restored until its epoch has begun.
  static final String RESTORED = "restored";

  private static final String ADVICE =
      " What to do: put a backup back (bin/peal restore), or the missing file if there is a copy of"
          + " it; or start once with --accept-loss, which goes on with what can be read and begins"
          + " a new epoch, so that no number is given twice.";

  private final EmbeddedSettings settings;
  private final Path folder;
  private List<String> logsFound = List.of();
  private boolean lost;

  private StoreOpening(EmbeddedSettings settings) {
    this.settings = settings;
    this.folder = settings.folder();
  }

  /// What is open, and the note that goes with it.
  record Opened(Rocks rocks, SyncedNote note) {}

  /// Opens the folder of `settings`, which this process has locked.
  ///
  /// @throws StoreUnavailable it is not opened, for the reason that the exception gives
  static Opened open(EmbeddedSettings settings, FolderIdentity identity, boolean hadIdentity)
      throws IOException, RocksDBException {
    return new StoreOpening(settings).open(identity, hadIdentity);
  }

  private Opened open(FolderIdentity identity, boolean hadIdentity)
      throws IOException, RocksDBException {
    logsFound = Folder.logs(folder, 0).stream().map(file -> file.getFileName().toString()).toList();
    boolean restored = Files.exists(folder.resolve(RESTORED));
    if (isNew(hadIdentity)) {
      Rocks rocks = Rocks.open(settings, folder, Rocks.Mode.NEW);
      return closingOnFailure(rocks, () -> begin(rocks, identity, restored));
    }
    SyncedNote.@Nullable Content note = restored ? null : note();
    boolean copy = note != null && !note.folder().equals(identity);
    if (note != null && copy && !note.closed()) {
      refuseOrAccept(
          folder
              + " is a copy that was taken while the server ran or after it was killed: its files"
              + " are of different moments, so messages that were acknowledged may be missing."
              + " (bin/peal backup makes a whole copy of a running server.)");
    }
    Optional<LogScan.Damage> damage =
        LogScan.first(Folder.logs(folder, note == null ? 0 : note.firstLog()));
    if (damage.isPresent()) {
      judge(damage.get(), note);
    }
    Rocks rocks = openChecked();
    return closingOnFailure(
        rocks,
        () -> {
          check(rocks, note, restored);
          return begin(rocks, identity, restored || copy || lost);
        });
  }

  /// Whether there is nothing of a store in the folder, or no more than a beginning that a crash
  /// interrupted.
  private boolean isNew(boolean hadIdentity) throws IOException {
    if (Files.exists(folder.resolve("CURRENT"))) {
      return false;
    }
    boolean used = hadIdentity;
    try (Stream<Path> files = Files.list(folder)) {
      used |=
          files.anyMatch(file ->
              file.getFileName().toString().endsWith(".sst")
                  || file.getFileName().toString().equals(SyncedNote.FILE));
    }
    if (used) {
      throw unavailable(
          "The file CURRENT is missing in "
              + folder
              + ", without which the files of the store say nothing. What to do: put a backup back"
              + " (bin/peal restore), or the file, whose one line is the name of the newest"
              + " MANIFEST file.");
    }
    return true;
  }

  private SyncedNote.@Nullable Content note() throws IOException {
    try {
      return SyncedNote.read(folder).orElse(null);
    } catch (IOException damaged) {
      refuseOrAccept(
          damaged.getMessage()
              + ". It says how far the store was synced; without it nobody knows whether"
              + " acknowledged messages are missing.");
      return null;
    }
  }

  /// Judges whether what the damage takes away was ever synced, and cuts it off if it was not.
  private void judge(LogScan.Damage damage, SyncedNote.@Nullable Content note) throws IOException {
    String why = "";
    if (note != null) {
      try {
        long missing = note.missingFrom(presentBefore(damage));
        if (missing == 0) {
          log.info("The log ends with writes that were never synced, and are dropped: {}", damage);
          cutOff(folder, damage);
          return;
        }
        why = " At least " + missing + " synced writes cannot be read.";
      } catch (RocksDBException unreadable) {
        why = " (" + reason(unreadable) + ")";
      }
    }
    refuseOrAccept(
        "The log of the store is damaged, and messages that were acknowledged are missing: "
            + damage
            + "."
            + why);
  }

  /// The numbers of a store that ends before a damage: of one beside it, which shares its tables.
  private List<Long> presentBefore(LogScan.Damage damage) throws IOException, RocksDBException {
    Path view = folder.resolve("looking");
    Folder.delete(view);
    Folder.copy(folder, view);
    try {
      cutOff(view, damage);
      try (Rocks before = Rocks.open(settings, view, Rocks.Mode.LOOKING)) {
        return SyncedNote.presentIn(before);
      }
    } finally {
      Folder.delete(view);
    }
  }

  /// Takes away what follows a damage in the logs of a folder.
  private static void cutOff(Path folder, LogScan.Damage damage) throws IOException {
    Path damaged = folder.resolve(damage.file().getFileName());
    for (Path later : Folder.logs(folder, Folder.number(damaged) + 1)) {
      Files.delete(later);
    }
    try (FileChannel file = FileChannel.open(damaged, StandardOpenOption.WRITE)) {
      file.truncate(damage.wholeTo());
      file.force(true);
    }
    FolderIdentity.syncEntries(folder);
  }

  private Rocks openChecked() throws IOException, RocksDBException {
    if (!lost) {
      try {
        return Rocks.open(settings, folder, Rocks.Mode.VERIFIED);
      } catch (RocksDBException failure) {
        if (!isDamage(failure)) {
          throw failure;
        }
        refuseOrAccept("The store in " + folder + " is damaged: " + reason(failure) + ".");
      }
    }
    return openLossy();
  }

  /// Keeps what there is, and opens what can be read of it.
  private Rocks openLossy() throws IOException, RocksDBException {
    Path kept = folder.resolve("damaged-" + System.currentTimeMillis());
    Folder.copy(folder, kept);
    log.warn("The store as it was is kept in {}; delete it when it is not needed any more", kept);
    List<Path> logs = Folder.logs(folder, 0);
    for (Path damaged : logs) {
      LogSalvage.of(damaged);
    }
    try {
      return Rocks.open(settings, folder, Rocks.Mode.LOSSY);
    } catch (RocksDBException failure) {
      if (!isDamage(failure) || !hasManifest()) {
        throw failure;
      }
      log.error("Without the logs, and what only they hold: {}", reason(failure));
      for (Path useless : logs) {
        Files.delete(useless);
      }
      return Rocks.open(settings, folder, Rocks.Mode.DESPERATE);
    }
  }

  private static String reason(RocksDBException failure) {
    return String.valueOf(failure.getMessage()).strip().replaceAll("\\.+$", "");
  }

  private boolean hasManifest() {
    try (Stream<Path> files = Files.list(folder)) {
      return files.anyMatch(file -> file.getFileName().toString().startsWith("MANIFEST-"));
    } catch (IOException unreadable) {
      return false;
    }
  }

  /// Whether a folder cannot be opened because of what its files hold, and not because it is in use
  /// or something it needs is away.
  static boolean isDamage(RocksDBException failure) {
    String why = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
    return switch (failure.getStatus() == null ? null : failure.getStatus().getCode()) {
      case Corruption, NotFound -> true;
      case null -> true;
      default ->
          why.contains("corrupt")
              || why.contains("no such file")
              || why.contains("missing wal")
              || why.contains("not found");
    };
  }

  private void check(Rocks rocks, SyncedNote.@Nullable Content note, boolean restored)
      throws RocksDBException {
    if (lost || restored) {
      return;
    }
    List<Long> present = SyncedNote.presentIn(rocks);
    if (note == null) {
      if (present.stream().anyMatch(number -> number > 0)) {
        refuseOrAccept(
            "The file "
                + folder.resolve(SyncedNote.FILE)
                + " is missing. It says how far the store was synced; without it nobody knows"
                + " whether acknowledged messages are missing.");
      }
      return;
    }
    long missing = note.missingFrom(present);
    if (missing > 0) {
      refuseOrAccept(
          String.format(
              Locale.ROOT,
              "At least %d synced writes are missing from the store in %s: its newest log (at the"
                  + " last start %06d.log; %s) was removed or cut, or older files were put in its"
                  + " place. Messages that were acknowledged are missing.",
              missing,
              folder,
              note.firstLog(),
              logsFound.isEmpty() ? "no log is there" : "found: " + String.join(", ", logsFound)));
    }
  }

  /// Ends the opening, unless the owner accepts what `what` says is lost.
  private void refuseOrAccept(String what) {
    if (!settings.acceptLoss()) {
      throw unavailable(what + ADVICE);
    }
    log.error("A loss is accepted, as --accept-loss says. {}", what);
    lost = true;
  }

  private static StoreUnavailable unavailable(String what) {
    return new StoreUnavailable(what, true);
  }

  private Opened begin(Rocks rocks, FolderIdentity identity, boolean newEpoch)
      throws IOException, RocksDBException {
    if (newEpoch) {
      log.warn(
          "The store in {} begins a new epoch: numbers go on above {}",
          folder,
          StoreEpoch.begin(rocks, System.currentTimeMillis() / 1000));
    }
    // Those of the note are lower, or belong to what was lost.
    List<Long> numbers = SyncedNote.presentIn(rocks);
    List<Path> logs = Folder.logs(folder, 0);
    SyncedNote begun =
        SyncedNote.begin(
            folder, logs.isEmpty() ? 0 : Folder.number(logs.getLast()), identity, numbers);
    if (Files.deleteIfExists(folder.resolve(RESTORED))) {
      FolderIdentity.syncEntries(folder);
    }
    return new Opened(rocks, begun);
  }

  private interface Step {
    Opened run() throws IOException, RocksDBException;
  }

  private static Opened closingOnFailure(Rocks rocks, Step step)
      throws IOException, RocksDBException {
    boolean done = false;
    try {
      Opened opened = step.run();
      done = true;
      return opened;
    } finally {
      if (!done) {
        rocks.close();
      }
    }
  }
}
