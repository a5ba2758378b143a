package dev.peal.out.redis;

import dev.peal.application.port.out.SentMessages;
import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.message.BodyDigest;
import dev.peal.domain.message.Draft;
import dev.peal.domain.message.Message;
import dev.peal.domain.sequence.Partition;
import java.util.HexFormat;

/// One message of a call, as the memory of sends sees it. `what` tells whether another one of the
/// same name is the same.
///
/// `bears` is how late the memory may begin, in µs, for the message to count as new when the memory
/// does not know it: what the time in its id says, -1 for one without a time, which may always have
/// been sent before, and [#ANYTHING] for one that was looked for elsewhere. `position` is the one
/// to be remembered where it is not the script that takes it, else 0.
record Send(SentMessages.Key key, int bucket, String what, long bears, long position) {

  static final long ANYTHING = 1L << 53;

  static Send of(Draft draft, int buckets) {
    var key = new SentMessages.Key(draft.sender(), draft.clientId());
    return new Send(
        key,
        Partition.ofUser(draft.sender().value(), buckets),
        what(BodyDigest.of(draft.body()), draft.conversation()),
        draft.clientId().latestHorizonMicros(),
        0);
  }

  static Send of(Message message, ConversationId conversation, int buckets) {
    var key = new SentMessages.Key(message.sender(), message.clientId());
    return new Send(
        key,
        Partition.ofUser(message.sender().value(), buckets),
        what(BodyDigest.of(message.body()), conversation),
        ANYTHING,
        message.position());
  }

  /// The same message with what its row says.
  Send asStored(SentMessages.Sent row) {
    return new Send(key, bucket, what(row.digest(), row.conversation()), ANYTHING, row.position());
  }

  Send bearing(long horizonMicros) {
    return new Send(key, bucket, what, Math.max(bears, horizonMicros), position);
  }

  Send at(long newPosition) {
    return new Send(key, bucket, what, bears, newPosition);
  }

  String field() {
    return Names.send(key.sender(), key.clientId());
  }

  private static String what(long digest, ConversationId conversation) {
    return HexFormat.of().toHexDigits(digest) + conversation;
  }

  /// The conversation in a `what`.
  static ConversationId conversationOf(String what) {
    return ConversationId.parse(what.substring(Long.BYTES * 2)).orElseThrow();
  }
}
