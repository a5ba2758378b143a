package dev.peal.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.peal.protocol.v1.ClientFrame;
import dev.peal.protocol.v1.Content;
import dev.peal.protocol.v1.Send;
import dev.peal.protocol.v1.ServerFrame;
import dev.peal.protocol.v1.Text;

/// Messages sent by hand.
final class Wire {

  private Wire() {}

  /// Sends a message, which is accepted, and returns its position.
  static long send(WireSession session, String conversation, String clientId)
      throws InterruptedException {
    ServerFrame answer = answer(session, conversation, clientId, false);
    assertThat(answer.hasAccepted()).as("%s", answer).isTrue();
    return answer.getAccepted().getPosition();
  }

  /// Sends a message, again or for the first time; whether it is accepted.
  static boolean trySend(WireSession session, String conversation, String clientId)
      throws InterruptedException {
    return answer(session, conversation, clientId, true).hasAccepted();
  }

  private static ServerFrame answer(
      WireSession session, String conversation, String clientId, boolean again)
      throws InterruptedException {
    Content content =
        Content.newBuilder().setText(Text.newBuilder().setText("text " + clientId)).build();
    return session.answer(
        session.send(
            ClientFrame.newBuilder()
                .setSend(
                    Send.newBuilder()
                        .setConversation(conversation)
                        .setClientId(clientId)
                        .setResend(again)
                        .setContent(content))));
  }
}
