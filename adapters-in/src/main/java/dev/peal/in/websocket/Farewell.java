package dev.peal.in.websocket;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// How connections end, also those whose peer takes nothing or goes on sending. To be called on the
/// channel's event loop.
final class Farewell {

  /// How long the peer may go on sending after the last word. Closing while there is something
  /// unread would reset the connection, and the peer might never see why it ended.
  private static final Duration LINGER = Duration.ofSeconds(2);

  private Farewell() {}

  /// Sends the close frame behind what was written, and closes the channel when the peer has done
  /// so too, or soon after; without any success of writing after `patience`.
  static void close(Channel channel, CloseWebSocketFrame frame, Duration patience) {
    limit(channel.closeFuture(), patience);
    channel
        .writeAndFlush(frame)
        .addListener(
            (ChannelFutureListener)
                sent -> {
                  if (sent.isSuccess() && channel instanceof DuplexChannel duplex) {
                    duplex.shutdownOutput();
                    channel.config().setAutoRead(true);
                    limit(channel.closeFuture(), LINGER);
                  } else {
                    channel.close();
                  }
                });
  }

  /// Closes the channel of `done` unless that is done in time.
  static void limit(ChannelFuture done, Duration patience) {
    Channel channel = done.channel();
    ScheduledFuture<?> late =
        channel
            .eventLoop()
            .schedule(
                () -> {
                  channel.close();
                },
                patience.toMillis(),
                TimeUnit.MILLISECONDS);
    done.addListener(inTime -> late.cancel(false));
  }
}
