package dev.peal.application.contract;

import static dev.peal.application.contract.BatchSamples.batch;
import static dev.peal.application.contract.BatchSamples.draft;
import static dev.peal.application.contract.BatchSamples.eventually;
import static dev.peal.application.contract.BatchSamples.timed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.peal.application.port.out.InboxReader;
import dev.peal.application.port.out.SequenceLedger;
import dev.peal.application.port.out.SequenceLedger.Allotment;
import dev.peal.application.port.out.SequenceLedger.Allotment.Allotted;
import dev.peal.application.port.out.SequenceLedger.Earlier;
import dev.peal.application.port.out.SequenceLedger.Numbered;
import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.conversation.Members;
import dev.peal.domain.message.Batch;
import dev.peal.domain.message.ClientMessageId;
import dev.peal.domain.message.Draft;
import dev.peal.domain.message.Recipients;
import dev.peal.domain.sequence.Holes;
import dev.peal.domain.sequence.SeqRange;
import dev.peal.domain.session.UserId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/// The contract of [SequenceLedger].
public abstract class SequenceLedgerContract {

  private static final ConversationId GROUP = ConversationId.group(7);
  private static final ConversationId OTHER = ConversationId.group(8);
  private static final Members THREE = Members.of(1, 1, 2, 3);
  private static final long[] NOBODY = {};

  /// The ledger under test, which has given nothing yet; the same one within a test.
  protected abstract SequenceLedger ledger();

  /// Writes the rows of a batch, as is done with what is in the journal.
  protected abstract void store(Batch batch);

  /// Reads the rows that were stored, and the watermark that goes with the ledger.
  protected abstract InboxReader inbox();

  protected final Allotted allot(ConversationId conversation, Members members, Draft... drafts) {
    Allotment allotment =
        BatchSamples.allot(ledger(), conversation, members, NOBODY, List.of(drafts));
    assertThat(allotment).isInstanceOf(Allotted.class);
    return (Allotted) allotment;
  }

  /// Allots, and does what follows a confirm, but for the rows.
  private Batch posted(ConversationId conversation, Members members, Draft... drafts) {
    Batch batch = batch(conversation, List.of(drafts), allot(conversation, members, drafts));
    ledger().settled(batch);
    return batch;
  }

  private static long[] firstSeqs(Recipients recipients) {
    long[] seqs = new long[recipients.size()];
    for (int i = 0; i < seqs.length; i++) {
      seqs[i] = recipients.firstSeq(i);
    }
    return seqs;
  }

  @Test
  void allot_newDrafts_takePositionsFrom1InTheirOrder() {
    Allotted first = allot(GROUP, THREE, draft(GROUP, 1, "a"), draft(GROUP, 2, "b"));
    Allotted second = allot(GROUP, THREE, draft(GROUP, 1, "c"));

    assertThat(first.numbers()).containsExactly(new Numbered.Fresh(1), new Numbered.Fresh(2));
    assertThat(second.numbers()).containsExactly(new Numbered.Fresh(3));
  }

  @Test
  void allot_severalDrafts_takeAsManySeqsInARowForEveryRecipient() {
    Allotted first =
        allot(GROUP, THREE, draft(GROUP, 1, "a"), draft(GROUP, 2, "b"), draft(GROUP, 3, "c"));
    Allotted second = allot(GROUP, THREE, draft(GROUP, 1, "d"));

    assertThat(first.recipients().size()).isEqualTo(3);
    assertThat(first.recipients().user(0)).isEqualTo(1);
    assertThat(first.recipients().user(2)).isEqualTo(3);
    assertThat(firstSeqs(first.recipients())).containsExactly(1, 1, 1);
    assertThat(firstSeqs(second.recipients())).containsExactly(4, 4, 4);
  }

  @Test
  void allot_inSeveralConversations_countsPositionsApartAndSeqsTogether() {
    allot(GROUP, THREE, draft(GROUP, 1, "a"), draft(GROUP, 1, "b"));

    Allotted other = allot(OTHER, Members.of(1, 2, 9), draft(OTHER, 2, "c"));

    assertThat(other.numbers()).containsExactly(new Numbered.Fresh(1));
    assertThat(firstSeqs(other.recipients())).containsExactly(3, 1);
  }

  @Test
  void allot_alsoTo_getSeqsLikeMembers() {
    Allotment allotment =
        BatchSamples.allot(
            ledger(),
            GROUP,
            Members.of(4, 2, 3),
            new long[] {1, 9, 3},
            List.of(draft(GROUP, 2, "a")));

    assertThat(allotment).isInstanceOf(Allotted.class);
    Recipients recipients = ((Allotted) allotment).recipients();
    assertThat(recipients.size()).isEqualTo(4);
    assertThat(firstSeqs(recipients)).containsExactly(1, 1, 1, 1);
    assertThat(recipients.user(0)).isEqualTo(1);
    assertThat(recipients.user(3)).isEqualTo(9);
  }

  @Test
  void allot_again_stampsRise() {
    long last = 0;
    for (int i = 0; i < 50; i++) {
      Allotted allotted = allot(GROUP, THREE, draft(GROUP, 1, "m" + i));
      assertThat(allotted.lowestStamp()).isGreaterThan(last);
      assertThat(allotted.highestStamp()).isGreaterThanOrEqualTo(allotted.lowestStamp());
      last = allotted.highestStamp();
    }
  }

  @Test
  void allot_afterSettled_repeatsThePositionAndTakesNothing() {
    posted(GROUP, THREE, draft(GROUP, 1, "a"));

    Allotted again = allot(GROUP, THREE, draft(GROUP, 1, "a"));
    Allotted next = allot(GROUP, THREE, draft(GROUP, 1, "b"));

    assertThat(again.numbers()).containsExactly(new Numbered.Repeated(1));
    assertThat(again.recipients().size()).isZero();
    assertThat(next.numbers()).containsExactly(new Numbered.Fresh(2));
    assertThat(firstSeqs(next.recipients())).containsExactly(2, 2, 2);
  }

  @Test
  void allot_afterStored_repeatsThePosition() {
    store(posted(GROUP, THREE, draft(GROUP, 1, "a"), draft(GROUP, 2, "a")));

    Allotted again =
        allot(GROUP, THREE, draft(GROUP, 2, "a"), draft(GROUP, 3, "a"), draft(GROUP, 1, "a"));

    assertThat(again.numbers())
        .containsExactly(new Numbered.Repeated(2), new Numbered.Fresh(3), new Numbered.Repeated(1));
    assertThat(firstSeqs(again.recipients())).containsExactly(3, 3, 3);
  }

  @Test
  void allot_storedBeforeSettled_repeatsThePosition() {
    Draft draft = draft(GROUP, 1, "a");
    Batch batch = batch(GROUP, List.of(draft), allot(GROUP, THREE, draft));
    store(batch);
    ledger().settled(batch);

    assertThat(allot(GROUP, THREE, draft).numbers()).containsExactly(new Numbered.Repeated(1));
  }

  @Test
  void allot_neitherSettledNorAbandoned_goesAgainAtTheSamePositionWithNewSeqs() {
    allot(GROUP, THREE, draft(GROUP, 1, "a"));
    allot(GROUP, THREE, draft(GROUP, 2, "b"));

    Allotted again = allot(GROUP, THREE, draft(GROUP, 1, "a"));

    assertThat(again.numbers()).containsExactly(new Numbered.Fresh(1));
    assertThat(firstSeqs(again.recipients())).containsExactly(3, 3, 3);
  }

  @Test
  void settled_secondAttempt_firstAttemptsRowsLaterAreHarmless() {
    Draft draft = draft(GROUP, 1, "a");
    Batch first = batch(GROUP, List.of(draft), allot(GROUP, THREE, draft));
    Batch second = posted(GROUP, THREE, draft);
    store(first);
    store(second);

    assertThat(allot(GROUP, THREE, draft).numbers()).containsExactly(new Numbered.Repeated(1));
    assertThat(inbox().rowsAbove(new UserId(2), 0, 10, 1_000).rows())
        .extracting(row -> row.message().position())
        .containsExactly(1L);
  }

  @Test
  void abandoned_itsSeqs_areHolesBelowLaterRowsAndJudgedDead() {
    Draft lost = draft(GROUP, 1, "a");
    Batch abandoned = batch(GROUP, List.of(lost), allot(GROUP, THREE, lost));
    ledger().abandoned(abandoned);
    Batch later = posted(GROUP, THREE, draft(GROUP, 2, "b"));
    store(later);

    eventually("the hole is dead", () -> judged(2).pending().isEmpty());
    assertThat(judged(2).dead()).containsExactly(new SeqRange(1, 1));
    assertThat(inbox().latestSeq(new UserId(2))).isEqualTo(2);
  }

  @Test
  void abandoned_sentAgain_isFreshAndItsFirstPositionIsNoneOfAnother() {
    Draft draft = draft(GROUP, 1, "a");
    ledger().abandoned(batch(GROUP, List.of(draft), allot(GROUP, THREE, draft)));
    store(posted(GROUP, THREE, draft(GROUP, 2, "b")));

    Allotted again = allot(GROUP, THREE, draft);

    assertThat(again.numbers().getFirst()).isInstanceOf(Numbered.Fresh.class);
    assertThat(again.numbers().getFirst()).isNotEqualTo(new Numbered.Fresh(2));
    assertThat(firstSeqs(again.recipients())).containsExactly(3, 3, 3);
  }

  @Test
  void abandoned_oneOfTwoAttempts_theOtherStillKeepsThePosition() {
    Draft draft = draft(GROUP, 1, "a");
    Batch inDoubt = batch(GROUP, List.of(draft), allot(GROUP, THREE, draft));
    allot(GROUP, THREE, draft(GROUP, 2, "b"));
    ledger().abandoned(batch(GROUP, List.of(draft), allot(GROUP, THREE, draft)));

    assertThat(allot(GROUP, THREE, draft).numbers()).containsExactly(new Numbered.Fresh(1));

    store(inDoubt);
    // A ledger that does not see the rows sends it again, at the same position.
    assertThat(allot(GROUP, THREE, draft).numbers().getFirst())
        .isIn(new Numbered.Repeated(1), new Numbered.Fresh(1));
  }

  @Test
  void hole_whileItsBatchIsInDoubt_isPending() {
    Draft slow = draft(GROUP, 1, "a");
    Batch inDoubt = batch(GROUP, List.of(slow), allot(GROUP, THREE, slow));
    store(posted(OTHER, THREE, draft(OTHER, 2, "b")));

    assertThat(judged(3).pending()).containsExactly(new SeqRange(1, 1));
    assertThat(judged(3).dead()).isEmpty();

    store(inDoubt);
    assertThat(judged(3).pending()).isEmpty();
    assertThat(judged(3).dead()).isEmpty();
  }

  /// The holes of a user's inbox, as the use case judges them.
  private Holes judged(long user) {
    long watermark = inbox().watermark();
    List<InboxReader.Row> rows = inbox().rowsAbove(new UserId(user), 0, 1_000, 1_000_000).rows();
    return Holes.judge(
        0,
        rows.stream().mapToLong(InboxReader.Row::seq).toArray(),
        rows.stream().mapToLong(InboxReader.Row::stamp).toArray(),
        watermark,
        inbox().grace());
  }

  @Test
  void allot_knownIdWithAnotherBody_isReused() {
    posted(GROUP, THREE, draft(GROUP, 1, "a"));
    Draft other = draft(GROUP, 1, "a", "another text");

    assertThat(allot(GROUP, THREE, other).numbers()).containsExactly(new Numbered.Reused(GROUP, 1));
  }

  @Test
  void allot_idOfAnyTimeOrNone_isFreshAndThenKnown() {
    long now = System.currentTimeMillis();
    for (String id : List.of(madeAt(now), madeAt(now - 3_600_000), madeAt(1), "~" + now, "none")) {
      Draft draft = draft(GROUP, 1, id);
      Batch batch = batch(GROUP, List.of(draft), allot(GROUP, THREE, draft));

      assertThat(batch.messages()).as(id).hasSize(1);
      ledger().settled(batch);
      var repeated = new Numbered.Repeated(batch.messages().getFirst().position());
      assertThat(allot(GROUP, THREE, draft).numbers()).as(id).containsExactly(repeated);
      store(batch);
      assertThat(allot(GROUP, THREE, draft).numbers()).as(id).containsExactly(repeated);
      assertThat(allot(GROUP, THREE, draft(GROUP, 1, id, "another")).numbers())
          .as(id)
          .containsExactly(new Numbered.Reused(GROUP, repeated.position()));
    }
  }

  /// Ids_bad_future.
  @Test
  void allot_idFromTheFuture_isRefusedForAsLongAsThatAndTakesNothing() {
    Draft draft = draft(GROUP, 1, madeAt(System.currentTimeMillis() + 20_000));

    Allotment refused = ledger().allot(GROUP, THREE, NOBODY, List.of(draft));

    assertThat(refused).isInstanceOf(Allotment.NotYet.class);
    assertThat(((Allotment.NotYet) refused).retryAfterMillis()).isBetween(1L, 19_750L);
    assertThat(allot(GROUP, THREE, draft(GROUP, 1, "b")).numbers())
        .containsExactly(new Numbered.Fresh(1));
  }

  private List<Earlier> earlier(ConversationId conversation, List<Draft> drafts) {
    List<Earlier> earlier = ledger().earlier(conversation, drafts);
    if (earlier.contains(new Earlier.Unsure())) {
      eventually("looked up", () -> ledger().lookUp(conversation, drafts) == 0);
      earlier = ledger().earlier(conversation, drafts);
    }
    return earlier;
  }

  @Test
  void earlier_saysWhatWasPostedAndTakesNothing() {
    Draft acked = timed(GROUP, 1, "acked");
    Draft stored = timed(GROUP, 1, "stored");
    Draft untimed = draft(GROUP, 2, "untimed");
    Batch batch = posted(GROUP, THREE, acked, stored, untimed);
    List<Draft> all = List.of(acked, untimed, timed(GROUP, 1, "new"), draft(GROUP, 1, "none"));
    List<Earlier> expected =
        List.of(
            new Earlier.Posted(1), new Earlier.Posted(3), new Earlier.Never(), new Earlier.Never());

    eventually("known", () -> earlier(GROUP, all).equals(expected));
    store(batch);
    assertThat(earlier(GROUP, all)).isEqualTo(expected);
    assertThat(earlier(GROUP, List.of(stored))).containsExactly(new Earlier.Posted(2));
    Draft another = draft(GROUP, 1, acked.clientId().value(), "another");
    assertThat(earlier(GROUP, List.of(another))).containsExactly(new Earlier.Reused(GROUP, 1));
    Draft elsewhere = draft(OTHER, 1, acked.clientId().value());
    assertThat(earlier(OTHER, List.of(elsewhere))).containsExactly(new Earlier.Reused(GROUP, 1));
    assertThat(allot(GROUP, THREE, draft(GROUP, 1, "none")).numbers())
        .containsExactly(new Numbered.Fresh(4));
  }

  private static String madeAt(long millis) {
    return ClientMessageId.madeAt(millis, "x").value();
  }

  @Test
  void allot_knownIdInAnotherConversation_isReusedBeforeAndAfterItIsStored() {
    Batch batch = posted(GROUP, THREE, draft(GROUP, 1, "a"));
    Draft elsewhere = draft(OTHER, 1, "a");

    assertThat(allot(OTHER, THREE, elsewhere).numbers())
        .containsExactly(new Numbered.Reused(GROUP, 1));
    store(batch);
    assertThat(allot(OTHER, THREE, elsewhere).numbers())
        .containsExactly(new Numbered.Reused(GROUP, 1));
    assertThat(allot(OTHER, THREE, draft(OTHER, 1, "b")).numbers())
        .containsExactly(new Numbered.Fresh(1));
  }

  @Test
  void allot_storedIdWithAnotherBody_isReused() {
    store(posted(GROUP, THREE, draft(GROUP, 1, "a")));

    assertThat(allot(GROUP, THREE, draft(GROUP, 1, "a", "another")).numbers())
        .containsExactly(new Numbered.Reused(GROUP, 1));
  }

  @Test
  void allot_olderVersion_isStaleAndTakesNothing() {
    ledger().raiseVersion(GROUP, 5);

    Allotment stale =
        ledger().allot(GROUP, Members.of(4, 1, 2, 3), NOBODY, List.of(timed(GROUP, 1, "a")));
    Allotted current = allot(GROUP, Members.of(5, 1, 2), timed(GROUP, 1, "a"));

    assertThat(stale).isEqualTo(new Allotment.StaleMembers(5));
    assertThat(current.numbers()).containsExactly(new Numbered.Fresh(1));
    assertThat(firstSeqs(current.recipients())).containsExactly(1, 1);
  }

  @Test
  void allot_newerVersionThanRaised_isTaken() {
    ledger().raiseVersion(GROUP, 5);

    assertThat(allot(GROUP, Members.of(6, 1, 2), draft(GROUP, 1, "a")).numbers())
        .containsExactly(new Numbered.Fresh(1));
  }

  @Test
  void lookUp_ofWhatIsKnownAndOfWhatIsNew_takesNothing() {
    posted(GROUP, THREE, draft(GROUP, 1, "a"));

    assertThat(ledger().lookUp(GROUP, List.of(draft(GROUP, 1, "a"), draft(GROUP, 2, "b"))))
        .isZero();
    assertThat(ledger().lookUp(GROUP, List.of())).isZero();

    Allotted next = allot(GROUP, THREE, draft(GROUP, 2, "b"), draft(GROUP, 1, "a"));
    assertThat(next.numbers()).containsExactly(new Numbered.Fresh(2), new Numbered.Repeated(1));
    assertThat(firstSeqs(next.recipients())).containsExactly(2, 2, 2);
  }

  @Test
  void membersMark_isTheSameUntilAVersionIsRaised() {
    SequenceLedger.MembersMark before = ledger().membersMark(GROUP);
    assertThat(ledger().membersMark(GROUP)).isEqualTo(before);

    ledger().raiseVersion(GROUP, 1);
    SequenceLedger.MembersMark first = ledger().membersMark(GROUP);
    ledger().raiseVersion(GROUP, 2);

    assertThat(first).isNotEqualTo(before);
    assertThat(first.version()).isEqualTo(1);
    assertThat(ledger().membersMark(GROUP).version()).isEqualTo(2);
  }

  @Test
  void raiseVersion_lower_doesNotLower() {
    ledger().raiseVersion(GROUP, 5);
    ledger().raiseVersion(GROUP, 3);

    assertThat(ledger().allot(GROUP, Members.of(4, 1), NOBODY, List.of(timed(GROUP, 1, "a"))))
        .isEqualTo(new Allotment.StaleMembers(5));
  }

  @Test
  void canHaveGiven_isUpToTheLastSeqWhetherOrNotItCameToStand() {
    assertThat(ledger().canHaveGiven(new UserId(2), 1)).isFalse();

    store(posted(GROUP, THREE, draft(GROUP, 1, "a"), draft(GROUP, 1, "b")));
    Draft lost = draft(GROUP, 1, "c");
    Batch abandoned = batch(GROUP, List.of(lost), allot(GROUP, THREE, lost));
    allot(OTHER, THREE, draft(OTHER, 1, "in-doubt"));
    ledger().abandoned(abandoned);

    assertThat(ledger().canHaveGiven(new UserId(2), 2)).isTrue();
    assertThat(ledger().canHaveGiven(new UserId(2), 3)).isTrue();
    assertThat(ledger().canHaveGiven(new UserId(2), 4)).isTrue();
    assertThat(ledger().canHaveGiven(new UserId(2), 5)).isFalse();
    assertThat(ledger().canHaveGiven(new UserId(2), Long.MAX_VALUE)).isFalse();
    assertThat(ledger().canHaveGiven(new UserId(4), 1)).isFalse();
  }

  @Test
  void allot_conversationsWithSharedUsersAtOnce_seqsAreUniqueAndContiguous() throws Exception {
    Members members = Members.of(1, 1, 2, 3, 4, 5);
    int rounds = 200;
    List<Callable<List<Batch>>> lanes = new ArrayList<>();
    for (long id = 20; id < 24; id++) {
      ConversationId conversation = ConversationId.group(id);
      lanes.add(() -> {
        List<Batch> batches = new ArrayList<>();
        for (int i = 0; i < rounds; i++) {
          batches.add(
              posted(
                  conversation,
                  members,
                  draft(conversation, 1, conversation + "a" + i),
                  draft(conversation, 2, conversation + "b" + i)));
        }
        return batches;
      });
    }

    List<Batch> all = Samples.atOnce(lanes).stream().flatMap(List::stream).toList();

    for (int r = 0; r < members.size(); r++) {
      int recipient = r;
      assertThat(all.stream().map(batch -> batch.recipients().firstSeq(recipient)).sorted())
          .containsExactlyElementsOf(
              java.util.stream.LongStream.range(0, all.size())
                  .map(i -> 2 * i + 1)
                  .boxed()
                  .toList());
    }
  }

  @Test
  void allot_oneIdInSeveralConversationsAtOnce_atMostOneIsFresh() throws Exception {
    for (int round = 0; round < 50; round++) {
      String id = "same" + round;
      List<Callable<Numbered>> rivals = new ArrayList<>();
      for (long group = 30; group < 34; group++) {
        ConversationId conversation = ConversationId.group(group);
        rivals.add(
            () -> allot(conversation, THREE, draft(conversation, 1, id)).numbers().getFirst());
      }

      assertThat(Samples.atOnce(rivals)).filteredOn(Numbered.Fresh.class::isInstance).hasSize(1);
    }
  }

  @Test
  void allot_whileEarlierAttemptsAreBeingStored_neverGivesASecondPosition() throws Exception {
    for (int round = 0; round < 300; round++) {
      Draft draft = draft(GROUP, 1, "m" + round);
      Allotted allotted = allot(GROUP, THREE, draft);
      long position = ((Numbered.Fresh) allotted.numbers().getFirst()).position();
      Batch batch = batch(GROUP, List.of(draft), allotted);
      List<Callable<Numbered>> both =
          List.of(
              () -> {
                store(batch);
                return new Numbered.Repeated(position);
              },
              () -> allot(GROUP, THREE, draft).numbers().getFirst());

      assertThat(Samples.atOnce(both).getLast())
          .isIn(new Numbered.Repeated(position), new Numbered.Fresh(position));
    }
  }
}
