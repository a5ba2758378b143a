package dev.peal.out.etcd;

import dev.peal.application.port.out.StoreUnavailable;
import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.ClientBuilder;
import io.etcd.jetcd.KV;
import io.etcd.jetcd.Lease;
import io.etcd.jetcd.Watch;
import io.grpc.netty.GrpcSslContexts;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// One client of etcd, for as long as it works: after a failure another one is made, since the
/// client waits ever longer before it tries again to reach a server. It does not repeat requests:
/// whoever asked decides. Thread-safe.
final class EtcdConnection implements AutoCloseable {

  private static final Duration KEEP_ALIVE = Duration.ofSeconds(10);

  private final EtcdSettings settings;
  private final Client client;

  /// Connects when it is first used.
  ///
  /// @throws IllegalArgumentException the certificates cannot be used
  EtcdConnection(EtcdSettings settings) {
    this.settings = settings;
    ClientBuilder builder =
        Client.builder()
            .endpoints(settings.endpoints())
            .waitForReady(false)
            .retryMaxAttempts(0)
            .connectTimeout(settings.timeout())
            .keepaliveTime(KEEP_ALIVE)
            .keepaliveTimeout(settings.timeout());
    settings
        .login()
        .ifPresent(login -> builder.user(bytes(login.user())).password(bytes(login.password())));
    if (settings.encrypted()) {
      builder.sslContext(sslContext(settings.tls()));
    }
    this.client = builder.build();
  }

  Client client() {
    return client;
  }

  KV keys() {
    return client.getKVClient();
  }

  Lease leases() {
    return client.getLeaseClient();
  }

  Watch watches() {
    return client.getWatchClient();
  }

  /// Waits for an answer.
  ///
  /// @throws StoreUnavailable there was none in time, or it was a refusal
  <T> T await(CompletableFuture<T> answer) {
    try {
      return answer.get(settings.timeout().toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException failed) {
      throw EtcdFailures.translate(
          settings, failed.getCause() == null ? failed : failed.getCause());
    } catch (TimeoutException late) {
      answer.cancel(true);
      throw EtcdFailures.translate(settings, late);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new StoreUnavailable("etcd: interrupted while waiting", interrupted, false);
    }
  }

  @Override
  public void close() {
    client.close();
  }

  static ByteSequence bytes(String text) {
    return ByteSequence.from(text, StandardCharsets.UTF_8);
  }

  private static SslContext sslContext(EtcdSettings.Tls tls) {
    try {
      SslContextBuilder builder =
          GrpcSslContexts.configure(SslContextBuilder.forClient(), SslProvider.JDK);
      tls.authority().map(Path::toFile).ifPresent(builder::trustManager);
      Optional<Path> key = tls.key();
      if (key.isPresent()) {
        builder.keyManager(tls.certificate().orElseThrow().toFile(), key.get().toFile());
      }
      return builder.build();
    } catch (IOException | IllegalArgumentException unusable) {
      throw new IllegalArgumentException(
          "etcd.tls-ca, etcd.tls-certificate, etcd.tls-key: %s (expected: files in PEM)"
              .formatted(unusable.getMessage()),
          unusable);
    }
  }
}
