package dev.peal.peer;

import io.grpc.Metadata;

/// What the headers of a call between nodes, and the trailers of a refused one, are named.
public final class PeerHeaders {

  /// The version of what is said here; nodes of different versions do not link.
  public static final String VERSION_HERE = "1";

  public static final Metadata.Key<String> VERSION =
      Metadata.Key.of("peal-version", Metadata.ASCII_STRING_MARSHALLER);

  /// The id of the calling node.
  public static final Metadata.Key<String> FROM =
      Metadata.Key.of("peal-from", Metadata.ASCII_STRING_MARSHALLER);

  /// The id of the node that is meant: an address may have passed to another one.
  public static final Metadata.Key<String> TO =
      Metadata.Key.of("peal-to", Metadata.ASCII_STRING_MARSHALLER);

  /// The sender's nonce.
  public static final Metadata.Key<byte[]> NONCE =
      Metadata.Key.of("peal-nonce-bin", Metadata.BINARY_BYTE_MARSHALLER);

  /// The sender's proof.
  public static final Metadata.Key<byte[]> PROOF =
      Metadata.Key.of("peal-proof-bin", Metadata.BINARY_BYTE_MARSHALLER);

  private PeerHeaders() {}
}
