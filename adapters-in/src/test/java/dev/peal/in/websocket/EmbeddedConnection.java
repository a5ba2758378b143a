package dev.peal.in.websocket;

import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;

/// The server's end of a connection, after the handshake; its peer can cease to take anything.
final class EmbeddedConnection extends EmbeddedChannel {

  /// Bytes outstanding that make it unwritable.
  static final int HIGH = 4_096;

  private boolean blocked;
  private boolean running;
  private int flushes;
  private Runnable onFlush = () -> {};

  EmbeddedConnection() {
    super(new WebSocket13FrameEncoder(false));
    freezeTime();
    config().setWriteBufferWaterMark(new WriteBufferWaterMark(HIGH / 2, HIGH));
  }

  /// Takes nothing any more.
  void block() {
    blocked = true;
  }

  /// Takes everything again.
  void unblock() {
    blocked = false;
    flush();
  }

  /// Has something done whenever something is given to the network.
  void onFlush(Runnable task) {
    onFlush = task;
  }

  /// How often something was given to the network.
  int flushes() {
    return flushes;
  }

  /// Runs one task after another, as a real loop does; the superclass would run the next ones
  /// within every write of the first.
  @Override
  public void runPendingTasks() {
    if (!running) {
      running = true;
      try {
        super.runPendingTasks();
      } finally {
        running = false;
      }
    }
  }

  @Override
  public long runScheduledPendingTasks() {
    running = true;
    try {
      return super.runScheduledPendingTasks();
    } finally {
      running = false;
    }
  }

  @Override
  protected void doWrite(ChannelOutboundBuffer in) throws Exception {
    if (!blocked) {
      flushes++;
      onFlush.run();
      super.doWrite(in);
    }
  }
}
