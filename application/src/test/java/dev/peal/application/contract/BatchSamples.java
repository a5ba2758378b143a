package dev.peal.application.contract;

import dev.peal.application.port.out.SequenceLedger;
import dev.peal.application.port.out.SequenceLedger.Allotment;
import dev.peal.application.port.out.SequenceLedger.Allotment.Allotted;
import dev.peal.application.port.out.SequenceLedger.Numbered;
import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.conversation.Members;
import dev.peal.domain.message.Batch;
import dev.peal.domain.message.Body;
import dev.peal.domain.message.ClientMessageId;
import dev.peal.domain.message.Draft;
import dev.peal.domain.message.Message;
import dev.peal.domain.message.Recipients;
import dev.peal.domain.session.UserId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.LongStream;

/// Drafts, messages and batches that the contracts are tried with.
public final class BatchSamples {

  private static final AtomicLong BATCH_IDS = new AtomicLong();
  private static final long PATIENCE_NANOS = 30_000_000_000L;

  private BatchSamples() {}

  public static Draft draft(ConversationId conversation, long sender, String clientId) {
    return draft(conversation, sender, clientId, "text of " + clientId);
  }

  public static Draft draft(
      ConversationId conversation, long sender, String clientId, String text) {
    return new Draft(
        conversation,
        new UserId(sender),
        new ClientMessageId(clientId),
        new Body.Text(text),
        text.length(),
        System.currentTimeMillis(),
        false);
  }

  /// One whose id begins with the time.
  public static Draft timed(ConversationId conversation, long sender, String name) {
    String id = ClientMessageId.madeAt(System.currentTimeMillis(), name).value();
    return draft(conversation, sender, id, "text of " + name);
  }

  /// Allots as posting does: what the ledger cannot tell by itself it looks up, and asks again.
  public static Allotment allot(
      SequenceLedger ledger,
      ConversationId conversation,
      Members members,
      long[] alsoTo,
      List<Draft> drafts) {
    while (true) {
      Allotment allotment = ledger.allot(conversation, members, alsoTo, drafts);
      List<Draft> unsure = new ArrayList<>();
      if (allotment instanceof Allotted allotted) {
        for (int i = 0; i < drafts.size(); i++) {
          if (allotted.numbers().get(i) instanceof Numbered.Deferred) {
            unsure.add(drafts.get(i));
          }
        }
      }
      if (unsure.isEmpty() && !(allotment instanceof Allotment.Unknown)) {
        return allotment;
      }
      long retryAfterMillis = ledger.lookUp(conversation, unsure);
      if (retryAfterMillis > 0) {
        return new Allotment.NotYet(retryAfterMillis);
      }
    }
  }

  public static Message message(long position, long sender, String clientId) {
    return message(position, sender, clientId, new Body.Text("text of " + clientId));
  }

  public static Message message(long position, long sender, String clientId, Body body) {
    return new Message(
        position, new UserId(sender), new ClientMessageId(clientId), 1_700_000_000_000L, body);
  }

  /// One recipient for each pair of a user and the first seq, in ascending order of users.
  public static Recipients recipients(long... usersAndFirstSeqs) {
    int size = usersAndFirstSeqs.length / 2;
    return Recipients.of(
        LongStream.range(0, size).map(i -> usersAndFirstSeqs[(int) (2 * i)]).toArray(),
        LongStream.range(0, size).map(i -> usersAndFirstSeqs[(int) (2 * i + 1)]).toArray());
  }

  /// A batch with an id of its own, whose stamp follows from the id.
  public static Batch batch(
      ConversationId conversation, Recipients recipients, Message... messages) {
    long id = BATCH_IDS.incrementAndGet();
    return new Batch(id, conversation, Arrays.asList(messages), recipients, id * 10, id * 10);
  }

  /// The batch that the fresh ones of these drafts make with what was allotted to them.
  public static Batch batch(ConversationId conversation, List<Draft> drafts, Allotted allotted) {
    List<Message> fresh = new ArrayList<>();
    for (int i = 0; i < drafts.size(); i++) {
      Draft draft = drafts.get(i);
      if (allotted.numbers().get(i) instanceof Numbered.Fresh(var position)) {
        fresh.add(
            new Message(
                position,
                draft.sender(),
                draft.clientId(),
                draft.receivedAtMillis(),
                draft.body()));
      }
    }
    return new Batch(
        BATCH_IDS.incrementAndGet(),
        conversation,
        fresh,
        allotted.recipients(),
        allotted.lowestStamp(),
        allotted.highestStamp(),
        0,
        allotted.epochs());
  }

  /// Waits until something holds that another thread or process brings about.
  public static void eventually(String what, BooleanSupplier holds) {
    long start = System.nanoTime();
    while (!holds.getAsBoolean()) {
      if (System.nanoTime() - start > PATIENCE_NANOS) {
        throw new AssertionError("did not come true in time: " + what);
      }
      LockSupport.parkNanos(500_000);
    }
  }
}
