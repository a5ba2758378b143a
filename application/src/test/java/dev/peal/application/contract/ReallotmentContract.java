package dev.peal.application.contract;

import static dev.peal.application.contract.BatchSamples.batch;
import static dev.peal.application.contract.BatchSamples.draft;
import static dev.peal.application.contract.BatchSamples.message;
import static org.assertj.core.api.Assertions.assertThat;

import dev.peal.application.port.out.Reallotment;
import dev.peal.application.port.out.SequenceLedger;
import dev.peal.application.port.out.SequenceLedger.Allotment;
import dev.peal.application.port.out.SequenceLedger.Allotment.Allotted;
import dev.peal.application.port.out.SequenceLedger.Numbered;
import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.conversation.Members;
import dev.peal.domain.message.Batch;
import dev.peal.domain.message.Body;
import dev.peal.domain.message.Draft;
import dev.peal.domain.message.Message;
import dev.peal.domain.message.Recipients;
import dev.peal.domain.sequence.BucketEpochs;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// The contract of [Reallotment], by a ledger that gives its numbers.
public abstract class ReallotmentContract {

  private static final ConversationId GROUP = ConversationId.group(7);
  private static final Members THREE = Members.of(1, 1, 2, 3);

  /// The ledger under test, which has given nothing yet; the same one within a test.
  protected abstract SequenceLedger ledger();

  /// The same ledger.
  protected abstract Reallotment reallotment();

  private Allotted allot(Draft... drafts) {
    Allotment allotment = BatchSamples.allot(ledger(), GROUP, THREE, new long[0], List.of(drafts));
    assertThat(allotment).isInstanceOf(Allotted.class);
    return (Allotted) allotment;
  }

  private static List<Long> firstSeqs(Recipients recipients) {
    return IntStream.range(0, recipients.size()).mapToObj(recipients::firstSeq).toList();
  }

  private static List<Long> positions(Batch batch) {
    return batch.messages().stream().map(Message::position).toList();
  }

  /// A batch of another time, of which the ledger remembers nothing.
  private static Batch forgotten(Message... messages) {
    return new Batch(
        90,
        GROUP,
        List.of(messages),
        BatchSamples.recipients(1, 5, 2, 6, 9, 7),
        10,
        20,
        4,
        BucketEpochs.none());
  }

  private static Message text(long position, String clientId) {
    return message(position, 1, clientId, new Body.Text("text of " + clientId));
  }

  @Test
  void reallot_lateBatch_hasTheSameMessagesForTheSameRecipientsWithNewSeqs() {
    Draft draft = draft(GROUP, 1, "a");
    Batch late = batch(GROUP, List.of(draft), allot(draft));

    Batch renewed = reallotment().reallot(late, 77);

    assertThat(renewed.id()).isEqualTo(77);
    assertThat(renewed.conversation()).isEqualTo(GROUP);
    assertThat(renewed.messages()).isEqualTo(late.messages());
    assertThat(IntStream.range(0, 3).mapToObj(renewed.recipients()::user))
        .containsExactly(1L, 2L, 3L);
    assertThat(firstSeqs(renewed.recipients())).containsExactly(2L, 2L, 2L);
    assertThat(renewed.lowestStamp()).isGreaterThan(late.highestStamp());
  }

  @Test
  void reallot_severalMessages_takeAsManySeqs() {
    Batch renewed = reallotment().reallot(forgotten(text(3, "a"), text(4, "b")), 77);
    Allotted next = allot(draft(GROUP, 2, "c"));

    assertThat(firstSeqs(renewed.recipients())).containsExactly(1L, 1L, 1L);
    assertThat(firstSeqs(next.recipients())).containsExactly(3L, 3L, 1L);
  }

  @Test
  void reallot_membersVersion_isKept() {
    assertThat(reallotment().reallot(forgotten(text(3, "a")), 77).membersVersion()).isEqualTo(4);
  }

  @Test
  void reallot_twice_givesOtherSeqsEachTime() {
    Batch late = forgotten(text(3, "a"));
    reallotment().reallot(late, 77);

    Batch again = reallotment().reallot(late, 78);

    assertThat(firstSeqs(again.recipients())).containsExactly(2L, 2L, 2L);
    assertThat(positions(again)).containsExactly(3L);
  }

  @Test
  void reallot_unknownMessage_keepsItsPositionForItsResends() {
    reallotment().reallot(forgotten(text(50, "a")), 77);

    assertThat(allot(draft(GROUP, 1, "a")).numbers()).containsExactly(new Numbered.Fresh(50));
  }

  @Test
  void reallot_rememberedPosition_winsOverItsOwn() {
    allot(draft(GROUP, 2, "x"), draft(GROUP, 1, "a"));

    Batch renewed = reallotment().reallot(forgotten(text(50, "a"), text(51, "b")), 77);

    assertThat(positions(renewed)).containsExactly(2L, 51L);
  }

  @Test
  void reallot_positionsOutOfOrderAfterwards_areSorted() {
    allot(draft(GROUP, 1, "b"));

    Batch renewed = reallotment().reallot(forgotten(text(50, "a"), text(51, "b")), 77);

    assertThat(positions(renewed)).containsExactly(1L, 50L);
    assertThat(renewed.messages().getFirst().clientId().value()).isEqualTo("b");
  }

  @Test
  void reallot_sameIdOfAnotherMessage_doesNotTakeItsPosition() {
    allot(draft(GROUP, 1, "a", "another text"));

    Batch renewed = reallotment().reallot(forgotten(text(50, "a")), 77);

    assertThat(positions(renewed)).containsExactly(50L);
  }

  @Test
  void reallot_settledMessage_keepsItsAnswer() {
    Draft draft = draft(GROUP, 1, "a");
    Batch late = batch(GROUP, List.of(draft), allot(draft));
    ledger().settled(late);

    Batch renewed = reallotment().reallot(late, 77);

    assertThat(positions(renewed)).containsExactly(1L);
    assertThat(allot(draft).numbers()).containsExactly(new Numbered.Repeated(1));
  }
}
