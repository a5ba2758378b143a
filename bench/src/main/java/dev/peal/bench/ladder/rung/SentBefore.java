package dev.peal.bench.ladder.rung;

import dev.peal.application.port.out.SequenceLedger.Numbered;
import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.message.Draft;

/// What is known of an earlier attempt of a message.
///
/// @param conversation the text form of where it was sent
/// @param digest the [dev.peal.domain.message.BodyDigest] of its body
/// @param settled whether that attempt counts
record SentBefore(String conversation, long position, long digest, boolean settled) {

  /// What a draft of the same name gets.
  Numbered judge(Draft draft, long digestNow) {
    if (!draft.conversation().toString().equals(conversation) || digest != digestNow) {
      return new Numbered.Reused(
          ConversationId.parse(conversation)
              .orElseThrow(() -> new IllegalStateException("conversation: " + conversation)),
          position);
    }
    return settled ? new Numbered.Repeated(position) : new Numbered.Fresh(position);
  }

  String text() {
    return conversation + " " + position + " " + digest + " " + (settled ? "1" : "0");
  }

  /// Reads what [#text] wrote.
  static SentBefore parse(String text) {
    String[] parts = text.split(" ", -1);
    return new SentBefore(
        parts[0], Long.parseLong(parts[1]), Long.parseLong(parts[2]), parts[3].equals("1"));
  }
}
