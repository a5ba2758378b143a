package dev.peal.application.posting;

import static dev.peal.application.posting.Road.GROUP;
import static dev.peal.application.posting.Road.OTHER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.peal.application.contract.BatchSamples;
import dev.peal.application.port.in.PostMessage.Outcome;
import dev.peal.application.port.in.PostMessage.Outcome.Why;
import dev.peal.application.port.in.SendOrder;
import dev.peal.application.port.out.Journal;
import dev.peal.application.port.out.StoreUnavailable;
import dev.peal.application.posting.Faults.Point;
import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.conversation.Members;
import dev.peal.domain.session.UserId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// What has to be looked up in a store while messages are posted: nobody waits for it but those
/// whose messages it is about.
class PostLookupsTest {

  private static final ConversationId COLD = ConversationId.group(9);

  private final SendOrder order = new SendOrder();
  private final SendOrder another = new SendOrder();
  private final Road road = new Road(Road.settings(100, 1_000, 100));

  private Road.Answer post(String clientId) {
    return road.post(order, GROUP, 1, clientId);
  }

  private long reads() {
    return road.faults.calls().stream()
        .filter(point -> point == Point.RELOAD || point == Point.MEMBERS)
        .count();
  }

  @Test
  void coldConversation_isPostedToOnceItsMembersAreKnown() {
    road.directory.putCold(COLD, Members.of(1, 1, 2));
    Road.Answer first = road.post(order, COLD, 1, "a");
    Road.Answer second = road.post(order, COLD, 1, "b");

    road.run();

    assertThat(first.position()).isEqualTo(1);
    assertThat(second.position()).isEqualTo(2);
    assertThat(reads()).isEqualTo(1);
    assertThat(road.service.queued()).isZero();
  }

  @Test
  void coldConversations_whoseStoreDoesNotAnswer_keepNoDrainerFromWarmOnes() throws Exception {
    var open = new CountDownLatch(1);
    road.directory.asked = conversation -> await(open);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      PostMessageService service = road.service(Road.settings(100, 1_000, 100, 1), threads);
      List<CompletableFuture<Outcome>> cold = new ArrayList<>();
      for (long user = 2; user < 102; user++) {
        ConversationId direct = ConversationId.direct(new UserId(1), new UserId(user));
        road.directory.putCold(direct, Members.of(0, 1, user));
        cold.add(posted(service, direct, "cold" + user));
      }

      Outcome warm = posted(service, GROUP, "warm").get(10, TimeUnit.SECONDS);

      assertThat(warm).isInstanceOf(Outcome.Posted.class);
      assertThat(cold).noneMatch(CompletableFuture::isDone);
      open.countDown();
      for (CompletableFuture<Outcome> each : cold) {
        assertThat(each.get(10, TimeUnit.SECONDS)).isInstanceOf(Outcome.Posted.class);
      }
    }
  }

  @Test
  void coldConversation_whoseStoreDoesNotAnswerInTime_isRefusedInItsOrder() throws Exception {
    var open = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var lookups = new Lookups(new Lookups.Limits(1, 0, 20_000_000), threads);
      var done = new CompletableFuture<Lookups.Result<String>>();

      assertThat(
              lookups.submit(
                  () -> {
                    await(open);
                    return "late";
                  },
                  done::complete))
          .isTrue();

      assertThat(done.get(10, TimeUnit.SECONDS)).isInstanceOf(Lookups.Result.Late.class);
      assertThat(lookups.submit(() -> "full", done::complete)).as("room").isFalse();
      open.countDown();
    }
  }

  @Test
  void coldConversation_whoseStoreIsAway_isRefusedAndGoesOnAfterwards() {
    road.directory.putCold(COLD, Members.of(1, 1, 2));
    road.faults.failAt(Point.MEMBERS, new StoreUnavailable("away", true));
    Road.Answer first = road.post(order, COLD, 1, "a");
    Road.Answer second = road.post(order, COLD, 1, "b");
    road.run();

    assertThat(first.refusal()).contains(Why.UNAVAILABLE);
    assertThat(second.refusal()).isPresent();
    road.faults.end();
    Road.Answer overtaking = road.post(order, COLD, 1, "b");
    Road.Answer again = road.post(order, COLD, 1, "a");
    road.run();
    assertThat(overtaking.refusal()).contains(Why.OUT_OF_ORDER);
    assertThat(again.position()).isEqualTo(1);
    assertThat(road.service.queued()).isZero();
  }

  @Test
  void unsureMessage_leavesItsBatchWithWhatItsSenderHasBehindIt_andTheOthersGoOnAtOnce() {
    road.ledger.unsure("u");
    List<Road.Answer> others = new ArrayList<>();
    List<Road.Answer> waiting = new ArrayList<>();
    others.add(road.post(another, GROUP, 2, "a"));
    waiting.add(post("u"));
    waiting.add(post("v"));
    others.add(road.post(another, GROUP, 2, "b"));
    List<List<Outcome>> answersAtAppend = new ArrayList<>();
    road.journal =
        batch -> {
          waiting.forEach(answer -> answersAtAppend.add(answer.all()));
          return new Journal.Outcome.Confirmed();
        };

    road.run();

    assertThat(road.appendedIds()).containsExactly(List.of("a", "b"), List.of("u", "v"));
    assertThat(answersAtAppend).allMatch(List::isEmpty);
    assertThat(others).extracting(Road.Answer::position).containsExactly(1L, 2L);
    assertThat(waiting).extracting(Road.Answer::position).containsExactly(3L, 4L);
    assertThat(road.service.queued()).isZero();
  }

  @Test
  void unsureMessage_whileItCannotBeTold_isRefusedAloneAndItsConversationLives() {
    road.ledger.unsure("u");
    road.ledger.tooSoon(7_000);
    Road.Answer unsure = post("u");
    Road.Answer behind = post("v");
    Road.Answer other = road.post(another, GROUP, 2, "a");
    road.run();

    assertThat(((Outcome.TryAgain) unsure.only()).retryAfterMillis()).isEqualTo(7_000);
    assertThat(behind.refusal()).contains(Why.OUT_OF_ORDER);
    assertThat(other.position()).isEqualTo(1);
    for (int i = 0; i < 5; i++) {
      Road.Answer next = road.post(another, GROUP, 2, "next" + i);
      Road.Answer again = post("u");
      road.run();
      assertThat(next.only()).isInstanceOf(Outcome.Posted.class);
      assertThat(again.refusal()).contains(Why.UNAVAILABLE);
    }
    road.ledger.tooSoon(0);
    Road.Answer last = post("u");
    Road.Answer lastBehind = post("v");
    road.run();
    assertThat(lastBehind.position()).isGreaterThan(last.position());
    assertThat(road.service.queued()).isZero();
  }

  /// What is deferred stands behind what its session has in the batch: it must not overtake it.
  @Test
  void unsureMessage_behindOneThatTheJournalRefuses_doesNotOvertakeIt() {
    road.ledger.unsure("u");
    Road.Answer first = post("a");
    Road.Answer unsure = post("u");
    road.journal = batch -> new Journal.Outcome.Refused("full", 5);
    road.run();

    assertThat(first.refusal()).contains(Why.OVERLOADED);
    assertThat(unsure.refusal()).contains(Why.OUT_OF_ORDER);
    road.journal = batch -> new Journal.Outcome.Confirmed();
    Road.Answer firstAgain = post("a");
    Road.Answer unsureAgain = post("u");
    road.run();
    assertThat(unsureAgain.position()).isGreaterThan(firstAgain.position());
  }

  @Test
  void stranger_whoKeepsSending_makesTheStoreBeAskedOnce() {
    for (int i = 0; i < 200; i++) {
      Road.Answer answer = road.post(another, GROUP, 99, "s" + i);
      road.run();
      assertThat(answer.only()).isEqualTo(new Outcome.NotAMember());
    }
    assertThat(reads()).isEqualTo(1);
  }

  @Test
  void stranger_whoWasAdded_isAMemberFromTheAnswerOn() {
    Road.Answer before = road.post(another, GROUP, 99, "before");
    road.run();
    road.directory.change(GROUP, Members.of(2, 1, 2, 3, 99));
    road.ledger.raiseVersion(GROUP, 2);

    Road.Answer after = road.post(another, GROUP, 99, "after");
    road.run();

    assertThat(before.only()).isEqualTo(new Outcome.NotAMember());
    assertThat(after.position()).isEqualTo(1);
  }

  @Test
  void stranger_addedWhileTheMembersAreRead_isNotJudgedByThem() {
    List<Road.Answer> added = new ArrayList<>();
    road.directory.asked =
        conversation -> {
          road.directory.asked = next -> {};
          road.directory.change(GROUP, Members.of(2, 1, 2, 3, 99));
          road.ledger.raiseVersion(GROUP, 2);
          added.add(road.post(order, GROUP, 99, "after"));
        };
    Road.Answer before = road.post(another, GROUP, 98, "before");
    road.run();

    assertThat(before.only()).isEqualTo(new Outcome.NotAMember());
    assertThat(added.getFirst().position()).isEqualTo(1);
  }

  @Test
  void unknownGroup_isLookedUpOnceUntilItExists() {
    for (int i = 0; i < 50; i++) {
      Road.Answer answer = road.post(order, COLD, 1, "u" + i);
      road.run();
      assertThat(answer.only()).isEqualTo(new Outcome.NoSuchConversation());
    }
    assertThat(reads()).isEqualTo(1);

    road.directory.putCold(COLD, Members.of(1, 1, 2));
    road.ledger.raiseVersion(COLD, 1);
    Road.Answer exists = road.post(order, COLD, 1, "exists");
    road.run();
    assertThat(exists.position()).isEqualTo(1);
  }

  @Test
  void unknownConversations_oneAfterTheOther_areRefusedWithATimeBeyondTheirBound() {
    int asked = 0;
    for (int i = 0; i < 100; i++) {
      Road.Answer answer =
          road.post(
              new SendOrder(),
              ConversationId.direct(new UserId(1), new UserId(1_000 + i)),
              1,
              "u" + i);
      road.run();
      if (answer.only() instanceof Outcome.NoSuchConversation) {
        asked++;
      } else {
        assertThat(answer.refusal()).contains(Why.OVERLOADED);
        assertThat(((Outcome.TryAgain) answer.only()).retryAfterMillis()).isPositive();
      }
    }
    assertThat(asked).isEqualTo(Outsiders.AT_ONCE);
    assertThat(reads()).isEqualTo(asked);

    // Others are not concerned, nor is what the process knows.
    assertThat(postedBy(2, OTHER).position()).isEqualTo(1);
    assertThat(postedBy(1, OTHER).position()).isEqualTo(2);
    road.nowNanos.addAndGet(TimeUnit.SECONDS.toNanos(60));
    Road.Answer later =
        road.post(new SendOrder(), ConversationId.direct(new UserId(1), new UserId(7)), 1, "later");
    road.run();
    assertThat(later.only()).isEqualTo(new Outcome.NoSuchConversation());
  }

  private Road.Answer postedBy(long sender, ConversationId conversation) {
    Road.Answer answer = road.post(new SendOrder(), conversation, sender, "m" + sender);
    road.run();
    return answer;
  }

  private static CompletableFuture<Outcome> posted(
      PostMessageService service, ConversationId conversation, String id) {
    var answer = new CompletableFuture<Outcome>();
    service.post(BatchSamples.draft(conversation, 1, id), new SendOrder(), answer::complete);
    return answer;
  }

  private static void await(CountDownLatch open) {
    try {
      assertThat(open.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
