package dev.peal.out.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.peal.domain.message.Batch;
import dev.peal.domain.session.DeviceName;
import dev.peal.domain.session.UserId;
import dev.peal.out.record.RecordCodec;
import dev.peal.peer.v1.MissedUnknown;
import dev.peal.peer.v1.PeerFrame;
import dev.peal.peer.v1.Replace;

/// A frame and how many bytes it holds. Immutable, so that one is shared by the queues of all
/// nodes.
record Outgoing(PeerFrame frame, int bytes) {

  static final Outgoing MISSED_UNKNOWN =
      of(PeerFrame.newBuilder().setMissedUnknown(MissedUnknown.getDefaultInstance()).build());

  static Outgoing of(PeerFrame frame) {
    return new Outgoing(frame, frame.getSerializedSize());
  }

  static Outgoing of(Batch batch) {
    // The array belongs to nobody else, so that it need not be copied.
    ByteString record = UnsafeByteOperations.unsafeWrap(RecordCodec.encode(batch));
    return of(PeerFrame.newBuilder().setBatch(record).build());
  }

  static Outgoing replace(UserId user, DeviceName device, long session) {
    return of(
        PeerFrame.newBuilder()
            .setReplace(
                Replace.newBuilder()
                    .setUser(user.value())
                    .setDevice(device.value())
                    .setSession(session))
            .build());
  }
}
