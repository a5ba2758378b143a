package dev.peal.in.grpc;

import dev.peal.domain.session.NodeId;
import dev.peal.peer.v1.PeerFrame;
import dev.peal.peer.v1.Welcome;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.Status;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The calls of other nodes, at most one of each: a later one ends the one before, which may be the
/// rest of a connection that the caller knows to be broken. Bounded by the number of nodes that can
/// prove who they are. Thread-safe.
final class Callers implements ServerCallHandler<PeerFrame, Welcome> {

  private static final Logger log = LoggerFactory.getLogger(Callers.class);

  /// Frames of one call that may be read before the first of them is handled, so that handling one
  /// and reading the next overlap.
  private static final int READ_AHEAD = 8;

  private final Doorkeeper doorkeeper;
  private final FrameHandler handler;
  private final ConcurrentHashMap<NodeId, Link> links = new ConcurrentHashMap<>();

  Callers(Doorkeeper doorkeeper, FrameHandler handler) {
    this.doorkeeper = doorkeeper;
    this.handler = handler;
  }

  /// The nodes that are linked to this one now.
  Set<NodeId> linked() {
    return Set.copyOf(links.keySet());
  }

  @Override
  public ServerCall.Listener<PeerFrame> startCall(
      ServerCall<PeerFrame, Welcome> call, Metadata headers) {
    return switch (doorkeeper.judge(call, headers)) {
      case Doorkeeper.Verdict.Refused(var status, var trailers) -> refuse(call, status, trailers);
      case Doorkeeper.Verdict.Admitted(var caller) -> admit(caller, call);
    };
  }

  private static ServerCall.Listener<PeerFrame> refuse(
      ServerCall<PeerFrame, Welcome> call, Status status, Metadata trailers) {
    call.close(status, trailers);
    return new ServerCall.Listener<>() {};
  }

  private Link admit(NodeId caller, ServerCall<PeerFrame, Welcome> call) {
    Link link = new Link(caller, call);
    Link before = links.put(caller, link);
    if (before != null) {
      before.supersede();
    }
    log.info("Node {} is linked to this one", caller);
    link.welcome();
    return link;
  }

  /// One call. Its methods are called by one thread at a time, save [#supersede]; the monitor keeps
  /// that apart from the handling of a frame.
  private final class Link extends ServerCall.Listener<PeerFrame> {

    private final NodeId caller;
    private final ServerCall<PeerFrame, Welcome> call;
    private boolean over;

    Link(NodeId caller, ServerCall<PeerFrame, Welcome> call) {
      this.caller = caller;
      this.call = call;
    }

    synchronized void welcome() {
      if (!over) {
        call.sendHeaders(new Metadata());
        call.sendMessage(Welcome.getDefaultInstance());
        call.request(READ_AHEAD);
      }
    }

    /// Once this returns no further frame of this call is handled.
    synchronized void supersede() {
      end(Status.ABORTED.withDescription("a later call of the same node came in"));
    }

    @Override
    public synchronized void onMessage(PeerFrame frame) {
      if (!over) {
        handler.handle(caller, frame);
        call.request(1);
      }
    }

    @Override
    public synchronized void onHalfClose() {
      end(Status.OK);
      forget();
    }

    @Override
    public synchronized void onCancel() {
      over = true;
      forget();
    }

    @Override
    public void onComplete() {
      forget();
    }

    private void end(Status status) {
      if (!over) {
        over = true;
        call.close(status, new Metadata());
      }
    }

    private void forget() {
      if (links.remove(caller, this)) {
        log.info("Node {} is not linked to this one any more", caller);
      }
    }
  }
}
