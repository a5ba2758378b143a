package dev.peal.out.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SigningSecretTest {

  @TempDir Path folder;

  @Test
  void keptIn_newFile_isMadeForItsOwnerAlone() throws IOException {
    Path file = folder.resolve("data/token.secret");

    SigningSecret secret = SigningSecret.keptIn(file);

    assertThat(secret.bytes()).hasSize(32);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    try (var files = Files.list(file.getParent())) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void keptIn_again_isTheSameAndAnotherFileIsAnother() {
    byte[] first = SigningSecret.keptIn(folder.resolve("a")).bytes();

    assertThat(SigningSecret.keptIn(folder.resolve("a")).bytes()).isEqualTo(first);
    assertThat(SigningSecret.keptIn(folder.resolve("b")).bytes()).isNotEqualTo(first);
  }

  @Test
  void keptIn_afterACrashHalfway_startsAnew() throws IOException {
    Files.writeString(folder.resolve("a.new"), "half");

    assertThat(SigningSecret.keptIn(folder.resolve("a")).bytes()).hasSize(32);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "c2hvcnQ=", "not base64, not base64, not base64, not base64!"})
  void keptIn_fileWithoutASecret_isRefusedByName(String content) throws IOException {
    Path file = Files.writeString(folder.resolve("a"), content);

    assertThatThrownBy(() -> SigningSecret.keptIn(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("expected: ");
  }

  @Test
  void keptIn_folderInItsPlace_isRefusedByName() throws IOException {
    Path file = Files.createDirectory(folder.resolve("a"));

    assertThatThrownBy(() -> SigningSecret.keptIn(file))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining(file.toString());
  }

  @Test
  void of_tooShort_namesTheSizeOnly() {
    assertThatThrownBy(() -> SigningSecret.of("x".repeat(31)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("auth.token-secret: 31 bytes (expected: at least 32)");
  }

  @Test
  void toString_hidesIt() {
    String text = "y".repeat(40);

    assertThat(SigningSecret.of(text).toString()).isEqualTo("SigningSecret[40 bytes]");
  }
}
