package dev.peal.in.websocket;

import dev.peal.application.contract.SessionSignalsContract;
import dev.peal.application.port.out.SessionSignals;
import dev.peal.domain.message.Batch;
import dev.peal.domain.session.DeviceName;
import dev.peal.domain.session.UserId;
import dev.peal.protocol.v1.ServerFrame;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The gateway takes signals as its port says, over real sockets.
@Timeout(60)
final class GatewaySignalsIT extends SessionSignalsContract {

  @TempDir Path folder;
  private LivePeal peal;

  @BeforeEach
  void start() {
    peal = new LivePeal(folder, WebSocketSettings.defaults("node-1"));
  }

  @AfterEach
  void stop() {
    peal.close();
  }

  @Override
  protected SessionSignals signals() {
    return peal.gateway;
  }

  @Override
  protected void store(Batch batch) {
    peal.batches.store(List.of(batch));
  }

  @Override
  protected Receiver connect(UserId user, DeviceName device) {
    try {
      var receiver = new SocketReceiver(peal.loggedIn(user, device.value()));
      receiver.session = peal.gateway.sessionOf(user, device).orElseThrow();
      return receiver;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /// Reads on a thread of its own until the connection ends.
  private static final class SocketReceiver implements Receiver {

    private final RawClient client;
    private long session;
    private volatile long told;
    private volatile boolean replaced;

    SocketReceiver(RawClient client) {
      this.client = client;
      Thread.ofVirtual().start(this::read);
    }

    private void read() {
      try {
        while (true) {
          ServerFrame frame = client.next();
          if (frame.hasPong()) {
            told = Math.max(told, frame.getPong().getLatestSeq());
          } else if (frame.hasReplaced()) {
            replaced = true;
          }
        }
      } catch (IOException ended) {
        // The other side of being replaced and of the node's end.
      }
    }

    @Override
    public long session() {
      return session;
    }

    @Override
    public long toldSeq() {
      return told;
    }

    @Override
    public boolean replaced() {
      return replaced;
    }
  }
}
