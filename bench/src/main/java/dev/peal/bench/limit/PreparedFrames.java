package dev.peal.bench.limit;

import dev.peal.protocol.v1.Content;
import dev.peal.protocol.v1.Message;
import dev.peal.protocol.v1.Push;
import dev.peal.protocol.v1.ServerFrame;
import dev.peal.protocol.v1.Text;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import java.util.ArrayList;
import java.util.List;

/// The bytes of one round as they go over the wire, which both sides make for themselves: pushes as
/// Peal encodes them, of messages as large as those of a burst, in WebSocket frames.
///
/// Each member's seqs are the same, so that all connections get the same bytes and can share the
/// buffers: that is the best case for a server, and one that Peal cannot count on.
final class PreparedFrames {
  private static final String CONVERSATION = "g1";
  private static final long FIRST_SENDER = 100;
  private static final long FIRST_POSITION = 1_000;
  private static final long SENT_AT_MILLIS = 1_750_000_000_000L;

  private final List<byte[]> separate;
  private final byte[] joined;
  private final byte[] one;

  private PreparedFrames(List<byte[]> separate, byte[] one) {
    this.separate = List.copyOf(separate);
    this.joined = joined(separate);
    this.one = one;
  }

  /// @param messages of a round, at least one
  static PreparedFrames of(int messages) {
    List<Message> all = new ArrayList<>();
    List<byte[]> separate = new ArrayList<>();
    for (int i = 0; i < messages; i++) {
      Message message = message(i);
      all.add(message);
      separate.add(frame(1 + i, List.of(message)));
    }
    return new PreparedFrames(separate, frame(1, all));
  }

  /// What is written at once, in order.
  List<byte[]> writes(Variant variant) {
    return switch (variant) {
      case FLUSH_ONCE -> separate;
      case JOINED_FRAMES -> List.of(joined);
      case ONE_FRAME -> List.of(one);
    };
  }

  /// Everything that a connection gets.
  byte[] stream(Variant variant) {
    return switch (variant) {
      case FLUSH_ONCE, JOINED_FRAMES -> joined;
      case ONE_FRAME -> one;
    };
  }

  private static Message message(int index) {
    String text = "round 10, message " + index + ": shall we meet at the usual place?";
    return Message.newBuilder()
        .setPosition(FIRST_POSITION + index)
        .setSender(FIRST_SENDER + index)
        .setClientId("c0ffee0123456789-10-" + index)
        .setSentAtMs(SENT_AT_MILLIS)
        .setContent(Content.newBuilder().setText(Text.newBuilder().setText(text)))
        .build();
  }

  private static byte[] frame(long firstSeq, List<Message> messages) {
    Push push =
        Push.newBuilder()
            .setFirstSeq(firstSeq)
            .setConversation(CONVERSATION)
            .addAllMessages(messages)
            .build();
    byte[] payload = ServerFrame.newBuilder().setPush(push).build().toByteArray();
    EmbeddedChannel encoder = new EmbeddedChannel(new WebSocket13FrameEncoder(false));
    encoder.writeOutbound(new BinaryWebSocketFrame(Unpooled.wrappedBuffer(payload)));
    ByteBuf bytes = Unpooled.buffer();
    for (ByteBuf part = encoder.readOutbound(); part != null; part = encoder.readOutbound()) {
      bytes.writeBytes(part);
      part.release();
    }
    var _ = encoder.finish();
    byte[] frame = new byte[bytes.readableBytes()];
    bytes.readBytes(frame);
    return frame;
  }

  private static byte[] joined(List<byte[]> frames) {
    ByteBuf all = Unpooled.buffer();
    frames.forEach(all::writeBytes);
    byte[] bytes = new byte[all.readableBytes()];
    all.readBytes(bytes);
    return bytes;
  }
}
