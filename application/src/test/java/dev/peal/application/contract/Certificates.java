package dev.peal.application.contract;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/// Certificates of an authority of a test's own, made with the JDK's keytool.
public final class Certificates {

  private static final String PASSWORD = "changeit";

  private final Path folder;

  /// Files in PEM.
  public record Issued(Path certificate, Path key, Path authority) {}

  /// A new authority; `folder` is its own.
  public Certificates(Path folder) throws Exception {
    this.folder = Files.createDirectories(folder);
    keytool("-genkeypair", "-alias", "ca", "-dname", "CN=ca of a test", "-ext", "bc:c");
    Files.writeString(
        folder.resolve("ca.pem"), pem("CERTIFICATE", store().getCertificate("ca").getEncoded()));
  }

  /// A certificate for 127.0.0.1, signed by this authority, with its key.
  public Issued issue(String name) throws Exception {
    keytool(
        "-genkeypair",
        "-alias",
        name,
        "-dname",
        "CN=" + name,
        "-signer",
        "ca",
        "-ext",
        "san=ip:127.0.0.1");
    KeyStore store = store();
    Path certificate = folder.resolve(name + ".pem");
    Path key = folder.resolve(name + ".key");
    Files.writeString(certificate, pem("CERTIFICATE", store.getCertificate(name).getEncoded()));
    Files.writeString(
        key, pem("PRIVATE KEY", store.getKey(name, PASSWORD.toCharArray()).getEncoded()));
    return new Issued(certificate, key, folder.resolve("ca.pem"));
  }

  private KeyStore store() throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream bytes = Files.newInputStream(folder.resolve("keys.p12"))) {
      store.load(bytes, PASSWORD.toCharArray());
    }
    return store;
  }

  private void keytool(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(Arrays.asList(arguments));
    command.addAll(
        List.of(
            "-keystore",
            folder.resolve("keys.p12").toString(),
            "-storetype",
            "PKCS12",
            "-storepass",
            PASSWORD,
            "-keyalg",
            "EC",
            "-groupname",
            "secp256r1",
            "-validity",
            "3650"));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IllegalStateException(said);
    }
  }

  private static String pem(String kind, byte[] bytes) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(kind, Base64.getMimeEncoder().encodeToString(bytes), kind);
  }
}
