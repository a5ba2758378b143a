package dev.peal.client;

import dev.peal.protocol.v1.Content;
import dev.peal.protocol.v1.Entry;
import dev.peal.protocol.v1.Message;
import dev.peal.protocol.v1.Page;
import dev.peal.protocol.v1.Push;
import dev.peal.protocol.v1.SeqRange;
import dev.peal.protocol.v1.Text;

/// Frames for tests: every message is of sender 7 in conversation g1.
final class Frames {
  static final String CONVERSATION = "g1";
  static final long SENDER = 7;

  private Frames() {}

  static Content text(String text) {
    return Content.newBuilder().setText(Text.newBuilder().setText(text)).build();
  }

  static Message message(String clientId, long position) {
    return Message.newBuilder()
        .setPosition(position)
        .setSender(SENDER)
        .setClientId(clientId)
        .setSentAtMs(1)
        .setContent(text("text of " + clientId))
        .build();
  }

  /// A push of messages c1, c2 … whose position and name are their seq.
  static Push push(long firstSeq, int messages) {
    Push.Builder push = Push.newBuilder().setFirstSeq(firstSeq).setConversation(CONVERSATION);
    for (long seq = firstSeq; seq < firstSeq + messages; seq++) {
      push.addMessages(message("c" + seq, seq));
    }
    return push.build();
  }

  static Entry entry(long seq, String clientId, long position) {
    return Entry.newBuilder()
        .setSeq(seq)
        .setConversation(CONVERSATION)
        .setMessage(message(clientId, position))
        .build();
  }

  static Entry entry(long seq) {
    return entry(seq, "c" + seq, seq);
  }

  static SeqRange range(long first, long last) {
    return SeqRange.newBuilder().setFirst(first).setLast(last).build();
  }

  static Page.Builder page(long after, long latest) {
    return Page.newBuilder().setAfter(after).setLatestSeq(latest);
  }
}
