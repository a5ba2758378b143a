package dev.peal.in.grpc;

import dev.peal.application.port.in.ReceiveFromPeer;
import dev.peal.domain.message.Batch;
import dev.peal.domain.session.NodeId;
import dev.peal.peer.GrpcSettings;
import dev.peal.peer.PeerProof;
import dev.peal.peer.PeerTrust;
import dev.peal.peer.v1.PeerGrpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.ServerCredentials;
import io.grpc.ServerServiceDefinition;
import io.grpc.TlsServerCredentials;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The listening socket for other nodes. A caller that does not prove that it belongs to the
/// cluster is refused before anything besides its headers is read. The frames of one caller are
/// handled in order, on virtual threads; while they are, no more than a few of them are read ahead,
/// and a caller that sends faster is held up by flow control. Thread-safe; [#start] and [#close]
/// block.
public final class PeerServer implements AutoCloseable {

  private static final int HEADER_BYTES = 8_192;
  private static final int FRAME_OVERHEAD_BYTES = 1_024;
  private static final int CALLS_A_CONNECTION = 4;
  private static final int KEEP_ALIVE_SECONDS = 10;
  private static final int KEEP_ALIVE_TIMEOUT_SECONDS = 5;
  private static final int STRANGER_SECONDS = 30;
  private static final int CLOSE_SECONDS = 2;

  private final GrpcSettings settings;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Callers callers;
  private final ServerServiceDefinition service;
  private @Nullable Server server;

  /// `decoder` reads a batch from its record in the journal.
  public PeerServer(
      GrpcSettings settings,
      NodeId self,
      Function<byte[], Batch> decoder,
      ReceiveFromPeer receiver) {
    this.settings = settings;
    Doorkeeper doorkeeper = new Doorkeeper(self, settings.trust().secret().map(PeerProof::new));
    this.callers = new Callers(doorkeeper, new FrameHandler(decoder, receiver));
    this.service =
        ServerServiceDefinition.builder(PeerGrpc.getServiceDescriptor())
            .addMethod(PeerGrpc.getLinkMethod(), callers)
            .build();
  }

  /// The nodes that are linked to this one now.
  public Set<NodeId> linked() {
    return callers.linked();
  }

  /// Listens. Returns the port.
  ///
  /// @throws UncheckedIOException the address cannot be listened on
  /// @throws IllegalArgumentException the certificates cannot be used
  public synchronized int start() {
    try {
      server =
          NettyServerBuilder.forAddress(
                  new InetSocketAddress(settings.host(), settings.port()), credentials())
              .executor(threads)
              .addService(service)
              .addTransportFilter(new ConnectionNonce())
              .maxInboundMessageSize(settings.maxFrameBytes() + FRAME_OVERHEAD_BYTES)
              .maxInboundMetadataSize(HEADER_BYTES)
              .maxConcurrentCallsPerConnection(CALLS_A_CONNECTION)
              .maxConnectionIdle(STRANGER_SECONDS, TimeUnit.SECONDS)
              .handshakeTimeout(KEEP_ALIVE_TIMEOUT_SECONDS, TimeUnit.SECONDS)
              .keepAliveTime(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
              .keepAliveTimeout(KEEP_ALIVE_TIMEOUT_SECONDS, TimeUnit.SECONDS)
              .permitKeepAliveTime(KEEP_ALIVE_TIMEOUT_SECONDS, TimeUnit.SECONDS)
              .build()
              .start();
      return server.getPort();
    } catch (IOException taken) {
      throw new UncheckedIOException(
          "cluster.listen-host, cluster.listen-port: %s:%d cannot be listened on (expected: a free port of this machine)"
              .formatted(settings.host(), settings.port()),
          taken);
    }
  }

  private ServerCredentials credentials() {
    return settings
        .trust()
        .tls()
        .map(PeerServer::mutual)
        .orElseGet(InsecureServerCredentials::create);
  }

  private static ServerCredentials mutual(PeerTrust.Tls tls) {
    try {
      return TlsServerCredentials.newBuilder()
          .keyManager(tls.certificate().toFile(), tls.key().toFile())
          .trustManager(tls.authority().toFile())
          .clientAuth(TlsServerCredentials.ClientAuth.REQUIRE)
          .build();
    } catch (IOException unreadable) {
      throw new IllegalArgumentException(
          "cluster.tls-certificate, cluster.tls-key, cluster.tls-ca: %s (expected: files in PEM)"
              .formatted(unreadable.getMessage()),
          unreadable);
    }
  }

  /// Takes no more calls, ends those under way, and waits for that, for 2 s at most. Repeating it
  /// is harmless.
  @Override
  public synchronized void close() {
    Server current = server;
    if (current == null) {
      return;
    }
    server = null;
    current.shutdownNow();
    try {
      current.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    threads.shutdown();
  }
}
