package dev.peal.bench.limit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// The connections of one event loop of the bare server, and the buffers that they share.
///
/// Even the objects that stand for the buffers are the same at all connections, which measured
/// faster than fresh or prepared ones for each: 30,000 of them do not stay in the processor's
/// caches. An object remembers how far it was written, though; so when a connection does not take
/// everything at once, it keeps the objects, and those after it get new ones.
///
/// Each loop has its own. Confined to the loop.
final class LoopConnections {
  private final List<ChannelHandlerContext> connections = new ArrayList<>();
  private final Map<Variant, List<ByteBuf>> buffers = new EnumMap<>(Variant.class);

  LoopConnections(PreparedFrames frames) {
    for (Variant variant : Variant.values()) {
      buffers.put(variant, frames.writes(variant).stream().map(LoopConnections::direct).toList());
    }
  }

  /// @param outlet where bytes are written
  void add(ChannelHandlerContext outlet) {
    connections.add(outlet);
  }

  void remove(ChannelHandlerContext outlet) {
    connections.remove(outlet);
  }

  /// Writes a round's messages to every connection and flushes each once.
  void write(Variant variant) {
    ByteBuf[] shared = views(variant);
    for (ChannelHandlerContext outlet : connections) {
      for (ByteBuf buffer : shared) {
        var _ = outlet.write(buffer, outlet.voidPromise());
      }
      outlet.flush();
      if (isWaiting(outlet)) {
        shared = views(variant);
      }
    }
  }

  private ByteBuf[] views(Variant variant) {
    return buffers.getOrDefault(variant, List.of()).stream()
        .map(buffer -> Unpooled.unreleasableBuffer(buffer.duplicate()))
        .toArray(ByteBuf[]::new);
  }

  /// Whether something was not written yet.
  private static boolean isWaiting(ChannelHandlerContext outlet) {
    ChannelOutboundBuffer waiting = outlet.channel().unsafe().outboundBuffer();
    return waiting != null && !waiting.isEmpty();
  }

  private static ByteBuf direct(byte[] bytes) {
    return Unpooled.directBuffer(bytes.length).writeBytes(bytes);
  }
}
