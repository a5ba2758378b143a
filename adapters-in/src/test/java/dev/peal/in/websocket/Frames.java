package dev.peal.in.websocket;

import dev.peal.protocol.v1.Abandon;
import dev.peal.protocol.v1.Acknowledge;
import dev.peal.protocol.v1.ClientFrame;
import dev.peal.protocol.v1.Content;
import dev.peal.protocol.v1.History;
import dev.peal.protocol.v1.Login;
import dev.peal.protocol.v1.Ping;
import dev.peal.protocol.v1.Read;
import dev.peal.protocol.v1.Send;
import dev.peal.protocol.v1.Sync;
import dev.peal.protocol.v1.Text;

/// What clients say.
final class Frames {

  private Frames() {}

  static ClientFrame login(String token, String device, long cursor) {
    return ClientFrame.newBuilder()
        .setId(1)
        .setLogin(Login.newBuilder().setToken(token).setDevice(device).setCursor(cursor))
        .build();
  }

  static ClientFrame ping(long id) {
    return ClientFrame.newBuilder().setId(id).setPing(Ping.getDefaultInstance()).build();
  }

  static ClientFrame ack(long seq) {
    return ClientFrame.newBuilder().setId(9).setAck(Acknowledge.newBuilder().setSeq(seq)).build();
  }

  static ClientFrame sync(long id, long after, int limit) {
    return ClientFrame.newBuilder()
        .setId(id)
        .setSync(Sync.newBuilder().setAfter(after).setLimit(limit))
        .build();
  }

  static ClientFrame history(long id, String conversation, long before, int limit) {
    return ClientFrame.newBuilder()
        .setId(id)
        .setHistory(
            History.newBuilder().setConversation(conversation).setBefore(before).setLimit(limit))
        .build();
  }

  static ClientFrame read(long id, String conversation, long position) {
    return ClientFrame.newBuilder()
        .setId(id)
        .setRead(Read.newBuilder().setConversation(conversation).setPosition(position))
        .build();
  }

  static ClientFrame text(long id, String conversation, String clientId, String text) {
    return send(id, conversation, clientId, content(text));
  }

  static ClientFrame send(long id, String conversation, String clientId, Content content) {
    return ClientFrame.newBuilder()
        .setId(id)
        .setSend(
            Send.newBuilder()
                .setConversation(conversation)
                .setClientId(clientId)
                .setContent(content))
        .build();
  }

  static ClientFrame abandon(long id, String conversation, String clientId) {
    return ClientFrame.newBuilder()
        .setId(id)
        .setAbandon(Abandon.newBuilder().setConversation(conversation).setClientId(clientId))
        .build();
  }

  static Content content(String text) {
    return Content.newBuilder().setText(Text.newBuilder().setText(text)).build();
  }
}
