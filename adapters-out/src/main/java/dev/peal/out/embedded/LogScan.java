package dev.peal.out.embedded;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/// Reads write-ahead logs without changing them, and finds the first place where one does not hold
/// what RocksDB writes: whole records with right checksums, whose writes follow each other by their
/// sequence numbers. (The format is that of RocksDB's `log_format.h`: blocks of 32 KiB with records
/// that each have a masked CRC32C, a length and a type; a write may be in several of them.)
final class LogScan {

  static final int BLOCK = 32 << 10;
  static final int HEADER = 7;
  static final int FULL = 1;
  static final int FIRST = 2;
  static final int MIDDLE = 3;
  static final int LAST = 4;

  /// A write begins with its sequence number and how many numbers it takes.
  private static final int WRITE_HEADER = Long.BYTES + Integer.BYTES;

  private static final int MASK_DELTA = 0xa282ead8;

  /// Where a log ends to be readable, and what is there instead; up to `wholeTo` it holds whole
  /// writes.
  record Damage(Path file, long offset, long wholeTo, String what) {
    @Override
    public String toString() {
      return file + ", byte " + offset + ": " + what;
    }
  }

  private final Path file;
  private final ByteBuffer bytes;
  private final ByteBuffer writeHeader =
      ByteBuffer.allocate(WRITE_HEADER).order(ByteOrder.LITTLE_ENDIAN);
  private boolean inWrite;
  private long writeAt;
  private long wholeTo;
  private long nextSequence = -1;

  private LogScan(Path file, ByteBuffer bytes) {
    this.file = file;
    this.bytes = bytes;
  }

  /// The first damage in logs that are given in their order.
  static Optional<Damage> first(List<Path> logs) throws IOException {
    for (Path log : logs) {
      try (FileChannel channel = FileChannel.open(log);
          Arena arena = Arena.ofConfined()) {
        ByteBuffer bytes =
            channel
                .map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena)
                .asByteBuffer()
                .order(ByteOrder.LITTLE_ENDIAN);
        Optional<Damage> damage = new LogScan(log, bytes).scan();
        if (damage.isPresent()) {
          return damage;
        }
      }
    }
    return Optional.empty();
  }

  private Optional<Damage> scan() {
    int at = 0;
    int end = bytes.limit();
    while (at < end) {
      int leftInBlock = BLOCK - at % BLOCK;
      if (leftInBlock < HEADER) {
        at += leftInBlock;
        continue;
      }
      if (end - at < HEADER) {
        return damage(at, "the file ends within a record");
      }
      int length = bytes.getShort(at + 4) & 0xffff;
      if (length + HEADER > leftInBlock) {
        return damage(at, "no record begins here");
      }
      if (length + HEADER > end - at) {
        return damage(at, "the file ends within a record");
      }
      if (masked(bytes.slice(at + HEADER - 1, length + 1)) != bytes.getInt(at)) {
        return damage(at, "the checksum of a record is wrong");
      }
      Optional<Damage> wrong = record(at, bytes.get(at + HEADER - 1), length);
      if (wrong.isPresent()) {
        return wrong;
      }
      at += HEADER + length;
      wholeTo = inWrite ? wholeTo : at;
    }
    return inWrite ? damage(writeAt, "the file ends within a write") : Optional.empty();
  }

  /// The checksum of a record's type and what follows it, as it stands in the record.
  static int masked(ByteBuffer typeAndBytes) {
    var checksum = new CRC32C();
    checksum.update(typeAndBytes);
    return Integer.rotateRight((int) checksum.getValue(), 15) + MASK_DELTA;
  }

  private Optional<Damage> record(int at, int type, int length) {
    if (type == 0) {
      return damage(at, "zeros");
    }
    if (type > LAST || type < 0) {
      // A note that RocksDB makes for itself, not a write.
      return Optional.empty();
    }
    boolean begins = type == FULL || type == FIRST;
    if (begins && inWrite) {
      return damage(at, "the rest of a write is missing before this");
    }
    if (!begins && !inWrite) {
      return damage(at, "the beginning of a write is missing before this");
    }
    if (begins) {
      writeAt = at;
      writeHeader.clear();
    }
    inWrite = type == FIRST || type == MIDDLE;
    // The header of a write may be spread over records too.
    if (writeHeader.hasRemaining()) {
      writeHeader.put(bytes.slice(at + HEADER, Math.min(length, writeHeader.remaining())));
      if (!writeHeader.hasRemaining()) {
        return sequence();
      }
    }
    return inWrite || !writeHeader.hasRemaining()
        ? Optional.empty()
        : damage(writeAt, "a write is too short");
  }

  private Optional<Damage> sequence() {
    long sequence = writeHeader.getLong(0);
    if (nextSequence >= 0 && sequence != nextSequence) {
      return damage(
          writeAt, "writes " + nextSequence + " to " + (sequence - 1) + " are missing before this");
    }
    nextSequence = sequence + (writeHeader.getInt(Long.BYTES) & 0xffffffffL);
    return Optional.empty();
  }

  private Optional<Damage> damage(long offset, String what) {
    return Optional.of(new Damage(file, offset, wholeTo, what));
  }
}
