package dev.peal.in.websocket;

import dev.peal.application.contract.SessionCensusContract;
import dev.peal.application.port.out.SessionCensus;
import dev.peal.protocol.v1.ServerFrame;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The gateway counts its connections as its port says, over real sockets.
@Timeout(60)
final class GatewayCensusIT extends SessionCensusContract {

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
  protected SessionCensus census() {
    return peal.gateway;
  }

  @Override
  protected Connection connect() {
    try {
      return new SocketConnection(peal.connect());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private final class SocketConnection implements Connection {

    private final RawClient client;

    SocketConnection(RawClient client) {
      this.client = client;
    }

    @Override
    public void logIn() {
      try {
        client.send(Frames.login(peal.token(peal.user()), "phone", 0));
        client.expect(ServerFrame.BodyCase.WELCOME);
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      }
    }

    @Override
    public void leave() {
      try {
        client.close();
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      }
    }
  }
}
