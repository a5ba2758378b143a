package dev.peal.application.posting;

import static dev.peal.application.contract.BatchSamples.draft;
import static dev.peal.application.posting.Road.GROUP;
import static dev.peal.application.posting.Road.OTHER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.peal.application.port.in.PostMessage.Outcome;
import dev.peal.application.port.in.PostMessage.Outcome.Why;
import dev.peal.application.port.in.SendOrder;
import dev.peal.application.port.out.Journal;
import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.conversation.Members;
import dev.peal.domain.message.Batch;
import dev.peal.domain.message.ClientMessageId;
import dev.peal.domain.session.UserId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// What becomes of posts while nothing fails.
class PostMessageServiceTest {

  private static final Duration TEN_SECONDS = Duration.ofSeconds(10);

  private final SendOrder order = new SendOrder();
  private Road road = new Road(Road.settings(100, 1_000, 100));

  private Road.Answer post(String clientId) {
    return road.post(order, GROUP, 1, clientId);
  }

  @Test
  void post_isJournaledThenAnsweredThenDelivered() {
    Road.Answer answer = post("a");
    assertThat(answer.all()).isEmpty();
    List<Object> atAppend = new ArrayList<>();
    road.journal =
        batch -> {
          atAppend.addAll(answer.all());
          atAppend.addAll(road.delivered);
          return new Journal.Outcome.Confirmed();
        };

    road.run();

    assertThat(atAppend).isEmpty();
    assertThat(answer.only()).isEqualTo(new Outcome.Posted(GROUP, 1, false));
    assertThat(road.delivered).isEqualTo(road.appended).hasSize(1);
    assertThat(road.service.queued()).isZero();
  }

  /// A session whose ids are from the future waits for itself, and keeps its order.
  @Test
  void post_idFromTheFuture_isRefusedForAsLongAndHoldsNobodyElseUp() {
    long future = System.currentTimeMillis() + 20_000;
    Road.Answer early = post(ClientMessageId.madeAt(future, "a").value());
    Road.Answer behind = post("b");
    Road.Answer another = road.post(new SendOrder(), GROUP, 2, "c");
    road.run();

    assertThat(early.only())
        .isInstanceOfSatisfying(
            Outcome.TryAgain.class,
            again -> {
              assertThat(again.why()).isEqualTo(Why.UNAVAILABLE);
              assertThat(again.retryAfterMillis()).isBetween(1L, 19_750L);
            });
    assertThat(behind.only())
        .isInstanceOfSatisfying(
            Outcome.TryAgain.class, again -> assertThat(again.why()).isEqualTo(Why.OUT_OF_ORDER));
    assertThat(another.only()).isEqualTo(new Outcome.Posted(GROUP, 1, false));
  }

  @Test
  void post_batch_holdsTheDraftsAsTheyWere() {
    var draft = draft(GROUP, 2, "a", "some text");
    road.post(order, draft);

    road.run();

    Batch batch = road.appended.getFirst();
    assertThat(batch.conversation()).isEqualTo(GROUP);
    assertThat(batch.recipients().size()).isEqualTo(3);
    assertThat(batch.messages())
        .singleElement()
        .satisfies(message -> {
          assertThat(message.position()).isEqualTo(1);
          assertThat(message.sender()).isEqualTo(draft.sender());
          assertThat(message.clientId()).isEqualTo(draft.clientId());
          assertThat(message.body()).isEqualTo(draft.body());
          assertThat(message.sentAtMillis()).isEqualTo(draft.receivedAtMillis());
        });
  }

  @Test
  void post_whileABatchIsOnItsWay_isTheNextBatch() {
    post("a");
    List<Road.Answer> later = new ArrayList<>();
    road.journal =
        batch -> {
          if (later.isEmpty()) {
            later.add(post("b"));
            later.add(post("c"));
            later.add(road.post(new SendOrder(), GROUP, 2, "d"));
          }
          return new Journal.Outcome.Confirmed();
        };

    road.run();

    assertThat(road.appendedIds()).containsExactly(List.of("a"), List.of("b", "c", "d"));
    assertThat(later).extracting(Road.Answer::position).containsExactly(2L, 3L, 4L);
  }

  @Test
  void post_toManyMembers_waitsForTheRestOfABurst() {
    road.directory.put(GROUP, Members.of(1, LongStream.rangeClosed(1, 64).toArray()));
    Iterator<String> burst = List.of("b", "c", "d").iterator();
    road.clockRead =
        () -> {
          if (burst.hasNext()) {
            post(burst.next());
          }
        };
    post("a");

    road.run();

    assertThat(road.appendedIds()).containsExactly(List.of("a", "b", "c", "d"));
  }

  @Test
  void post_toManyMembersWithoutEnd_doesNotWaitForLong() {
    road.directory.put(GROUP, Members.of(1, LongStream.rangeClosed(1, 64).toArray()));
    road.clockRead =
        () -> {
          if (road.appended.isEmpty()) {
            post("m" + road.nowNanos.addAndGet(TimeUnit.MICROSECONDS.toNanos(500)));
          }
        };
    post("a");

    road.run();

    assertThat(road.appended.getFirst().messages()).hasSizeBetween(2, 10);
  }

  @Test
  void post_steadilyToManyMembers_goesInFewerBatchesWhileOthersGoOn() {
    road.directory.put(GROUP, Members.of(1, LongStream.rangeClosed(1, 5_000).toArray()));
    for (int i = 0; i < 10; i++) {
      post("quick-" + i);
      road.run();
    }
    post("a");
    post("b");
    road.post(order, OTHER, 2, "c");
    road.run();

    assertThat(road.appendedIds()).hasSize(12).endsWith(List.of("a", "b"));
    assertThat(road.appendedIds().get(10)).isEqualTo(List.of("c"));
  }

  @Test
  void post_moreThanABatchTakes_goesInSeveralInOrder() {
    road = new Road(Road.settings(100, 1_000, 2));
    for (String id : List.of("a", "b", "c", "d", "e")) {
      post(id);
    }

    road.run();

    assertThat(road.appendedIds())
        .containsExactly(List.of("a", "b"), List.of("c", "d"), List.of("e"));
  }

  @Test
  void post_moreBytesThanABatchTakes_goesInSeveral() {
    String big = "x".repeat(30_000);
    for (String id : List.of("a", "b", "c")) {
      road.post(order, draft(GROUP, 1, id, big));
    }
    road.post(order, draft(GROUP, 1, "d", "x".repeat(40_000)));

    road.run();

    assertThat(road.appendedIds()).containsExactly(List.of("a", "b"), List.of("c"), List.of("d"));
  }

  @Test
  void post_moreRowsThanABatchTakes_goesInSeveralAndOneAlwaysFits() {
    road =
        new Road(
            new PostingSettings(
                100, 1 << 17, 1_000, 1 << 18, 100, 1 << 16, 6, 64, 1_000_000, 1, TEN_SECONDS));
    road.directory.put(OTHER, Members.of(1, 1, 2, 3, 4, 5, 6, 7));
    for (String id : List.of("a", "b", "c")) {
      post(id);
    }
    road.post(order, OTHER, 1, "d");
    road.post(order, OTHER, 1, "e");

    road.run();

    assertThat(road.appendedIds())
        .containsExactlyInAnyOrder(List.of("a", "b"), List.of("c"), List.of("d"), List.of("e"));
  }

  @Test
  void post_moreRowsThanALargeConversationMayBeAheadBy_isPostedInShares() {
    road =
        new Road(
            new PostingSettings(
                100, 1 << 17, 1_000, 1 << 18, 100, 1 << 16, 6_400, 64, 6_400, 1, TEN_SECONDS));
    road.directory.put(OTHER, Members.of(1, LongStream.rangeClosed(1, 640).toArray()));
    for (int i = 0; i < 52; i++) {
      road.post(order, OTHER, 1, "m" + i);
    }

    road.run();

    assertThat(road.appendedIds())
        .extracting(List::size)
        .as("five seconds' rows in batches of a second's at most, and then a message at a time")
        .containsExactly(10, 10, 10, 10, 10, 1, 1);
  }

  @Test
  void post_hotConversation_takesTurnsWithOthers() {
    road = new Road(Road.settings(100, 1_000, 1));
    for (int i = 0; i < 10; i++) {
      post("hot" + i);
    }
    road.post(order, OTHER, 1, "cold");

    road.run();

    assertThat(road.appendedIds().indexOf(List.of("cold"))).isEqualTo(1);
    assertThat(road.appended).hasSize(11);
  }

  @Test
  void post_oneLane_hasOneDrainerAndSeveralHaveNoMoreThanAllowed() {
    road = new Road(Road.settings(100, 1_000, 100, 3));
    post("a");
    post("b");
    assertThat(road.waitingDrainers()).isEqualTo(1);
    for (int i = 0; i < 10; i++) {
      ConversationId conversation = ConversationId.group(100 + i);
      road.directory.put(conversation, Members.of(1, 1));
      road.post(order, conversation, 1, "m" + i);
    }

    assertThat(road.waitingDrainers()).isEqualTo(3);
    road.run();
    assertThat(road.appended).hasSize(11);
    assertThat(road.service.queued()).isZero();
  }

  @Test
  void post_sentTwiceWhileQueued_isOneMessage() {
    Road.Answer first = post("a");
    Road.Answer between = post("b");
    Road.Answer second = post("a");

    road.run();

    assertThat(first.only()).isEqualTo(new Outcome.Posted(GROUP, 1, false));
    assertThat(second.only()).isEqualTo(new Outcome.Posted(GROUP, 1, true));
    assertThat(between.position()).isEqualTo(2);
    assertThat(road.appendedIds()).containsExactly(List.of("a", "b"));
  }

  @Test
  void post_againLater_isRepeatedWithoutABatch() {
    post("a");
    road.run();

    Road.Answer again = post("a");
    road.run();

    assertThat(again.only()).isEqualTo(new Outcome.Posted(GROUP, 1, true));
    assertThat(road.appended).hasSize(1);
    assertThat(road.delivered).hasSize(1);
  }

  @Test
  void post_knownIdWithAnotherBody_isReused() {
    post("a");
    Road.Answer reused = road.post(order, draft(GROUP, 1, "a", "another"));
    Road.Answer next = post("b");

    road.run();

    assertThat(reused.only()).isEqualTo(new Outcome.ClientIdReused(GROUP, 1));
    assertThat(next.position()).isEqualTo(2);
  }

  @Test
  void post_byAStranger_isRefusedAndTheOthersGoOn() {
    Road.Answer stranger = road.post(new SendOrder(), GROUP, 9, "a");
    Road.Answer member = post("b");

    road.run();

    assertThat(stranger.only()).isEqualTo(new Outcome.NotAMember());
    assertThat(member.position()).isEqualTo(1);
    assertThat(road.appendedIds()).containsExactly(List.of("b"));
  }

  /// Promise P3: the first answer, whatever became of the membership since.
  @Test
  void post_againBySomebodyRemovedSince_hasItsFirstAnswer() {
    post("a");
    road.post(new SendOrder(), GROUP, 2, "b");
    road.run();
    road.directory.put(GROUP, Members.of(2, 1, 3));
    road.ledger.raiseVersion(GROUP, 2);

    Road.Answer again = road.post(new SendOrder(), GROUP, 2, "b");
    Road.Answer fresh = road.post(new SendOrder(), GROUP, 2, "c");
    Road.Answer member = post("d");
    road.run();

    assertThat(again.only()).isEqualTo(new Outcome.Posted(GROUP, 2, true));
    assertThat(fresh.only()).isEqualTo(new Outcome.NotAMember());
    assertThat(member.position()).isEqualTo(3);
    road.directory.remove(GROUP);
    Road.Answer dismissed = road.post(new SendOrder(), GROUP, 2, "b");
    road.run();
    assertThat(dismissed.only()).isEqualTo(new Outcome.Posted(GROUP, 2, true));
  }

  @Test
  void post_byAStrangerOfWhomItCannotBeTold_waitsAlone() {
    SendOrder session = new SendOrder();
    road.ledger.unsure("a");
    road.ledger.tooSoon(700);
    Road.Answer stranger = road.post(session, GROUP, 9, "a");
    Road.Answer member = post("b");
    road.run();
    Road.Answer behind = road.post(session, GROUP, 9, "c");
    road.run();

    assertThat(stranger.only())
        .isInstanceOfSatisfying(
            Outcome.TryAgain.class, again -> assertThat(again.retryAfterMillis()).isEqualTo(700));
    assertThat(member.position()).isEqualTo(1);
    assertThat(behind.refusal()).contains(Why.OUT_OF_ORDER);
    road.ledger.tooSoon(0);
    Road.Answer later = road.post(session, GROUP, 9, "a");
    road.run();
    assertThat(later.only()).isEqualTo(new Outcome.NotAMember());
    assertThat(road.service.queued()).isZero();
  }

  @Test
  void post_toNoConversation_isRefused() {
    Road.Answer group = road.post(order, ConversationId.group(99), 1, "a");
    ConversationId foreign = ConversationId.direct(new UserId(5), new UserId(6));
    road.directory.put(foreign, Members.of(0, 5, 6));
    Road.Answer notMine = road.post(order, foreign, 1, "b");

    road.run();

    assertThat(group.only()).isEqualTo(new Outcome.NoSuchConversation());
    assertThat(notMine.only()).isEqualTo(new Outcome.NoSuchConversation());
    assertThat(road.appended).isEmpty();
  }

  @Test
  void post_bySomeoneJustAdded_isFoundByReloading() {
    road.directory.change(GROUP, Members.of(2, 1, 2, 3, 9));

    Road.Answer newcomer = road.post(order, GROUP, 9, "a");
    road.run();

    assertThat(newcomer.position()).isEqualTo(1);
    assertThat(road.appended.getFirst().recipients().size()).isEqualTo(4);
  }

  @Test
  void post_membersAreStale_goesToTheNewOnesAndRefusesTheRemoved() {
    road.directory.change(GROUP, Members.of(2, 1, 3, 4));
    road.ledger.raiseVersion(GROUP, 2);

    Road.Answer member = post("a");
    Road.Answer removed = road.post(new SendOrder(), GROUP, 2, "b");
    road.run();

    assertThat(member.position()).isEqualTo(1);
    assertThat(removed.only()).isEqualTo(new Outcome.NotAMember());
    Batch batch = road.appended.getFirst();
    assertThat(batch.messages()).hasSize(1);
    assertThat(batch.recipients().size()).isEqualTo(3);
    assertThat(batch.recipients().user(2)).isEqualTo(4);
  }

  @Test
  void post_membersStayStale_endsWithTryAgain() {
    road.ledger.raiseVersion(GROUP, 2);

    Road.Answer answer = post("a");
    road.run();

    assertThat(answer.refusal()).contains(Why.UNAVAILABLE);
    assertThat(road.appended).isEmpty();
  }

  @Test
  void post_tooSoonToTell_isToldWhenToComeBack() {
    road.ledger.notYet(1_234);

    Road.Answer answer = post("a");
    road.run();

    assertThat(answer.only())
        .isInstanceOfSatisfying(
            Outcome.TryAgain.class, again -> assertThat(again.retryAfterMillis()).isEqualTo(1_234));
  }

  @Test
  void notice_withFormerMembers_isAloneInItsBatch() {
    post("a");
    var answer = new Road.Answer();
    road.service.postNotice(draft(GROUP, 9, "notice"), answer::add, 9, 10);
    post("b");

    road.run();

    assertThat(road.appendedIds()).containsExactly(List.of("a"), List.of("notice"), List.of("b"));
    assertThat(answer.position()).isEqualTo(2);
    assertThat(road.appended.get(1).recipients().size()).isEqualTo(5);
    assertThat(road.appended.get(2).recipients().size()).isEqualTo(3);
  }

  @Test
  void notice_toAGroupThatIsGone_goesToTheFormerMembersAlone() {
    road.directory.remove(GROUP);
    road.ledger.raiseVersion(GROUP, 9);
    Road.Answer message = post("a");
    var answer = new Road.Answer();
    road.service.postNotice(draft(GROUP, 1, "notice"), answer::add, 1, 2);

    road.run();

    assertThat(message.only()).isEqualTo(new Outcome.NoSuchConversation());
    assertThat(answer.position()).isEqualTo(1);
    assertThat(road.appended.getFirst().recipients().size()).isEqualTo(2);
  }

  @Test
  void drain_answersWhatIsQueuedAndRefusesWhatComes() throws InterruptedException {
    Road.Answer queued = post("a");
    assertThat(road.service.drain(0)).isFalse();

    Road.Answer late = post("b");
    assertThat(late.refusal()).contains(Why.OVERLOADED);
    road.run();

    assertThat(queued.position()).isEqualTo(1);
    assertThat(road.service.drain(1_000_000_000)).isTrue();
    assertThat(road.service.queued()).isZero();
  }
}
