package dev.peal.in.grpc;

import dev.peal.application.port.in.ReceiveFromPeer;
import dev.peal.application.port.out.NewerRelease;
import dev.peal.domain.message.Batch;
import dev.peal.domain.session.DeviceName;
import dev.peal.domain.session.NodeId;
import dev.peal.domain.session.UserId;
import dev.peal.peer.v1.Missed;
import dev.peal.peer.v1.PeerFrame;
import dev.peal.peer.v1.Replace;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Hands frames of other nodes to the use case. One that makes no sense is logged, and counts as
/// something that was lost. Immutable; thread-safe.
final class FrameHandler {

  private static final Logger log = LoggerFactory.getLogger(FrameHandler.class);

  private final Function<byte[], Batch> decoder;
  private final ReceiveFromPeer receiver;

  FrameHandler(Function<byte[], Batch> decoder, ReceiveFromPeer receiver) {
    this.decoder = decoder;
    this.receiver = receiver;
  }

  void handle(NodeId caller, PeerFrame frame) {
    try {
      switch (frame.getContentCase()) {
        case BATCH -> receiver.deliver(decoder.apply(frame.getBatch().toByteArray()));
        case MISSED -> missed(frame.getMissed());
        case MISSED_UNKNOWN -> receiver.missedUnknown();
        case REPLACE -> replace(frame.getReplace());
        case CONTENT_NOT_SET -> {
          log.debug("A frame of node {} has no content known here", caller);
          receiver.missedUnknown();
        }
      }
    } catch (NewerRelease newer) {
      log.debug("A frame of node {} is left out: {}", caller, newer.getMessage());
      receiver.missedUnknown();
    } catch (RuntimeException bug) {
      log.error("A frame of node {} was not handled", caller, bug);
      receiver.missedUnknown();
    }
  }

  private void missed(Missed missed) {
    long[] users = missed.getUsersList().stream().mapToLong(Long::longValue).toArray();
    long[] lastSeqs = missed.getLastSeqsList().stream().mapToLong(Long::longValue).toArray();
    if (users.length != lastSeqs.length) {
      throw new IllegalArgumentException(
          "last seqs: %d (expected: %d, one for each user)"
              .formatted(lastSeqs.length, users.length));
    }
    receiver.missed(users, lastSeqs);
  }

  private void replace(Replace replace) {
    receiver.replace(
        new UserId(replace.getUser()), new DeviceName(replace.getDevice()), replace.getSession());
  }
}
