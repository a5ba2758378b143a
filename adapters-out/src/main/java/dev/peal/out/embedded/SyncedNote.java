package dev.peal.out.embedded;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import org.rocksdb.RocksDBException;

/// A note beside the store of how far it was synced, which the store itself cannot deny: each
/// synced write carries a number, and the number is noted here once the write is on the disk,
/// before anybody is told. A store that is opened and has a lower number has lost what was
/// acknowledged.
///
/// The note is a page of memory that belongs to the file, so that noting costs no system call. It
/// survives the death of the process in any instant. A loss of power may take back what was noted
/// since the last [#force], a second at most: then the note asks for less than there was, never for
/// more.
///
/// Writes that go on at once have a *slot* each, so that the numbers of a slot are in the order of
/// its writes. Every value stands beside its complement, a slot's in two copies that are written in
/// turn, all within one sector: a value that does not match is damage, or the one that was being
/// written when the process died.
///
/// Thread-safe.
final class SyncedNote {

  static final String FILE = "synced";

  private static final long MAGIC = 0x5045414c53594e31L; // PEALSYN1
  private static final int PAGE = 4096;
  private static final int CLOSED_AT = 16;
  private static final int FIRST_LOG_AT = 32;
  static final int INODE_AT = 48;
  private static final int CHANGED_AT = 64;
  private static final int SLOTS_AT = 128;
  private static final int VALUE = 2 * Long.BYTES;
  private static final int SLOTS = 8;

  private final MemorySegment page;
  private final long[] given;
  private final Semaphore free = new Semaphore(SLOTS);
  private final ConcurrentLinkedQueue<Integer> freeSlots = new ConcurrentLinkedQueue<>();
  private volatile boolean changed;

  /// What stood in a note. `firstLog` is the number below which log files are of no more use;
  /// `folder` tells the folder from its copies.
  record Content(boolean closed, long firstLog, FolderIdentity folder, List<Long> synced) {

    Content {
      synced = List.copyOf(synced);
    }

    /// How many synced writes are noted that a store with these numbers does not have.
    long missingFrom(List<Long> present) {
      long missing = 0;
      for (int slot = 0; slot < SLOTS; slot++) {
        missing += Math.max(0, synced.get(slot) - present.get(slot));
      }
      return missing;
    }
  }

  private SyncedNote(MemorySegment page, long[] given) {
    this.page = page;
    this.given = given;
    for (int slot = 0; slot < SLOTS; slot++) {
      freeSlots.add(slot);
    }
  }

  /// The key in [Family#META] under which a slot's number stands.
  static byte[] key(int slot) {
    return new byte[] {'s', 'y', 'n', 'c', 'e', 'd', '.', (byte) ('0' + slot)};
  }

  /// The numbers that stand in a store; zeros in one that has none.
  static List<Long> presentIn(Rocks rocks) throws RocksDBException {
    List<Long> present = new ArrayList<>(SLOTS);
    for (int slot = 0; slot < SLOTS; slot++) {
      byte[] value = rocks.db().get(rocks.family(Family.META), key(slot));
      present.add(value == null ? 0 : Keys.number(value, 0));
    }
    return present;
  }

  /// What stands in the note of a folder; nothing when there is no note.
  ///
  /// @throws IOException it cannot be read, or is damaged
  static Optional<Content> read(Path folder) throws IOException {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(folder.resolve(FILE));
    } catch (NoSuchFileException none) {
      return Optional.empty();
    }
    if (bytes.length != PAGE || ByteBuffer.wrap(bytes).getLong(0) != MAGIC) {
      throw damaged(folder, 0);
    }
    MemorySegment page = MemorySegment.ofArray(bytes);
    List<Long> synced = new ArrayList<>(SLOTS);
    for (int slot = 0; slot < SLOTS; slot++) {
      synced.add(newest(folder, page, slot));
    }
    return Optional.of(
        new Content(
            value(folder, page, CLOSED_AT) != 0,
            value(folder, page, FIRST_LOG_AT),
            new FolderIdentity(value(folder, page, INODE_AT), value(folder, page, CHANGED_AT)),
            synced));
  }

  private static long newest(Path folder, MemorySegment page, int slot) throws IOException {
    int at = SLOTS_AT + slot * 2 * VALUE;
    boolean first = matches(page, at);
    boolean second = matches(page, at + VALUE);
    if (!first && !second) {
      throw damaged(folder, at);
    }
    return Math.max(first ? get(page, at) : 0, second ? get(page, at + VALUE) : 0);
  }

  private static long value(Path folder, MemorySegment page, int at) throws IOException {
    if (!matches(page, at)) {
      throw damaged(folder, at);
    }
    return get(page, at);
  }

  private static IOException damaged(Path folder, int at) {
    return new IOException(folder.resolve(FILE) + " is damaged at byte " + at);
  }

  private static boolean matches(MemorySegment page, int at) {
    return get(page, at) == ~get(page, at + Long.BYTES);
  }

  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private static long get(MemorySegment page, int at) {
    return page.get(LONG, at);
  }

  private static void put(MemorySegment page, int at, long value) {
    page.set(LONG, at, value);
    page.set(LONG, at + Long.BYTES, ~value);
  }

  /// Replaces the note of a folder by one of a store that is in use and has these numbers.
  static SyncedNote begin(Path folder, long firstLog, FolderIdentity identity, List<Long> present)
      throws IOException {
    byte[] bytes = new byte[PAGE];
    MemorySegment fresh = MemorySegment.ofArray(bytes);
    fresh.set(LONG, 0, MAGIC);
    put(fresh, CLOSED_AT, 0);
    put(fresh, FIRST_LOG_AT, firstLog);
    put(fresh, INODE_AT, identity.inode());
    put(fresh, CHANGED_AT, identity.changedSeconds());
    for (int slot = 0; slot < SLOTS; slot++) {
      put(fresh, SLOTS_AT + slot * 2 * VALUE, present.get(slot));
      put(fresh, SLOTS_AT + slot * 2 * VALUE + VALUE, present.get(slot));
    }
    Path aside = folder.resolve(FILE + ".new");
    Files.deleteIfExists(aside);
    FolderIdentity.createOwned(aside);
    try (FileChannel channel = FileChannel.open(aside, StandardOpenOption.WRITE)) {
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      channel.force(true);
    }
    Files.move(aside, folder.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
    FolderIdentity.syncEntries(folder);
    return map(folder, present);
  }

  private static SyncedNote map(Path folder, List<Long> given) throws IOException {
    try (FileChannel channel =
        FileChannel.open(folder.resolve(FILE), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      // Unmapped when nothing refers to it any more.
      MemorySegment page = channel.map(FileChannel.MapMode.READ_WRITE, 0, PAGE, Arena.ofAuto());
      return new SyncedNote(page, given.stream().mapToLong(Long::longValue).toArray());
    }
  }

  /// Takes a slot for one write, waiting for one when all are taken.
  int take() {
    free.acquireUninterruptibly();
    Integer slot = freeSlots.poll();
    if (slot == null) {
      throw new IllegalStateException("a slot was promised and there is none");
    }
    return slot;
  }

  void giveBack(int slot) {
    freeSlots.add(slot);
    free.release();
  }

  /// The number for the next write of a slot that was taken.
  long next(int slot) {
    return ++given[slot];
  }

  /// The write with this number is on the disk.
  void synced(int slot, long number) {
    put(page, SLOTS_AT + (slot * 2 + (int) (number & 1)) * VALUE, number);
    changed = true;
  }

  /// Brings the note to the disk, if it has changed.
  void force() {
    if (changed) {
      changed = false;
      page.force();
    }
  }

  /// Notes that the store was closed in order.
  void closeInOrder() {
    put(page, CLOSED_AT, 1);
    page.force();
  }
}
