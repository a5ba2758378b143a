package dev.peal.bench.ladder.rung;

import dev.peal.domain.message.Batch;
import dev.peal.domain.message.Message;
import dev.peal.domain.message.Recipients;
import java.util.ArrayList;
import java.util.List;

/// Takes batches apart by recipients, and joins them by messages.
final class Batches {

  private Batches() {}

  /// The same messages for the recipients from `from` to `to`, that one left out.
  static Batch part(Batch batch, int from, int to) {
    long[] users = new long[to - from];
    long[] firstSeqs = new long[to - from];
    for (int i = 0; i < users.length; i++) {
      users[i] = batch.recipients().user(from + i);
      firstSeqs[i] = batch.recipients().firstSeq(from + i);
    }
    return with(batch, batch.messages(), Recipients.of(users, firstSeqs));
  }

  /// The same for everybody in as few batches: neighbours of one conversation become one where
  /// every recipient has the seqs of the second right behind those of the first.
  static List<Batch> joined(List<Batch> batches) {
    List<Batch> joined = new ArrayList<>();
    List<Message> messages = new ArrayList<>();
    Batch first = null;
    for (Batch batch : batches) {
      if (first != null && !follows(first, messages.size(), batch)) {
        joined.add(with(first, messages, first.recipients()));
        first = null;
        messages.clear();
      }
      first = first == null ? batch : first;
      messages.addAll(batch.messages());
    }
    if (first != null) {
      joined.add(with(first, messages, first.recipients()));
    }
    return joined;
  }

  private static boolean follows(Batch first, int messages, Batch next) {
    Recipients before = first.recipients();
    Recipients after = next.recipients();
    boolean follows =
        first.conversation().equals(next.conversation()) && before.size() == after.size();
    for (int i = 0; follows && i < before.size(); i++) {
      follows =
          before.user(i) == after.user(i) && before.firstSeq(i) + messages == after.firstSeq(i);
    }
    return follows;
  }

  private static Batch with(Batch batch, List<Message> messages, Recipients recipients) {
    return new Batch(
        batch.id(),
        batch.conversation(),
        messages,
        recipients,
        batch.lowestStamp(),
        batch.highestStamp(),
        batch.membersVersion(),
        batch.epochs());
  }
}
