package dev.peal.client;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import com.google.protobuf.util.JsonFormat;
import dev.peal.protocol.v1.ClientFrame;
import dev.peal.protocol.v1.Push;
import dev.peal.protocol.v1.ServerFrame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.MessageToMessageCodec;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.util.concurrent.FastThreadLocal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Translates between the JSON mapping on the wire and the protobuf encoding that a [Session] takes
/// and gives.
///
/// The last pushes are kept with what they were translated to, as [PushDecoder] keeps them: what a
/// server shows to many clients of one process differs only in the first seq, which stands at the
/// front.
///
/// Confined to the event loop of its channel.
final class JsonFrames extends MessageToMessageCodec<TextWebSocketFrame, BinaryWebSocketFrame> {
  private static final JsonFormat.Printer PRINTER =
      JsonFormat.printer().omittingInsignificantWhitespace();
  private static final JsonFormat.Parser PARSER = JsonFormat.parser().ignoringUnknownFields();
  private static final byte[] PUSH_START =
      "{\"push\":{\"firstSeq\":\"".getBytes(StandardCharsets.US_ASCII);
  private static final int PUSH_TAG =
      ServerFrame.PUSH_FIELD_NUMBER << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;
  private static final int FIRST_SEQ_TAG =
      Push.FIRST_SEQ_FIELD_NUMBER << 3 | WireFormat.WIRETYPE_FIXED64;
  private static final int MOST_DIGITS = 18;

  private static final FastThreadLocal<Translations> OF_LOOP =
      new FastThreadLocal<>() {
        @Override
        protected Translations initialValue() {
          return new Translations();
        }
      };

  JsonFrames() {
    super(TextWebSocketFrame.class, BinaryWebSocketFrame.class);
  }

  @Override
  protected void encode(ChannelHandlerContext to, BinaryWebSocketFrame frame, List<Object> out)
      throws InvalidProtocolBufferException {
    ClientFrame said = ClientFrame.parseFrom(frame.content().nioBuffer());
    out.add(new TextWebSocketFrame(PRINTER.print(said)));
  }

  @Override
  protected void decode(ChannelHandlerContext from, TextWebSocketFrame frame, List<Object> out)
      throws InvalidProtocolBufferException {
    byte[] text = ByteBufUtil.getBytes(frame.content());
    byte[] push = push(text, OF_LOOP.get());
    out.add(
        new BinaryWebSocketFrame(
            Unpooled.wrappedBuffer(push == null ? frame(text).toByteArray() : push)));
  }

  private static ServerFrame frame(byte[] text) throws InvalidProtocolBufferException {
    ServerFrame.Builder builder = ServerFrame.newBuilder();
    PARSER.merge(new String(text, StandardCharsets.UTF_8), builder);
    return builder.build();
  }

  /// The binary form of a push that begins with its first seq, and null for anything else.
  private static byte @Nullable [] push(byte[] text, Translations known)
      throws InvalidProtocolBufferException {
    if (!Arrays.equals(
        text, 0, Math.min(text.length, PUSH_START.length), PUSH_START, 0, PUSH_START.length)) {
      return null;
    }
    int at = PUSH_START.length;
    long firstSeq = 0;
    while (at < text.length && text[at] >= '0' && text[at] <= '9') {
      firstSeq = 10 * firstSeq + (text[at++] - '0');
    }
    int digits = at - PUSH_START.length;
    if (digits == 0 || digits > MOST_DIGITS || at == text.length || text[at] != '"') {
      return null;
    }
    byte[] tail = known.tail(text, at);
    int pushBytes = 1 + Long.BYTES + tail.length;
    ByteBuf frame =
        Unpooled.buffer(1 + CodedOutputStream.computeUInt32SizeNoTag(pushBytes) + pushBytes);
    frame.writeByte(PUSH_TAG);
    int rest = pushBytes;
    while ((rest & ~0x7f) != 0) {
      frame.writeByte((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    frame.writeByte(rest).writeByte(FIRST_SEQ_TAG).writeLongLE(firstSeq).writeBytes(tail);
    return ByteBufUtil.getBytes(frame);
  }

  /// The last few pushes of an event loop: their text behind the first seq, and the encoded push
  /// without it.
  private static final class Translations {
    private static final int KEPT = 8;

    private final byte[][] texts = new byte[KEPT][];
    private final byte[][] tails = new byte[KEPT][];
    private int next;

    byte[] tail(byte[] text, int from) throws InvalidProtocolBufferException {
      for (int i = 0; i < KEPT; i++) {
        byte[] known = texts[i];
        if (known != null && Arrays.equals(text, from, text.length, known, 0, known.length)) {
          return tails[i];
        }
      }
      byte[] tail = frame(text).getPush().toBuilder().clearFirstSeq().build().toByteArray();
      texts[next] = Arrays.copyOfRange(text, from, text.length);
      tails[next] = tail;
      next = (next + 1) % KEPT;
      return tail;
    }
  }
}
