package dev.peal.in.grpc;

import dev.peal.application.outage.OutageLog;
import dev.peal.domain.session.NodeId;
import dev.peal.peer.PeerHeaders;
import dev.peal.peer.PeerProof;
import dev.peal.peer.PeerProof.Side;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Decides by its headers alone whether a call may come in; see [PeerProof] for the introduction. A
/// call over TLS comes from the holder of a certificate that the cluster's authority signed, and
/// nothing more is asked unless there is a secret too. Immutable; thread-safe.
final class Doorkeeper {

  private static final Logger log = LoggerFactory.getLogger(Doorkeeper.class);

  private static final int NAME_LENGTH = 64;

  private final OutageLog outages = new OutageLog(log, System::nanoTime, "A node is not let in");
  private final NodeId self;
  private final Optional<PeerProof> proof;

  Doorkeeper(NodeId self, Optional<PeerProof> proof) {
    this.self = self;
    this.proof = proof;
  }

  /// What becomes of a call.
  sealed interface Verdict {

    /// It comes from this node.
    record Admitted(NodeId caller) implements Verdict {}

    /// It is to be closed with these.
    record Refused(Status status, Metadata trailers) implements Verdict {}
  }

  Verdict judge(ServerCall<?, ?> call, Metadata headers) {
    String version = headers.get(PeerHeaders.VERSION);
    String from = headers.get(PeerHeaders.FROM);
    String to = headers.get(PeerHeaders.TO);
    if (!PeerHeaders.VERSION_HERE.equals(version)) {
      return refused(
          Status.FAILED_PRECONDITION,
          "version: %s (expected: %s, as nodes of one cluster speak the same)"
              .formatted(version, PeerHeaders.VERSION_HERE));
    }
    if (from == null || to == null) {
      return refused(Status.INVALID_ARGUMENT, "from, to: missing (expected: the ids of two nodes)");
    }
    if (proof.isPresent() && !proves(proof.get(), call, headers, from)) {
      if (headers.containsKey(PeerHeaders.PROOF)) {
        outages.failed(shortened(from), "it does not have this node's cluster.secret");
      }
      return challenge(proof.get(), call, headers, from);
    }
    if (!self.value().equals(to)) {
      return refused(
          Status.FAILED_PRECONDITION,
          "to: %s (expected: %s, which is here now)".formatted(to, self));
    }
    try {
      NodeId caller = new NodeId(from);
      outages.worked(shortened(from));
      return new Verdict.Admitted(caller);
    } catch (IllegalArgumentException malformed) {
      return refused(Status.INVALID_ARGUMENT, "from: not the id of a node");
    }
  }

  /// So that who claims a name of any length takes no memory.
  private static String shortened(String name) {
    return name.substring(0, Math.min(name.length(), NAME_LENGTH));
  }

  private boolean proves(PeerProof proof, ServerCall<?, ?> call, Metadata headers, String from) {
    byte[] nonce = headers.get(PeerHeaders.NONCE);
    byte[] given = headers.get(PeerHeaders.PROOF);
    return nonce != null
        && given != null
        && PeerProof.same(
            given, proof.of(Side.CALLER, from, self.value(), nonce, ConnectionNonce.of(call)));
  }

  private Verdict challenge(PeerProof proof, ServerCall<?, ?> call, Metadata headers, String from) {
    Metadata trailers = new Metadata();
    byte[] theirs = headers.get(PeerHeaders.NONCE);
    byte[] ours = ConnectionNonce.of(call);
    if (theirs != null && theirs.length == PeerProof.NONCE_BYTES) {
      trailers.put(PeerHeaders.NONCE, ours);
      trailers.put(PeerHeaders.PROOF, proof.of(Side.CALLEE, from, self.value(), theirs, ours));
    }
    return new Verdict.Refused(
        Status.UNAUTHENTICATED.withDescription("proof: missing or wrong (see cluster.secret)"),
        trailers);
  }

  private static Verdict refused(Status status, String why) {
    return new Verdict.Refused(status.withDescription(why), new Metadata());
  }
}
