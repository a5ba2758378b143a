package dev.peal.out.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32;
import org.rocksdb.RocksDB;
import org.rocksdb.util.Environment;

/// RocksDB's native library, 16 MB, unpacked once to one fixed place and loaded from there by every
/// later process. RocksDB by itself unpacks it anew at each start, and a process that is killed
/// leaves its copy behind.
///
/// Its contents are compared with what is in the jar before it is loaded, and it is put in place by
/// a rename, so that two processes may start at once and no half of it is ever loaded.
public final class NativeLibrary {

  private NativeLibrary() {}

  /// Loads it from `folder`, which only the owner of this process may be able to write to.
  ///
  /// @throws UncheckedIOException it cannot be unpacked there
  /// @throws UnsatisfiedLinkError nothing can be loaded from there
  public static void loadFrom(Path folder) {
    String name = Environment.getJniLibraryFileName("rocksdb");
    try (InputStream packed = RocksDB.class.getClassLoader().getResourceAsStream(name)) {
      if (packed == null) {
        // RocksDB has other names for it on this system, and says what is missing.
        RocksDB.loadLibrary();
        return;
      }
      byte[] library = packed.readAllBytes();
      Path home = Files.createDirectories(folder.resolve("rocksdb-" + checksum(library)));
      // The name that RocksDB looks for in folders is another one than that in its jar.
      Path file = home.resolve(Environment.getJniLibraryFileName("rocksdbjni"));
      if (!holds(file, library)) {
        unpack(library, home, file);
      }
      RocksDB.loadLibrary(List.of(home.toAbsolutePath().toString()));
    } catch (IOException failure) {
      throw new UncheckedIOException(String.valueOf(failure.getMessage()), failure);
    }
  }

  private static String checksum(byte[] library) {
    var crc = new CRC32();
    crc.update(library);
    return HexFormat.of().toHexDigits((int) crc.getValue());
  }

  private static boolean holds(Path file, byte[] library) throws IOException {
    return Files.isRegularFile(file)
        && Files.size(file) == library.length
        && Arrays.equals(Files.readAllBytes(file), library);
  }

  private static void unpack(byte[] library, Path home, Path file) throws IOException {
    // A process that was killed while it did this leaves its piece to the next one that does it.
    Path aside = home.resolve("unpacking");
    try {
      Files.write(aside, library);
      Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException failure) {
      Files.deleteIfExists(aside);
      throw failure;
    }
  }
}
