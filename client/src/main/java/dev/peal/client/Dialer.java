package dev.peal.client;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;

/// Opens connections. What tests replace by an in-memory transport.
@FunctionalInterface
interface Dialer {

  /// Never throws: the future fails.
  ChannelFuture dial(EventLoop loop, ChannelInitializer<?> initializer);
}
