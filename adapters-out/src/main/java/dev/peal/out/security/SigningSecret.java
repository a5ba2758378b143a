package dev.peal.out.security;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Set;

/// What tokens are signed with. Whoever knows it can be anybody.
public final class SigningSecret {

  /// As many as the signature has; fewer would make it weaker.
  static final int MIN_BYTES = 32;

  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");

  private final byte[] bytes;

  private SigningSecret(byte[] bytes) {
    this.bytes = bytes;
  }

  /// A secret from the configuration.
  public static SigningSecret of(String configured) {
    byte[] bytes = configured.getBytes(StandardCharsets.UTF_8);
    if (bytes.length < MIN_BYTES) {
      throw new IllegalArgumentException(
          "auth.token-secret: " + bytes.length + " bytes (expected: at least " + MIN_BYTES + ")");
    }
    return new SigningSecret(bytes);
  }

  /// The secret kept in `file`, which is made with a random one, readable by its owner alone, when
  /// it is not there. Two processes must not do this at once.
  ///
  /// @throws UncheckedIOException the file cannot be read or made
  /// @throws IllegalArgumentException the file holds no secret
  public static SigningSecret keptIn(Path file) {
    try {
      if (Files.notExists(file)) {
        make(file);
      }
      String text = Files.readString(file, StandardCharsets.US_ASCII).strip();
      byte[] bytes = decoded(file, text);
      if (bytes.length < MIN_BYTES) {
        throw new IllegalArgumentException(
            file
                + ": "
                + bytes.length
                + " bytes (expected: at least "
                + MIN_BYTES
                + ", as base64)");
      }
      return new SigningSecret(bytes);
    } catch (IOException failure) {
      throw new UncheckedIOException(
          "the token secret in " + file + " cannot be read or made: " + failure.getMessage(),
          failure);
    }
  }

  private static byte[] decoded(Path file, String text) {
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException notBase64) {
      throw new IllegalArgumentException(
          file + ": " + text.length() + " characters (expected: a secret as base64)", notBase64);
    }
  }

  /// Writes aside, syncs and moves, so that no crash leaves half a secret.
  private static void make(Path file) throws IOException {
    byte[] random = new byte[MIN_BYTES];
    new SecureRandom().nextBytes(random);
    Path folder = file.toAbsolutePath().getParent();
    Files.createDirectories(folder);
    Path aside = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(aside);
    FileAttribute<?>[] ownerOnly =
        file.getFileSystem().supportedFileAttributeViews().contains("posix")
            ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
            : new FileAttribute<?>[0];
    Set<StandardOpenOption> fresh = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try (FileChannel channel = FileChannel.open(aside, fresh, ownerOnly)) {
      ByteBuffer text = ByteBuffer.wrap(Base64.getEncoder().encode(random));
      while (text.hasRemaining()) {
        channel.write(text);
      }
      channel.force(true);
    }
    Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
    try (FileChannel entry = FileChannel.open(folder, StandardOpenOption.READ)) {
      entry.force(true);
    }
  }

  byte[] bytes() {
    return bytes.clone();
  }

  /// Without the secret.
  @Override
  public String toString() {
    return "SigningSecret[" + bytes.length + " bytes]";
  }
}
