package dev.peal.client;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import dev.peal.protocol.v1.Push;
import dev.peal.protocol.v1.ServerFrame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.util.concurrent.FastThreadLocal;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Decodes the frames of a server, pushes quickly.
///
/// A server encodes the messages of a batch once; only the first seq differs from one recipient to
/// the next. Many clients in one process therefore get the same bytes one after the other. The last
/// few of those bodies are kept with what they decode to; one that is equal byte for byte is not
/// decoded again, and the decoded push, which is immutable, is shared.
///
/// One for each event loop, confined to it.
final class PushDecoder {
  private static final int KEPT = 8;
  private static final int LEAST_KEPT_BYTES = 256;
  private static final int MOST_KEPT_BYTES = 256 * 1024;
  private static final int PUSH_TAG =
      ServerFrame.PUSH_FIELD_NUMBER << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;
  private static final int FIRST_SEQ_TAG =
      Push.FIRST_SEQ_FIELD_NUMBER << 3 | WireFormat.WIRETYPE_FIXED64;

  private static final FastThreadLocal<PushDecoder> OF_LOOP =
      new FastThreadLocal<>() {
        @Override
        protected PushDecoder initialValue() {
          return new PushDecoder();
        }
      };

  private final byte[][] bodies = new byte[KEPT][];
  private final Push[] pushes = new Push[KEPT];
  private int next;
  private long firstSeq;

  /// The decoder of the event loop that calls.
  static PushDecoder ofThisLoop() {
    return OF_LOOP.get();
  }

  /// The push that the frame is, without its first seq, which [#firstSeq] tells until the next
  /// call; null when the frame is not laid out as a push that begins with its first seq: then it is
  /// for [#frame].
  ///
  /// @param frame stays the caller's; its reader index is left alone
  @Nullable Push push(ByteBuf frame) throws InvalidProtocolBufferException {
    int at = frame.readerIndex();
    int end = frame.writerIndex();
    if (end - at < 2 || frame.getByte(at++) != PUSH_TAG) {
      return null;
    }
    long length = 0;
    for (int shift = 0; ; shift += 7) {
      if (at == end || shift > 28) {
        return null;
      }
      byte part = frame.getByte(at++);
      length |= (part & 0x7FL) << shift;
      if (part >= 0) {
        break;
      }
    }
    if (length != end - at || length < 1 + Long.BYTES || frame.getByte(at) != FIRST_SEQ_TAG) {
      return null;
    }
    firstSeq = frame.getLongLE(at + 1);
    return body(frame, at + 1 + Long.BYTES, end);
  }

  long firstSeq() {
    return firstSeq;
  }

  /// Any frame.
  static ServerFrame frame(ByteBuf frame) throws InvalidProtocolBufferException {
    return ServerFrame.parseFrom(ByteBufUtil.getBytes(frame));
  }

  private Push body(ByteBuf frame, int from, int end) throws InvalidProtocolBufferException {
    int length = end - from;
    if (length < LEAST_KEPT_BYTES || length > MOST_KEPT_BYTES) {
      return Push.parseFrom(ByteBufUtil.getBytes(frame, from, length, true));
    }
    for (int i = 1; i <= KEPT; i++) {
      int kept = (next + KEPT - i) % KEPT;
      byte[] body = bodies[kept];
      if (body != null && body.length == length && isEqual(body, frame, from)) {
        return pushes[kept];
      }
    }
    byte[] body = ByteBufUtil.getBytes(frame, from, length, true);
    Push push = Push.parseFrom(body);
    bodies[next] = body;
    pushes[next] = push;
    next = (next + 1) % KEPT;
    return push;
  }

  private static boolean isEqual(byte[] body, ByteBuf frame, int from) {
    return frame.nioBufferCount() == 1
        ? frame.internalNioBuffer(from, body.length).mismatch(ByteBuffer.wrap(body)) < 0
        : Arrays.equals(body, ByteBufUtil.getBytes(frame, from, body.length, true));
  }
}
