package dev.peal.in.websocket;

import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.message.Batch;
import dev.peal.domain.message.Body;
import dev.peal.domain.message.ClientMessageId;
import dev.peal.domain.message.Message;
import dev.peal.domain.message.Recipients;
import dev.peal.domain.session.UserId;
import java.util.ArrayList;
import java.util.List;

/// Batches for tests.
final class Batches {

  private Batches() {}

  /// One text of group 7 for one user.
  static Batch text(long user, long seq, String text) {
    return texts(Recipients.of(new long[] {user}, new long[] {seq}), text);
  }

  /// Texts of group 7, from position 1 on.
  static Batch texts(Recipients recipients, String... texts) {
    List<Message> messages = new ArrayList<>();
    for (String text : texts) {
      messages.add(
          new Message(
              messages.size() + 1L,
              new UserId(1),
              new ClientMessageId("m" + messages.size()),
              1_700_000_000_000L,
              new Body.Text(text)));
    }
    return new Batch(1, ConversationId.group(7), messages, recipients, 1, 1);
  }
}
