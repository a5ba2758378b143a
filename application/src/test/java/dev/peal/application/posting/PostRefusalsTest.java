package dev.peal.application.posting;

import static dev.peal.application.contract.BatchSamples.draft;
import static dev.peal.application.posting.Road.GROUP;
import static dev.peal.application.posting.Road.OTHER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.peal.application.port.in.PostMessage.Abandonment;
import dev.peal.application.port.in.PostMessage.Outcome;
import dev.peal.application.port.in.PostMessage.Outcome.Why;
import dev.peal.application.port.in.SendOrder;
import dev.peal.application.port.out.Journal;
import dev.peal.application.port.out.StoreUnavailable;
import dev.peal.application.posting.Faults.Point;
import dev.peal.domain.message.ClientMessageId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Refusals: bounds, failures, and the order that they must not break (promises P4, P7, P9).
class PostRefusalsTest {

  private final SendOrder order = new SendOrder();
  private final SendOrder another = new SendOrder();
  private Road road = new Road(Road.settings(100, 1_000, 100));

  private Road.Answer post(String clientId) {
    return road.post(order, GROUP, 1, clientId);
  }

  @Test
  void post_laneFull_isRefusedWithATimeToRetryAndOthersAreNot() {
    road = new Road(Road.settings(2, 1_000, 100));
    Road.Answer first = post("a");
    Road.Answer second = post("b");

    Road.Answer third = road.post(another, GROUP, 2, "c");
    Road.Answer elsewhere = road.post(another, OTHER, 2, "d");
    road.run();

    assertThat(third.refusal()).contains(Why.OVERLOADED);
    assertThat(((Outcome.TryAgain) third.only()).retryAfterMillis()).isPositive();
    assertThat(first.position()).isEqualTo(1);
    assertThat(second.position()).isEqualTo(2);
    assertThat(elsewhere.position()).isEqualTo(1);
    assertThat(road.service.queued()).isZero();
    assertThat(road.post(another, GROUP, 2, "c").all()).isEmpty();
  }

  @Test
  void post_laneFullOfBytes_isRefused() {
    String big = "x".repeat(65_000);
    Road.Answer first = road.post(order, draft(GROUP, 1, "a", big));
    Road.Answer second = road.post(order, draft(GROUP, 1, "b", big));
    Road.Answer third = road.post(order, draft(GROUP, 1, "c", big));
    road.run();

    assertThat(third.refusal()).contains(Why.OVERLOADED);
    assertThat(first.position() + second.position()).isEqualTo(3);
    Road.Answer again = road.post(order, draft(GROUP, 1, "c", big));
    road.run();
    assertThat(again.position()).isEqualTo(3);
  }

  @Test
  void post_nodeFull_isRefusedUntilThereIsRoom() {
    road = new Road(Road.settings(2, 3, 100));
    post("a");
    post("b");
    road.post(order, OTHER, 1, "c");

    Road.Answer refused = road.post(another, OTHER, 2, "d");
    road.run();
    Road.Answer again = road.post(another, OTHER, 2, "d");
    road.run();

    assertThat(refused.refusal()).contains(Why.OVERLOADED);
    assertThat(again.position()).isEqualTo(2);
  }

  @Test
  void post_afterARefusal_isOutOfOrderUntilTheFirstRefusedComesAgain() {
    road = new Road(Road.settings(1, 1_000, 100));
    road.post(another, GROUP, 2, "x");
    Road.Answer first = post("a");
    road.run();

    Road.Answer second = post("b");
    Road.Answer elsewhere = road.post(order, OTHER, 1, "c");
    road.run();
    Road.Answer firstAgain = post("a");
    road.run();
    Road.Answer secondAgain = post("b");
    road.run();

    assertThat(first.refusal()).contains(Why.OVERLOADED);
    assertThat(second.refusal()).contains(Why.OUT_OF_ORDER);
    assertThat(elsewhere.position()).isEqualTo(1);
    assertThat(firstAgain.position()).isEqualTo(2);
    assertThat(secondAgain.position()).isEqualTo(3);
  }

  @Test
  void post_outOfOrder_namesTheMessageThatHasToComeFirst() {
    road = new Road(Road.settings(1, 1_000, 100));
    road.post(another, GROUP, 2, "x");
    post("a");
    Road.Answer second = post("b");

    assertThat(((Outcome.TryAgain) second.only()).first().orElseThrow().value()).isEqualTo("a");
  }

  @Test
  void abandon_theFirstRefused_letsLaterOnesPass() {
    road = new Road(Road.settings(1, 1_000, 100));
    road.post(another, GROUP, 2, "x");
    Road.Answer first = post("a");
    road.run();
    assertThat(first.refusal()).contains(Why.OVERLOADED);

    assertThat(abandon("b")).as("another one").isEqualTo(Abandonment.ABANDONED);
    assertThat(post("b").refusal()).contains(Why.OUT_OF_ORDER);
    assertThat(abandon("a")).isEqualTo(Abandonment.ABANDONED);
    assertThat(abandon("a")).as("again").isEqualTo(Abandonment.ABANDONED);
    Road.Answer second = post("b");
    road.run();
    Road.Answer allTheSame = post("a");
    road.run();

    assertThat(second.position()).isEqualTo(2);
    assertThat(allTheSame.position()).isEqualTo(3);
  }

  @Test
  void abandon_whileItIsOnItsWay_saysSoAndNothingWaitsForItWhenItIsRefused() {
    List<Abandonment> said = new ArrayList<>();
    Road.Answer first = post("a");
    road.journal =
        batch -> {
          if (said.isEmpty()) {
            said.add(abandon("a"));
            said.add(abandon("queued"));
            return new Journal.Outcome.Unknown("no answer");
          }
          return new Journal.Outcome.Confirmed();
        };
    road.run();
    Road.Answer next = post("b");
    road.run();

    assertThat(said).containsExactly(Abandonment.UNDER_WAY, Abandonment.ABANDONED);
    assertThat(first.refusal()).contains(Why.UNAVAILABLE);
    assertThat(next.only()).isInstanceOf(Outcome.Posted.class);
  }

  @Test
  void abandon_ofOneThatIsQueued_isAcceptedAllTheSame() {
    Road.Answer queued = post("a");

    assertThat(abandon("a")).isEqualTo(Abandonment.UNDER_WAY);
    road.run();

    assertThat(queued.position()).isEqualTo(1);
    assertThat(abandon("a")).as("answered by then").isEqualTo(Abandonment.ABANDONED);
  }

  @Test
  void abandon_byAnotherSession_changesNothing() {
    road = new Road(Road.settings(1, 1_000, 100));
    road.post(another, GROUP, 2, "x");
    post("a");
    road.run();

    Abandonment ignored = road.service.abandon(GROUP, new ClientMessageId("a"), another);

    assertThat(post("b").refusal()).contains(Why.OUT_OF_ORDER);
  }

  private Abandonment abandon(String clientId) {
    return road.service.abandon(GROUP, new ClientMessageId(clientId), order);
  }

  @Test
  void post_afterARefusalOfTheWholeNode_isOutOfOrderToo() {
    road = new Road(Road.settings(1, 1, 100));
    road.post(another, OTHER, 2, "x");
    Road.Answer first = post("a");
    road.run();

    Road.Answer second = post("b");

    assertThat(first.refusal()).contains(Why.OVERLOADED);
    assertThat(second.refusal()).contains(Why.OUT_OF_ORDER);
  }

  @Test
  void post_afterAnotherSessionsRefusal_isNotConcerned() {
    road = new Road(Road.settings(1, 1_000, 100));
    post("a");
    Road.Answer refused = road.post(another, GROUP, 1, "b");
    road.run();

    Road.Answer next = post("c");
    road.run();

    assertThat(refused.refusal()).contains(Why.OVERLOADED);
    assertThat(next.position()).isEqualTo(2);
  }

  @Test
  void journalIsFarBehind_isRefusedBeforeNumbersAreTaken() {
    road.refusal = Optional.of(new Journal.Outcome.Refused("far behind", 1_234));
    Road.Answer refused = post("a");
    road.run();

    road.refusal = Optional.empty();
    Road.Answer again = post("a");
    road.run();

    assertThat(refused.only()).isEqualTo(new Outcome.TryAgain(Why.OVERLOADED, "far behind", 1_234));
    assertThat(again.position()).isEqualTo(1);
    assertThat(road.appended)
        .singleElement()
        .satisfies(batch -> assertThat(batch.recipients().firstSeq(0)).isEqualTo(1));
  }

  @Test
  void journalRefuses_batchIsAbandonedAndWhatIsBehindInTheSessionIsRefused() {
    Road.Answer first = post("a");
    List<Road.Answer> behind = new ArrayList<>();
    road.journal =
        batch -> {
          if (behind.isEmpty()) {
            behind.add(post("b"));
            behind.add(road.post(another, GROUP, 2, "c"));
            return new Journal.Outcome.Refused("full", 77);
          }
          return new Journal.Outcome.Confirmed();
        };

    road.run();

    assertThat(first.only()).isEqualTo(new Outcome.TryAgain(Why.OVERLOADED, "full", 77));
    assertThat(behind.getFirst().refusal()).contains(Why.OUT_OF_ORDER);
    assertThat(behind.getLast().only()).isInstanceOf(Outcome.Posted.class);
    assertThat(road.appendedIds()).containsExactly(List.of("a"), List.of("c"));
    assertThat(road.delivered).hasSize(1);
    assertThat(road.ledger.open()).isEmpty();
    assertThat(road.service.queued()).isZero();
  }

  @Test
  void journalIsUnknown_isNeitherAbandonedNorSettledAndGoesAgainAtItsPosition() {
    road.journal = batch -> new Journal.Outcome.Unknown("no answer");
    Road.Answer first = post("a");
    Road.Answer second = post("b");
    road.run();

    road.journal = batch -> new Journal.Outcome.Confirmed();
    Road.Answer other = road.post(another, GROUP, 2, "c");
    road.run();
    Road.Answer again = post("a");
    Road.Answer secondAgain = post("b");
    road.run();

    assertThat(first.refusal()).contains(Why.UNAVAILABLE);
    assertThat(second.refusal()).contains(Why.UNAVAILABLE);
    assertThat(road.faults.calls()).doesNotContain(Point.ABANDONED);
    assertThat(other.position()).isEqualTo(3);
    assertThat(again.only()).isEqualTo(new Outcome.Posted(GROUP, 1, false));
    assertThat(secondAgain.position()).isEqualTo(2);
    assertThat(road.delivered).hasSize(2);
  }

  @Test
  void journalConfirmsTooLate_nothingIsShownAndTheSenderTriesAgain() {
    road.journal =
        batch -> {
          road.nowNanos.addAndGet(Duration.ofSeconds(10).toNanos() + 1);
          return new Journal.Outcome.Confirmed();
        };
    Road.Answer answer = post("a");

    road.run();

    assertThat(answer.refusal()).contains(Why.UNAVAILABLE);
    assertThat(road.delivered).isEmpty();
    assertThat(road.faults.calls()).doesNotContain(Point.SETTLED, Point.ABANDONED);
  }

  @Test
  void journalConfirmsAtTheDeadline_isInTime() {
    road.journal =
        batch -> {
          road.nowNanos.addAndGet(Duration.ofSeconds(10).toNanos());
          return new Journal.Outcome.Confirmed();
        };
    Road.Answer answer = post("a");

    road.run();

    assertThat(answer.position()).isEqualTo(1);
  }

  @Test
  void refusedBatch_messageSentTwice_doesNotOvertakeWhatStandsBetween() {
    Road.Answer first = post("a");
    List<Road.Answer> behind = new ArrayList<>();
    road.journal =
        batch -> {
          if (behind.isEmpty()) {
            behind.add(post("b"));
            behind.add(post("a"));
            behind.add(post("c"));
            return new Journal.Outcome.Unknown("no answer");
          }
          return new Journal.Outcome.Confirmed();
        };

    road.run();

    assertThat(first.refusal()).contains(Why.UNAVAILABLE);
    assertThat(behind).allSatisfy(answer -> assertThat(answer.refusal()).isPresent());
    List<Road.Answer> again = List.of(post("a"), post("b"), post("c"));
    road.run();
    assertThat(again).extracting(Road.Answer::position).isSorted();
  }

  @Test
  void refusedBatch_whenALaterMessageWasRefusedBefore_hasToComeFirst() {
    road = new Road(Road.settings(1, 1_000, 100));
    Road.Answer first = post("a");
    List<Road.Answer> behind = new ArrayList<>();
    road.journal =
        batch -> {
          road.post(another, GROUP, 2, "x");
          behind.add(post("b"));
          return new Journal.Outcome.Unknown("no answer");
        };
    road.run();
    road.journal = batch -> new Journal.Outcome.Confirmed();
    assertThat(first.refusal()).contains(Why.UNAVAILABLE);
    assertThat(behind.getFirst().refusal()).contains(Why.OVERLOADED);

    Road.Answer second = post("b");
    road.run();
    Road.Answer firstAgain = post("a");
    road.run();

    assertThat(second.refusal()).contains(Why.OUT_OF_ORDER);
    assertThat(firstAgain.position()).isEqualTo(1);
  }

  @Test
  void refusedBatch_ofAnotherSession_leavesInTheQueueWhatStandsBeforeARefusedMessage() {
    road = new Road(Road.settings(1, 1_000, 100));
    road.post(another, GROUP, 2, "x");
    List<Road.Answer> mine = new ArrayList<>();
    road.journal =
        batch -> {
          if (mine.isEmpty()) {
            mine.add(post("a"));
            mine.add(post("b"));
            return new Journal.Outcome.Unknown("no answer");
          }
          return new Journal.Outcome.Confirmed();
        };

    road.run();

    assertThat(mine.getFirst().only()).isInstanceOf(Outcome.Posted.class);
    assertThat(mine.getLast().refusal()).contains(Why.OVERLOADED);
    Road.Answer again = post("b");
    road.run();
    assertThat(again.position()).isGreaterThan(mine.getFirst().position());
  }

  static Stream<Arguments> failures() {
    return Stream.of(Point.values())
        .flatMap(point ->
            Stream.of(
                    new StoreUnavailable("away", false),
                    new IllegalStateException("a bug"),
                    new StackOverflowError("a worse one"))
                .map(thrown -> Arguments.of(point, thrown)));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void port_throws_everyPostIsAnsweredOnceAndLaterOnesGoOn(Point point, Throwable thrown) {
    if (point == Point.RELOAD) {
      road.ledger.raiseVersion(GROUP, 2);
    }
    if (point == Point.ABANDONED) {
      road.journal = batch -> new Journal.Outcome.Refused("full", 1);
    }
    road.faults.failAt(point, thrown);
    List<Road.Answer> answers = new ArrayList<>();
    for (String id : List.of("a", "b", "c")) {
      answers.add(post(id));
      answers.add(road.post(another, GROUP, 2, id));
    }
    road.run();

    assertThat(answers).allSatisfy(answer -> assertThat(answer.all()).hasSize(1));
    assertThat(road.service.queued()).isZero();
    if (point == Point.APPEND) {
      assertThat(road.ledger.open()).as("stamps left open").isEmpty();
    }

    road.faults.end();
    road.journal = batch -> new Journal.Outcome.Confirmed();
    road.directory.change(GROUP, dev.peal.domain.conversation.Members.of(2, 1, 2, 3));
    answers.clear();
    for (String id : List.of("a", "b", "c")) {
      answers.add(post(id));
      answers.add(road.post(another, GROUP, 2, id));
    }
    road.run();
    assertThat(answers)
        .allSatisfy(answer -> assertThat(answer.only()).isInstanceOf(Outcome.Posted.class));
  }

  @Test
  void reply_throws_othersAreAnsweredAllTheSame() {
    road.service.post(
        draft(GROUP, 1, "a"),
        order,
        outcome -> {
          throw new IllegalStateException("a bug of the caller");
        });
    Road.Answer next = post("b");

    road.run();

    assertThat(next.position()).isEqualTo(2);
    assertThat(road.delivered).hasSize(1);
    assertThat(road.service.queued()).isZero();
  }
}
