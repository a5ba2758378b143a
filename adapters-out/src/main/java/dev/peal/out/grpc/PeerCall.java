package dev.peal.out.grpc;

import dev.peal.domain.session.NodeId;
import dev.peal.peer.PeerHeaders;
import dev.peal.peer.PeerProof;
import dev.peal.peer.v1.PeerFrame;
import dev.peal.peer.v1.PeerGrpc;
import dev.peal.peer.v1.Welcome;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// One attempt at a call to another node, on a connection of its own, from the introduction (see
/// [PeerProof]) to its end. [#start], [#send] and [#finish] are called by one thread at a time;
/// [#abort] by any. Events come on the connection's event loop, or on the thread that calls a
/// method here.
final class PeerCall {

  /// gRPC takes this much before it says that it is busy, so that a burst goes out without a change
  /// of threads.
  private static final int READY_BYTES = 256 << 10;

  /// Who calls whom, and by what it proves itself.
  record Introduction(NodeId from, NodeId to, Optional<PeerProof> proof) {}

  /// What becomes of a call. [#ended] comes once, and last.
  interface Events {

    /// The other node takes frames.
    void welcomed(PeerCall call);

    /// [PeerCall#isReady] may have become true.
    void ready(PeerCall call);

    /// The call is over. Nothing that was sent is known to have arrived.
    void ended(PeerCall call, Status status);
  }

  private final ManagedChannel channel;
  private final Introduction introduction;
  private final Events events;
  private final byte[] nonce = PeerProof.nonce();
  private final AtomicBoolean over = new AtomicBoolean();
  private volatile @Nullable ClientCall<PeerFrame, Welcome> call;

  PeerCall(ManagedChannel channel, Introduction introduction, Events events) {
    this.channel = channel;
    this.introduction = introduction;
    this.events = events;
  }

  /// Begins the introduction.
  void start() {
    call(null);
  }

  boolean isReady() {
    ClientCall<PeerFrame, Welcome> current = call;
    return current != null && current.isReady();
  }

  /// Only after [Events#welcomed].
  void send(PeerFrame frame) {
    ClientCall<PeerFrame, Welcome> current = call;
    if (current != null) {
      current.sendMessage(frame);
    }
  }

  /// Says that nothing more comes; what was sent is still on its way, and the call ends after it.
  void finish() {
    ClientCall<PeerFrame, Welcome> current = call;
    if (current != null) {
      current.halfClose();
    }
  }

  /// Ends the call at once, with whatever is under way.
  void abort(String reason) {
    end(Status.CANCELLED.withDescription(reason));
  }

  private void call(byte @Nullable [] proof) {
    Metadata headers = new Metadata();
    headers.put(PeerHeaders.VERSION, PeerHeaders.VERSION_HERE);
    headers.put(PeerHeaders.FROM, introduction.from().value());
    headers.put(PeerHeaders.TO, introduction.to().value());
    if (introduction.proof().isPresent()) {
      headers.put(PeerHeaders.NONCE, nonce);
    }
    if (proof != null) {
      headers.put(PeerHeaders.PROOF, proof);
    }
    ClientCall<PeerFrame, Welcome> next =
        channel.newCall(
            PeerGrpc.getLinkMethod(), CallOptions.DEFAULT.withOnReadyThreshold(READY_BYTES));
    call = next;
    next.start(new Answers(proof != null), headers);
    next.request(2);
  }

  /// The other node asked for a proof, and gave its own.
  private void prove(PeerProof proof, Metadata trailers) {
    byte[] theirNonce = trailers.get(PeerHeaders.NONCE);
    byte[] theirProof = trailers.get(PeerHeaders.PROOF);
    String from = introduction.from().value();
    String to = introduction.to().value();
    if (theirNonce == null
        || theirProof == null
        || !PeerProof.same(
            theirProof, proof.of(PeerProof.Side.CALLEE, from, to, nonce, theirNonce))) {
      end(Status.UNAUTHENTICATED.withDescription("it does not have this node's cluster.secret"));
      return;
    }
    call(proof.of(PeerProof.Side.CALLER, from, to, nonce, theirNonce));
  }

  private void end(Status status) {
    if (over.compareAndSet(false, true)) {
      channel.shutdownNow();
      events.ended(this, status);
    }
  }

  /// Of one of the two calls of the introduction.
  private final class Answers extends ClientCall.Listener<Welcome> {

    private final boolean proved;

    Answers(boolean proved) {
      this.proved = proved;
    }

    @Override
    public void onMessage(Welcome welcome) {
      events.welcomed(PeerCall.this);
    }

    @Override
    public void onReady() {
      events.ready(PeerCall.this);
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      boolean challenged =
          status.getCode() == Status.Code.UNAUTHENTICATED
              && trailers.containsKey(PeerHeaders.NONCE);
      if (challenged && !proved && introduction.proof().isPresent() && !over.get()) {
        prove(introduction.proof().get(), trailers);
      } else {
        end(status);
      }
    }
  }
}
