package dev.peal.bench.limit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// The connections of one event loop of the bare server, and the buffers that they share: each loop
/// has its own, as counting references to shared ones would have the loops wait for one another's
/// caches. Confined to the loop.
final class LoopConnections {
  private final List<ChannelHandlerContext> connections = new ArrayList<>();
  private final Map<Variant, ByteBuf[]> buffers = new EnumMap<>(Variant.class);

  LoopConnections(PreparedFrames frames) {
    for (Variant variant : Variant.values()) {
      buffers.put(
          variant,
          frames.writes(variant).stream().map(LoopConnections::direct).toArray(ByteBuf[]::new));
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
    ByteBuf[] shared = buffers.getOrDefault(variant, new ByteBuf[0]);
    for (ChannelHandlerContext outlet : connections) {
      for (ByteBuf buffer : shared) {
        var _ = outlet.write(buffer.retainedDuplicate(), outlet.voidPromise());
      }
      outlet.flush();
    }
  }

  private static ByteBuf direct(byte[] bytes) {
    return Unpooled.directBuffer(bytes.length).writeBytes(bytes);
  }
}
