package dev.peal.in.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.FullHttpRequest;

/// Takes a connection over that asked to become a WebSocket.
public interface Upgrade {

  /// Called on the connection's event loop for a `GET /ws` whose headers are those of a WebSocket
  /// handshake (version 13, a key, an origin that is allowed); it may still be answered otherwise,
  /// for instance while draining, by an HTTP response written to the channel.
  ///
  /// The pipeline then holds the `HttpServerCodec` and nothing else of this package, as a
  /// `WebSocketServerHandshaker` expects: it adds its own codec before that one and removes it once
  /// the answer is written. Reading is on; nothing of this package reads, writes, times out or
  /// closes the channel any more, it only goes on counting it as open.
  ///
  /// `ctx` is that of the `HttpServerCodec`: use its channel and pipeline. Do not write through it,
  /// which would go past the codec; `ctx.channel().writeAndFlush` is right. `request` has no body,
  /// is not reference-counted memory and needs no release.
  void upgrade(ChannelHandlerContext ctx, FullHttpRequest request);
}
