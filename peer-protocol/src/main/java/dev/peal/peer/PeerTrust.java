package dev.peal.peer;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// How the nodes of a cluster know each other: by a secret that all of them have, by certificates,
/// or by both. At least one is there.
///
/// A secret alone keeps strangers out, on either end: it is proved and never sent, and a proof that
/// was listened to is of no use on another connection (see [PeerProof]). It does not hide what is
/// sent, nor does it help against somebody who changes what is under way; certificates do both.
///
/// @param secret `cluster.secret`, at least 16 characters
/// @param tls `cluster.tls-certificate`, `cluster.tls-key` and `cluster.tls-ca`
public record PeerTrust(Optional<String> secret, Optional<Tls> tls) {

  private static final int SECRET_MIN = 16;

  public PeerTrust {
    if (secret.isEmpty() && tls.isEmpty()) {
      throw new IllegalArgumentException(
          "cluster.secret, cluster.tls-certificate: not set (expected: one of them at least, so"
              + " that strangers are not taken for nodes)");
    }
    secret.ifPresent(text -> {
      if (text.length() < SECRET_MIN || text.length() > 1_024) {
        throw new IllegalArgumentException(
            "cluster.secret (its length): %d (expected: %d to 1024 characters)"
                .formatted(text.length(), SECRET_MIN));
      }
    });
  }

  /// Nodes know each other by a secret.
  public static PeerTrust ofSecret(String secret) {
    return new PeerTrust(Optional.of(secret), Optional.empty());
  }

  /// Nodes know each other by certificates.
  public static PeerTrust ofTls(Tls tls) {
    return new PeerTrust(Optional.empty(), Optional.of(tls));
  }

  /// Without the secret.
  @Override
  public String toString() {
    return "PeerTrust[secret=%s, tls=%s]".formatted(secret.isPresent() ? "set" : "not set", tls);
  }

  /// Files in PEM: this node's certificate, which names its advertised host and is for both ends of
  /// a connection; the key to it, PKCS 8 without a password; and the authority that signs the
  /// certificates of all nodes and of nobody else.
  public record Tls(Path certificate, Path key, Path authority) {

    public Tls {
      readable("cluster.tls-certificate", certificate);
      readable("cluster.tls-key", key);
      readable("cluster.tls-ca", authority);
    }

    private static void readable(String setting, Path file) {
      if (!Files.isReadable(file) || Files.isDirectory(file)) {
        throw new IllegalArgumentException(
            setting + ": " + file + " (expected: a file in PEM that can be read)");
      }
    }
  }
}
