package dev.peal.in.websocket;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import dev.peal.domain.message.Batch;
import dev.peal.protocol.v1.Push;
import dev.peal.protocol.v1.ServerFrame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// One batch as the WebSocket messages that show it: encoded once for all recipients, who differ in
/// nothing but their first seq.
///
/// A message consists of a head of some twenty bytes, written anew for each recipient (WebSocket
/// header, the frame's and the push's tags and lengths, and the first seq, which is a `fixed64` so
/// that all heads have the same length), and a tail that is shared. Heads and tails are written to
/// the channel as plain buffers, past Netty's WebSocket encoder, which would copy small ones.
///
/// The encoding for a subprotocol is made when it is first asked for. Reference-counted: whoever is
/// handed one owns a count and calls [#release]. Thread-safe.
final class PushFrames {

  private static final int FINAL_TEXT = 0x81;
  private static final int FINAL_BINARY = 0x82;
  private static final int SMALL = 512;

  private final Push push;
  private final AtomicInteger owners = new AtomicInteger(1);
  private @Nullable Shared binary;
  private @Nullable ByteBuf json;

  PushFrames(Batch batch) {
    Push.Builder builder = Push.newBuilder().setConversation(batch.conversation().toString());
    batch.messages().forEach(message -> builder.addMessages(Contents.message(message)));
    this.push = builder.build();
  }

  /// How many messages, and so seqs, the batch has.
  int size() {
    return push.getMessagesCount();
  }

  PushFrames retain() {
    owners.incrementAndGet();
    return this;
  }

  void release() {
    if (owners.decrementAndGet() == 0) {
      synchronized (this) {
        if (binary != null) {
          binary.tail.release();
        }
        if (json != null) {
          json.release();
        }
      }
    }
  }

  /// Makes the encoding that most sessions have, on the caller's thread, so that no event loop has
  /// to.
  PushFrames prepare() {
    binary();
    return this;
  }

  /// Writes the message for one recipient to a channel, without flushing.
  void writeTo(Channel channel, Encoding encoding, long firstSeq) {
    switch (encoding) {
      case PROTOBUF -> writeBinary(channel, firstSeq);
      case JSON -> writeJson(channel, firstSeq);
    }
  }

  private void writeBinary(Channel channel, long firstSeq) {
    Shared shared = binary();
    ByteBufAllocator allocator = channel.alloc();
    int tailBytes = shared.tail.readableBytes();
    boolean small = tailBytes <= SMALL;
    int headBytes = shared.head.length + Long.BYTES;
    ByteBuf head = allocator.directBuffer(small ? headBytes + tailBytes : headBytes);
    head.writeBytes(shared.head).writeLongLE(firstSeq);
    if (small) {
      head.writeBytes(shared.tail, shared.tail.readerIndex(), tailBytes);
      channel.write(head, channel.voidPromise());
    } else {
      channel.write(head, channel.voidPromise());
      channel.write(shared.tail.retainedDuplicate(), channel.voidPromise());
    }
  }

  private void writeJson(Channel channel, long firstSeq) {
    ByteBuf tail = json();
    byte[] start =
        ("{\"push\":{\"firstSeq\":\"" + firstSeq + "\",").getBytes(StandardCharsets.US_ASCII);
    byte[] header = header(FINAL_TEXT, start.length + tail.readableBytes());
    ByteBuf head = channel.alloc().directBuffer(header.length + start.length);
    head.writeBytes(header).writeBytes(start);
    channel.write(head, channel.voidPromise());
    channel.write(tail.retainedDuplicate(), channel.voidPromise());
  }

  private synchronized Shared binary() {
    if (binary == null) {
      binary = encodeBinary();
    }
    return binary;
  }

  private synchronized ByteBuf json() {
    if (json == null) {
      // `{"conversation":…}` without its opening brace, and with a brace more at the end.
      String rest = Encoding.json(push).substring(1) + "}";
      json = direct(rest.getBytes(StandardCharsets.UTF_8));
    }
    return json;
  }

  private Shared encodeBinary() {
    ByteString tail = push.toByteString();
    int pushBytes = 1 + Long.BYTES + tail.size();
    int lengthBytes = CodedOutputStream.computeUInt32SizeNoTag(pushBytes);
    byte[] header = header(FINAL_BINARY, 1 + lengthBytes + pushBytes);
    ByteBuf head = Unpooled.buffer(header.length + 1 + lengthBytes + 1);
    head.writeBytes(header);
    head.writeByte((ServerFrame.PUSH_FIELD_NUMBER << 3) | 2);
    writeVarint(head, pushBytes);
    head.writeByte((Push.FIRST_SEQ_FIELD_NUMBER << 3) | 1);
    byte[] bytes = new byte[head.readableBytes()];
    head.readBytes(bytes);
    return new Shared(bytes, direct(tail.toByteArray()));
  }

  private static ByteBuf direct(byte[] bytes) {
    return Unpooled.directBuffer(bytes.length).writeBytes(bytes);
  }

  private static void writeVarint(ByteBuf target, int value) {
    int rest = value;
    while ((rest & ~0x7f) != 0) {
      target.writeByte((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    target.writeByte(rest);
  }

  /// The header of an unmasked WebSocket message in one frame (RFC 6455, section 5.2).
  private static byte[] header(int firstByte, int payloadBytes) {
    ByteBuffer header = ByteBuffer.allocate(10).order(ByteOrder.BIG_ENDIAN).put((byte) firstByte);
    if (payloadBytes < 126) {
      header.put((byte) payloadBytes);
    } else if (payloadBytes < 1 << 16) {
      header.put((byte) 126).putShort((short) payloadBytes);
    } else {
      header.put((byte) 127).putLong(payloadBytes);
    }
    byte[] bytes = new byte[header.flip().remaining()];
    header.get(bytes);
    return bytes;
  }

  /// What all binary messages share: everything before the first seq, and everything behind it.
  private static final class Shared {
    private final byte[] head;
    private final ByteBuf tail;

    Shared(byte[] head, ByteBuf tail) {
      this.head = head;
      this.tail = tail;
    }
  }
}
