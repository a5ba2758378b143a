package dev.peal.out.embedded;

import java.nio.file.Path;

/// Where the embedded store lives and how much it may take. `maxBacklogRecords` and
/// `maxBacklogBytes` bound what the journal holds before its rows are written; past them appends
/// are refused.
public record EmbeddedSettings(
    Path folder, long blockCacheBytes, int maxBacklogRecords, long maxBacklogBytes) {

  public EmbeddedSettings {
    require("store.block-cache-bytes", blockCacheBytes, 1 << 20, 1L << 40);
    require("store.max-backlog-records", maxBacklogRecords, 1, 1_000_000);
    require("store.max-backlog-bytes", maxBacklogBytes, 1 << 20, 1L << 40);
  }

  /// Defaults for everything but the folder.
  public static EmbeddedSettings in(Path folder) {
    return new EmbeddedSettings(folder, 64L << 20, 10_000, 256L << 20);
  }

  private static void require(String key, long value, long least, long most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          key + ": " + value + " (expected: " + least + " to " + most + ")");
    }
  }
}
