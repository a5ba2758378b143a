package dev.peal.client;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;

/// The handlers of a connection: HTTP until the handshake is done, then WebSocket, then what
/// translates JSON, then the session.
final class SessionPipeline extends ChannelInitializer<Channel> {
  private static final int MOST_HANDSHAKE_BYTES = 8 * 1024;

  private final ClientSettings settings;
  private final Session session;

  SessionPipeline(ClientSettings settings, Session session) {
    this.settings = settings;
    this.session = session;
  }

  @Override
  protected void initChannel(Channel channel) {
    int maxFrameBytes = settings.inbox().maxFrameBytes();
    WebSocketClientProtocolConfig webSocket =
        WebSocketClientProtocolConfig.newBuilder()
            .webSocketUri(settings.server())
            .version(WebSocketVersion.V13)
            .subprotocol(settings.encoding().subprotocol())
            .maxFramePayloadLength(maxFrameBytes)
            .handshakeTimeoutMillis(Math.max(1, settings.reconnect().openTimeout().toMillis()))
            .withUTF8Validator(false)
            .build();
    ChannelPipeline pipeline = channel.pipeline();
    pipeline.addLast("http", new HttpClientCodec());
    pipeline.addLast("handshake", new HttpObjectAggregator(MOST_HANDSHAKE_BYTES));
    pipeline.addLast("webSocket", new WebSocketClientProtocolHandler(webSocket));
    pipeline.addLast("fragments", new WebSocketFrameAggregator(maxFrameBytes));
    switch (settings.encoding()) {
      case PROTOBUF -> {}
      case JSON -> pipeline.addLast("json", new JsonFrames());
    }
    pipeline.addLast("session", session);
  }
}
