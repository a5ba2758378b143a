package dev.peal.in.grpc;

import dev.peal.peer.PeerProof;
import io.grpc.Attributes;
import io.grpc.ServerCall;
import io.grpc.ServerTransportFilter;

/// Gives each connection a nonce of its own, to which callers' proofs are bound.
final class ConnectionNonce extends ServerTransportFilter {

  private static final Attributes.Key<byte[]> KEY = Attributes.Key.create("peal-nonce");

  @Override
  public Attributes transportReady(Attributes attributes) {
    return attributes.toBuilder().set(KEY, PeerProof.nonce()).build();
  }

  /// The nonce of the connection on which a call came.
  static byte[] of(ServerCall<?, ?> call) {
    byte[] nonce = call.getAttributes().get(KEY);
    if (nonce == null) {
      throw new IllegalStateException("nonce: none (expected: one for each connection)");
    }
    return nonce;
  }
}
