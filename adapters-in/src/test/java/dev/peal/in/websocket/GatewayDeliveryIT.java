package dev.peal.in.websocket;

import static dev.peal.application.contract.BatchSamples.eventually;

import dev.peal.application.contract.DeliveryContract;
import dev.peal.application.port.out.Delivery;
import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.message.ClientMessageId;
import dev.peal.domain.message.Message;
import dev.peal.domain.session.DeviceName;
import dev.peal.domain.session.UserId;
import dev.peal.protocol.v1.Push;
import dev.peal.protocol.v1.ServerFrame;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The gateway delivers as its port says, over real sockets.
@Timeout(60)
final class GatewayDeliveryIT extends DeliveryContract {

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
  protected Delivery delivery() {
    return peal.gateway;
  }

  @Override
  protected Receiver connect(UserId user, DeviceName device) {
    try {
      return new SocketReceiver(peal.loggedIn(user, device.value()));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /// Reads pushes on a thread of its own until the connection ends.
  private final class SocketReceiver implements Receiver {

    private final RawClient client;
    private final List<Shown> shown = new CopyOnWriteArrayList<>();

    SocketReceiver(RawClient client) {
      this.client = client;
      Thread.ofVirtual().start(this::read);
    }

    private void read() {
      try {
        while (true) {
          ServerFrame frame = client.next();
          if (frame.hasPush()) {
            show(frame.getPush());
          }
        }
      } catch (IOException ended) {
        // The other side of leave() and of the node's end.
      }
    }

    private void show(Push push) {
      ConversationId conversation = ConversationId.parse(push.getConversation()).orElseThrow();
      for (int i = 0; i < push.getMessagesCount(); i++) {
        dev.peal.protocol.v1.Message message = push.getMessages(i);
        shown.add(
            new Shown(
                push.getFirstSeq() + i,
                conversation,
                new Message(
                    message.getPosition(),
                    new UserId(message.getSender()),
                    new ClientMessageId(message.getClientId()),
                    message.getSentAtMs(),
                    Contents.body(message.getContent()).orElseThrow())));
      }
    }

    @Override
    public List<Shown> shown() {
      return List.copyOf(shown);
    }

    @Override
    public void leave() {
      int before = peal.gateway.sessions();
      try {
        client.close();
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      }
      eventually("the session ended", () -> peal.gateway.sessions() < before);
    }
  }
}
