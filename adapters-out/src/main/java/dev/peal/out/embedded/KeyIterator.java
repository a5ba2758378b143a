package dev.peal.out.embedded;

import dev.peal.application.port.out.StoreUnavailable;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/// Walks over the keys of one family in their order, as the store was when the walk began. Bytes
/// that cannot be read are a failure, never the end of the walk. Not thread-safe; to be closed.
final class KeyIterator implements AutoCloseable {

  private final Family family;
  private final RocksIterator rows;
  private final Unreadable unreadable;
  private final Runnable onClose;

  /// What a failure to read is to those who asked.
  interface Unreadable {
    StoreUnavailable of(Family family, RocksDBException failure);
  }

  /// Takes `rows` over; `onClose` runs after it was closed.
  KeyIterator(Family family, RocksIterator rows, Unreadable unreadable, Runnable onClose) {
    this.family = family;
    this.unreadable = unreadable;
    this.rows = rows;
    this.onClose = onClose;
  }

  /// To the first key at or above `key`.
  void seek(byte[] key) {
    rows.seek(key);
  }

  /// To the last key at or below `key`.
  void seekForPrev(byte[] key) {
    rows.seekForPrev(key);
  }

  void seekToFirst() {
    rows.seekToFirst();
  }

  /// Whether the walk is at a key; false past the last or before the first.
  ///
  /// @throws StoreUnavailable the walk ended because something cannot be read; a retry is safe
  boolean isValid() {
    if (rows.isValid()) {
      return true;
    }
    try {
      rows.status();
      return false;
    } catch (RocksDBException failure) {
      throw unreadable.of(family, failure);
    }
  }

  void next() {
    rows.next();
  }

  void prev() {
    rows.prev();
  }

  byte[] key() {
    return rows.key();
  }

  byte[] value() {
    return rows.value();
  }

  @Override
  public void close() {
    rows.close();
    onClose.run();
  }
}
