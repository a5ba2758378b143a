package dev.peal.out.embedded;

import java.nio.file.Path;

/// Where the embedded store lives and how much it may take. `maxBacklogRecords` and
/// `maxBacklogBytes` bound what the journal holds before its rows are written; past them appends
/// are refused. `maxOpenFiles` bounds the files that the store keeps open, -1 for all it has.
/// `acceptLoss` opens a store that has lost something.
public record EmbeddedSettings(
    Path folder,
    long blockCacheBytes,
    int maxBacklogRecords,
    long maxBacklogBytes,
    int maxOpenFiles,
    boolean acceptLoss) {

  public EmbeddedSettings {
    require("store.block-cache-bytes", blockCacheBytes, 1 << 20, 1L << 40);
    require("store.max-backlog-records", maxBacklogRecords, 1, 1_000_000);
    require("store.max-backlog-bytes", maxBacklogBytes, 1 << 20, 1L << 40);
  }

  /// With files kept open as need be, and without losses.
  public EmbeddedSettings(
      Path folder, long blockCacheBytes, int maxBacklogRecords, long maxBacklogBytes) {
    this(folder, blockCacheBytes, maxBacklogRecords, maxBacklogBytes, -1, false);
  }

  /// Defaults for everything but the folder.
  public static EmbeddedSettings in(Path folder) {
    return new EmbeddedSettings(folder, 64L << 20, 10_000, 256L << 20);
  }

  /// The same for a store whose owner accepts that something is lost.
  public EmbeddedSettings acceptingLoss() {
    return new EmbeddedSettings(
        folder, blockCacheBytes, maxBacklogRecords, maxBacklogBytes, maxOpenFiles, true);
  }

  /// The same for a store that has to be whole.
  EmbeddedSettings refusingLoss() {
    return new EmbeddedSettings(
        folder, blockCacheBytes, maxBacklogRecords, maxBacklogBytes, maxOpenFiles, false);
  }

  /// The same with a bound for open files.
  public EmbeddedSettings withMaxOpenFiles(int files) {
    return new EmbeddedSettings(
        folder, blockCacheBytes, maxBacklogRecords, maxBacklogBytes, files, acceptLoss);
  }

  private static void require(String key, long value, long least, long most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          key + ": " + value + " (expected: " + least + " to " + most + ")");
    }
  }
}
