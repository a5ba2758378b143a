package dev.peal.bench.journal;

import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.message.Batch;
import dev.peal.domain.message.Body;
import dev.peal.domain.message.ClientMessageId;
import dev.peal.domain.message.Message;
import dev.peal.domain.message.Recipients;
import dev.peal.domain.session.UserId;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/// What is appended: batches of so many messages to so many members, in so many conversations at
/// once, each of which waits for its confirm before its next batch.
record JournalLoad(int messages, int members, int conversations, int appends) {

  private static final long FIRST_USER = 1_000_000;
  private static final String TEXT = "x".repeat(120);

  /// From a direct message to a group's burst.
  static final List<JournalLoad> ALL =
      List.of(
          new JournalLoad(1, 2, 1, 500),
          new JournalLoad(100, 500, 1, 200),
          new JournalLoad(500, 500, 1, 100),
          new JournalLoad(1, 2, 64, 6_400),
          new JournalLoad(100, 500, 16, 800));

  String title() {
    return "%d %s to %d, %s"
        .formatted(
            messages,
            messages == 1 ? "message" : "messages",
            members,
            conversations == 1 ? "one at a time" : conversations + " conversations");
  }

  /// A batch of this load; batches of one conversation have different numbers.
  Batch batch(long id, int conversation, int number) {
    long first = 1 + (long) number * messages;
    List<Message> all = new ArrayList<>(messages);
    for (int i = 0; i < messages; i++) {
      all.add(
          new Message(
              first + i,
              new UserId(FIRST_USER + i % members),
              new ClientMessageId(number + "-" + i + "-" + conversation),
              1_700_000_000_000L,
              new Body.Text(TEXT)));
    }
    long[] users = LongStream.range(0, members).map(i -> FIRST_USER + i).toArray();
    long[] seqs = LongStream.range(0, members).map(i -> first + i % 7).toArray();
    long stamp = 1_700_000_000_000_000L + id;
    return new Batch(
        id, ConversationId.group(1 + conversation), all, Recipients.of(users, seqs), stamp, stamp);
  }
}
