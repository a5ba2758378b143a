package dev.peal.bench.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LoopConnectionsTest {
  private static final PreparedFrames FRAMES = PreparedFrames.of(20);

  private static EmbeddedChannel connection(LoopConnections loop) {
    EmbeddedChannel channel = new EmbeddedChannel(new ChannelInboundHandlerAdapter());
    loop.add(outlet(channel));
    return channel;
  }

  private static ChannelHandlerContext outlet(EmbeddedChannel channel) {
    return channel.pipeline().firstContext();
  }

  private static byte[] written(EmbeddedChannel channel) {
    ByteBuf all = Unpooled.buffer();
    for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
      all.writeBytes(part.duplicate());
    }
    byte[] bytes = new byte[all.readableBytes()];
    all.readBytes(bytes);
    return bytes;
  }

  @ParameterizedTest
  @EnumSource(Variant.class)
  void write_everyConnectionGetsTheWholeStream_roundAfterRound(Variant variant) {
    LoopConnections loop = new LoopConnections(FRAMES);
    EmbeddedChannel one = connection(loop);
    EmbeddedChannel other = connection(loop);
    for (int round = 0; round < 2; round++) {
      loop.write(variant);

      assertThat(written(one)).isEqualTo(FRAMES.stream(variant));
      assertThat(written(other)).isEqualTo(FRAMES.stream(variant));
    }
  }

  @ParameterizedTest
  @EnumSource(Variant.class)
  void write_aConnectionThatTookOnlyAPart_disturbsNoOther(Variant variant) {
    LoopConnections loop = new LoopConnections(FRAMES);
    EmbeddedChannel slow =
        new EmbeddedChannel(new ChannelInboundHandlerAdapter()) {
          @Override
          protected void doWrite(ChannelOutboundBuffer in) {
            // As a socket does that takes three bytes and no more.
            if (in.current() instanceof ByteBuf first && first.readerIndex() == 0) {
              in.removeBytes(3);
            }
          }
        };
    loop.add(outlet(slow));
    EmbeddedChannel other = connection(loop);
    loop.write(variant);

    assertThat(written(other)).isEqualTo(FRAMES.stream(variant));
  }
}
