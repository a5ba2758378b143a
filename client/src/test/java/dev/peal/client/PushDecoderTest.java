package dev.peal.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.peal.protocol.v1.Pong;
import dev.peal.protocol.v1.Push;
import dev.peal.protocol.v1.ServerFrame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

class PushDecoderTest {
  private final PushDecoder decoder = new PushDecoder();

  private static ByteBuf bytes(Push push) {
    return Unpooled.wrappedBuffer(ServerFrame.newBuilder().setPush(push).build().toByteArray());
  }

  private Push decode(Push push) throws InvalidProtocolBufferException {
    return decoder.push(bytes(push));
  }

  @Test
  void push_anySize_isWhatWasSent() throws InvalidProtocolBufferException {
    for (int messages : new int[] {1, 2, 5, 20, 100}) {
      Push sent = Frames.push(1L << 40, messages);
      Push got = decode(sent);
      assertThat(decoder.firstSeq()).isEqualTo(1L << 40);
      assertThat(got).isEqualTo(sent.toBuilder().clearFirstSeq().build());
    }
  }

  @Test
  void push_sameBytesForAnotherRecipient_sharesTheMessagesButNotTheSeq()
      throws InvalidProtocolBufferException {
    Push sent = Frames.push(1, 20);
    Push first = decode(sent);
    Push second = decode(sent.toBuilder().setFirstSeq(99).build());
    assertThat(second).isSameAs(first);
    assertThat(decoder.firstSeq()).isEqualTo(99);
  }

  @Test
  void push_oneByteOtherwise_isDecodedAnew() throws InvalidProtocolBufferException {
    Push sent = Frames.push(1, 20);
    decode(sent);
    Push.Builder other = sent.toBuilder();
    other.getMessagesBuilder(19).getContentBuilder().getTextBuilder().setText("text of d20");
    assertThat(decode(other.build()).getMessages(19).getContent().getText().getText())
        .isEqualTo("text of d20");
  }

  @Test
  void push_anotherFrame_isLeftToTheGeneralDecoder() throws InvalidProtocolBufferException {
    ServerFrame pong = ServerFrame.newBuilder().setPong(Pong.newBuilder().setLatestSeq(3)).build();
    ByteBuf bytes = Unpooled.wrappedBuffer(pong.toByteArray());
    assertThat(decoder.push(bytes)).isNull();
    assertThat(PushDecoder.frame(bytes)).isEqualTo(pong);
    assertThat(decoder.push(Unpooled.EMPTY_BUFFER)).isNull();
  }

  @Test
  void push_firstSeqMissing_isLeftToTheGeneralDecoder() throws InvalidProtocolBufferException {
    assertThat(decode(Frames.push(1, 20).toBuilder().clearFirstSeq().build())).isNull();
  }

  @Test
  void push_cutOff_isLeftToTheGeneralDecoderWhichRefuses() throws InvalidProtocolBufferException {
    ByteBuf whole = bytes(Frames.push(1, 20));
    for (int length = 1; length < whole.readableBytes(); length++) {
      ByteBuf cut = whole.slice(0, length);
      assertThat(decoder.push(cut)).isNull();
      assertThatThrownBy(() -> PushDecoder.frame(cut))
          .isInstanceOf(InvalidProtocolBufferException.class);
    }
  }
}
