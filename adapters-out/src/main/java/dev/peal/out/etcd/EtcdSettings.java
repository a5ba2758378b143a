package dev.peal.out.etcd;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What the registry in etcd can be told. Every value is checked here; a wrong one is an
/// `IllegalArgumentException` that names the key, the value and what was expected.
///
/// @param endpoints `etcd.endpoints`, `http://HOST:PORT` or `https://HOST:PORT` of every server of
///   one etcd; all of the same kind
/// @param login `etcd.user` and `etcd.password`, where etcd has accounts
/// @param tls `etcd.tls-ca`, `etcd.tls-certificate` and `etcd.tls-key`, with `https`
/// @param prefix `etcd.key-prefix`, of the keys of all nodes of one cluster; begins and ends with a
///   slash
/// @param ttl `etcd.lease-ttl`, whole seconds; a node that has died without a word is listed for
///   about this long
/// @param timeout `etcd.timeout`, of one request, at start too
public record EtcdSettings(
    List<URI> endpoints,
    Optional<Login> login,
    Tls tls,
    String prefix,
    Duration ttl,
    Duration timeout) {

  public EtcdSettings {
    endpoints = List.copyOf(endpoints);
    if (endpoints.isEmpty()) {
      throw wrong(
          "etcd.endpoints", "none", "http://HOST:PORT, or several with commas between them");
    }
    if (endpoints.stream().map(URI::getScheme).distinct().count() > 1) {
      throw wrong("etcd.endpoints", endpoints.toString(), "http or https, not both");
    }
    if (!prefix.matches("/([!-~]*/)?")) {
      throw wrong(
          "cluster.name (as a prefix of keys)", "\"" + prefix + "\"", "/NAME/, without blanks");
    }
    if (ttl.toSeconds() < 2 || ttl.toSeconds() > 60 || ttl.toNanosPart() != 0) {
      throw wrong("etcd.lease-ttl", ttl.toMillis() + " ms", "2 to 60 whole seconds");
    }
    if (timeout.toMillis() < 100 || timeout.compareTo(Duration.ofMinutes(1)) > 0) {
      throw wrong("etcd.timeout", timeout.toMillis() + " ms", "100 ms to 1 min");
    }
  }

  /// The defaults, with servers that have neither accounts nor certificates.
  public static EtcdSettings defaults(List<URI> endpoints) {
    return new EtcdSettings(
        endpoints,
        Optional.empty(),
        Tls.ofSystem(),
        "/peal/nodes/",
        Duration.ofSeconds(5),
        Duration.ofSeconds(3));
  }

  /// Reads one endpoint.
  public static URI endpoint(String text) {
    String expected = "http://HOST:PORT or https://HOST:PORT";
    try {
      URI uri = new URI(text.strip());
      boolean known = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      boolean bare = uri.getRawPath().isEmpty() || uri.getRawPath().equals("/");
      if (!known
          || !bare
          || uri.getHost() == null
          || uri.getPort() < 1
          || uri.getRawUserInfo() != null) {
        throw wrong("etcd.endpoints", "\"" + text + "\"", expected);
      }
      return uri;
    } catch (URISyntaxException malformed) {
      throw wrong("etcd.endpoints", "\"" + text + "\"", expected);
    }
  }

  /// Whether connections are encrypted.
  boolean encrypted() {
    return "https".equals(endpoints.getFirst().getScheme());
  }

  /// An account of etcd.
  public record Login(String user, String password) {

    public Login {
      if (user.isEmpty() || password.isEmpty()) {
        throw wrong("etcd.user, etcd.password", "one is empty", "both or neither");
      }
    }

    /// Without the password.
    @Override
    public String toString() {
      return "Login[user=%s]".formatted(user);
    }
  }

  /// Files in PEM. Without an authority, those that Java knows are trusted; without a certificate
  /// and its key (PKCS 8, no password) this end shows none.
  public record Tls(Optional<Path> authority, Optional<Path> certificate, Optional<Path> key) {

    public Tls {
      if (certificate.isPresent() != key.isPresent()) {
        throw wrong(
            "etcd.tls-certificate, etcd.tls-key", "one of them is not set", "both or neither");
      }
      authority.ifPresent(file -> readable("etcd.tls-ca", file));
      certificate.ifPresent(file -> readable("etcd.tls-certificate", file));
      key.ifPresent(file -> readable("etcd.tls-key", file));
    }

    public static Tls ofSystem() {
      return new Tls(Optional.empty(), Optional.empty(), Optional.empty());
    }

    private static void readable(String setting, Path file) {
      if (!Files.isReadable(file) || Files.isDirectory(file)) {
        throw wrong(setting, file.toString(), "a file in PEM that can be read");
      }
    }
  }

  private static IllegalArgumentException wrong(String key, String value, String expected) {
    return new IllegalArgumentException(key + ": " + value + " (expected: " + expected + ")");
  }
}
