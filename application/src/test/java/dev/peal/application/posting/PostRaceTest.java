package dev.peal.application.posting;

import static org.assertj.core.api.Assertions.assertThat;

import dev.peal.application.contract.BatchSamples;
import dev.peal.application.contract.Samples;
import dev.peal.application.port.in.PostMessage.Outcome;
import dev.peal.application.port.in.SendOrder;
import dev.peal.application.port.out.Journal;
import dev.peal.application.port.out.StoreUnavailable;
import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.message.Batch;
import dev.peal.domain.message.Message;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// Many sessions post at once while everything fails now and then: each post is answered once, no
/// message is lost or doubled, and each session's messages keep their order (promises P3, P4).
class PostRaceTest {

  private static final int SESSIONS = 12;
  private static final int MESSAGES = 60;
  private static final int WINDOW = 8;

  private final AtomicInteger posts = new AtomicInteger();
  private final AtomicInteger answers = new AtomicInteger();

  /// A message that a session wants to get through, in the order of sending.
  private static final class Wish {
    private final String id;
    private long position;

    Wish(String id) {
      this.id = id;
    }
  }

  private record Answered(Wish wish, Outcome outcome) {}

  @Test
  void post_fromManySessionsWhileAllFails_keepsEachMessageOnceAndInOrder() throws Exception {
    var road = new Road(Road.settings(20, 60, 5));
    List<Batch> journaled = new ArrayList<>();
    road.journal = batch -> anything(batch, journaled);
    road.faults.failAnywhere(3, new StoreUnavailable("away", false));
    List<Callable<List<Wish>>> sessions = new ArrayList<>();
    try (ExecutorService drainers = Executors.newVirtualThreadPerTaskExecutor()) {
      PostMessageService service = road.service(Road.settings(20, 60, 5, 3), drainers);
      for (int s = 0; s < SESSIONS; s++) {
        int session = s;
        sessions.add(() -> session(service, session));
      }

      List<List<Wish>> done = Samples.atOnce(sessions);

      assertThat(service.drain(TimeUnit.SECONDS.toNanos(20))).isTrue();
      assertThat(service.queued()).isZero();
      assertThat(answers.get()).isEqualTo(posts.get());
      assertRows(journaled, done);
    }
  }

  /// What a journal may answer; the batch may be in it whatever the answer, unless it is refused.
  private static Journal.Outcome anything(Batch batch, List<Batch> journaled) {
    int chance = ThreadLocalRandom.current().nextInt(12);
    if (chance == 0) {
      return new Journal.Outcome.Refused("full", 1);
    }
    if (chance > 1) {
      synchronized (journaled) {
        journaled.add(batch);
      }
    }
    return chance <= 2 ? new Journal.Outcome.Unknown("no answer") : new Journal.Outcome.Confirmed();
  }

  private static ConversationId conversation(int session) {
    return session % 3 == 0 ? Road.OTHER : Road.GROUP;
  }

  /// Posts some messages at a time, and again in their order those that are to be tried again.
  private List<Wish> session(PostMessageService service, int session) throws InterruptedException {
    var order = new SendOrder();
    List<Wish> wishes = new ArrayList<>();
    for (int i = 0; i < MESSAGES; i++) {
      wishes.add(new Wish("s" + session + "/" + i));
    }
    List<Wish> open = new ArrayList<>(wishes);
    while (!open.isEmpty()) {
      var inbox = new LinkedBlockingQueue<Answered>();
      List<Wish> sent = List.copyOf(open.subList(0, Math.min(WINDOW, open.size())));
      for (Wish wish : sent) {
        posts.incrementAndGet();
        service.post(
            BatchSamples.draft(conversation(session), 1 + session % 3, wish.id),
            order,
            outcome -> {
              answers.incrementAndGet();
              inbox.add(new Answered(wish, outcome));
            });
      }
      for (int i = 0; i < sent.size(); i++) {
        Answered answered = inbox.poll(30, TimeUnit.SECONDS);
        assertThat(answered).as("answer %d of %d", i, sent.size()).isNotNull();
        switch (answered.outcome()) {
          case Outcome.Posted(var ignored, var position, var repeated) -> {
            answered.wish().position = position;
            open.remove(answered.wish());
          }
          case Outcome.TryAgain again -> assertThat(again.retryAfterMillis()).isPositive();
          case Outcome.NoSuchConversation() -> throw new AssertionError("no conversation");
          case Outcome.NotAMember() -> throw new AssertionError("not a member");
          case Outcome.ClientIdReused reused -> throw new AssertionError(reused.toString());
        }
      }
    }
    return wishes;
  }

  private static void assertRows(List<Batch> journaled, List<List<Wish>> done) {
    Map<String, Long> rows = new HashMap<>();
    for (Batch batch : journaled) {
      for (Message message : batch.messages()) {
        rows.merge(
            message.clientId().value(),
            message.position(),
            (one, other) -> {
              assertThat(other).as("position of %s", message.clientId()).isEqualTo(one);
              return one;
            });
      }
    }
    assertThat(rows).hasSize(SESSIONS * MESSAGES);
    for (List<Wish> session : done) {
      assertThat(session).extracting(wish -> wish.position).isSorted().doesNotHaveDuplicates();
      assertThat(session)
          .allSatisfy(wish -> assertThat(rows).containsEntry(wish.id, wish.position));
    }
  }
}
