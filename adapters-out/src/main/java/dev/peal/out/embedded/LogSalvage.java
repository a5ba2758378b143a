package dev.peal.out.embedded;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/// Makes of a damaged write-ahead log one that holds the writes which are whole, in their order.
/// RocksDB would not read some of them, and takes some damages for the end or for nothing.
final class LogSalvage {

  private final byte[] bytes;
  private final ByteBuffer damaged;
  private final OutputStream whole;
  private final ByteArrayOutputStream write = new ByteArrayOutputStream();
  private long written;

  private LogSalvage(byte[] bytes, OutputStream whole) {
    this.bytes = bytes;
    this.damaged = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    this.whole = whole;
  }

  /// Replaces a log by what is whole in it.
  static void of(Path log) throws IOException {
    Path aside = log.resolveSibling(log.getFileName() + ".salvaged");
    byte[] damaged = Files.readAllBytes(log);
    try (OutputStream whole =
        Files.newOutputStream(
            aside,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE,
            StandardOpenOption.SYNC)) {
      var bytes = new ByteArrayOutputStream(damaged.length);
      new LogSalvage(damaged, bytes).copy();
      bytes.writeTo(whole);
    }
    Files.move(aside, log, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private void copy() throws IOException {
    int at = 0;
    boolean inWrite = false;
    while (at < damaged.limit()) {
      int leftInBlock = LogScan.BLOCK - at % LogScan.BLOCK;
      int length = lengthAt(at, leftInBlock);
      if (length < 0) {
        // What follows in this block cannot be found.
        at += leftInBlock;
        inWrite = inWrite && leftInBlock < LogScan.HEADER;
        continue;
      }
      int type = damaged.get(at + LogScan.HEADER - 1);
      boolean begins = type == LogScan.FULL || type == LogScan.FIRST;
      boolean ends = type == LogScan.FULL || type == LogScan.LAST;
      if (begins) {
        write.reset();
      }
      inWrite = begins || (inWrite && (type == LogScan.MIDDLE || ends));
      if (inWrite) {
        write.write(bytes, at + LogScan.HEADER, length);
        if (ends) {
          emit(write.toByteArray());
          inWrite = false;
        }
      }
      at += LogScan.HEADER + length;
    }
  }

  /// The length of the record that begins here; below zero when none does that is whole.
  private int lengthAt(int at, int leftInBlock) {
    if (leftInBlock < LogScan.HEADER || damaged.limit() - at < LogScan.HEADER) {
      return -1;
    }
    int length = damaged.getShort(at + 4) & 0xffff;
    if (length + LogScan.HEADER > Math.min(leftInBlock, damaged.limit() - at)
        || damaged.get(at + LogScan.HEADER - 1) == 0
        || LogScan.masked(damaged.slice(at + LogScan.HEADER - 1, length + 1))
            != damaged.getInt(at)) {
      return -1;
    }
    return length;
  }

  /// Writes a write as the records that RocksDB would make of it.
  private void emit(byte[] bytes) throws IOException {
    int done = 0;
    boolean first = true;
    do {
      int left = (int) (LogScan.BLOCK - written % LogScan.BLOCK);
      if (left < LogScan.HEADER) {
        whole.write(new byte[left]);
        written += left;
        left = LogScan.BLOCK;
      }
      int length = Math.min(bytes.length - done, left - LogScan.HEADER);
      boolean last = done + length == bytes.length;
      int type =
          first ? (last ? LogScan.FULL : LogScan.FIRST) : (last ? LogScan.LAST : LogScan.MIDDLE);
      ByteBuffer record =
          ByteBuffer.allocate(LogScan.HEADER + length).order(ByteOrder.LITTLE_ENDIAN);
      record.position(4).putShort((short) length).put((byte) type).put(bytes, done, length);
      record.putInt(0, LogScan.masked(record.slice(LogScan.HEADER - 1, length + 1)));
      whole.write(record.array());
      written += record.capacity();
      done += length;
      first = false;
    } while (done < bytes.length);
  }
}
