package dev.peal.out.grpc;

import dev.peal.peer.GrpcSettings;
import dev.peal.peer.PeerTrust;
import io.grpc.ChannelCredentials;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.TlsChannelCredentials;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.ChannelOption;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/// Opens connections to other nodes. Immutable; thread-safe.
final class PeerChannels {

  private static final int CONNECT_TIMEOUT_MILLIS = 3_000;
  private static final int KEEP_ALIVE_SECONDS = 10;
  private static final int KEEP_ALIVE_TIMEOUT_SECONDS = 5;
  private static final int ANSWER_BYTES = 1_024;

  private final ChannelCredentials credentials;

  /// @throws IllegalArgumentException the certificates cannot be used
  PeerChannels(GrpcSettings settings) {
    this.credentials =
        settings
            .trust()
            .tls()
            .map(PeerChannels::mutual)
            .orElseGet(InsecureChannelCredentials::create);
  }

  /// A connection that is made when it is first used, and whose callbacks run on its event loop. A
  /// peer that has vanished without a word is noticed after 15 s.
  ManagedChannel open(String address) {
    return NettyChannelBuilder.forTarget("dns:///" + address, credentials)
        .directExecutor()
        .withOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MILLIS)
        .keepAliveTime(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
        .keepAliveTimeout(KEEP_ALIVE_TIMEOUT_SECONDS, TimeUnit.SECONDS)
        .maxInboundMessageSize(ANSWER_BYTES)
        // Nodes reach each other directly, whatever this process reaches other hosts through.
        .proxyDetector(target -> null)
        .disableRetry()
        .disableServiceConfigLookUp()
        .build();
  }

  private static ChannelCredentials mutual(PeerTrust.Tls tls) {
    try {
      return TlsChannelCredentials.newBuilder()
          .keyManager(tls.certificate().toFile(), tls.key().toFile())
          .trustManager(tls.authority().toFile())
          .build();
    } catch (IOException unreadable) {
      throw new IllegalArgumentException(
          "cluster.tls-certificate, cluster.tls-key, cluster.tls-ca: %s (expected: files in PEM)"
              .formatted(unreadable.getMessage()),
          unreadable);
    }
  }
}
