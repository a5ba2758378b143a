package dev.peal.bench.ladder.rung;

import static dev.peal.application.contract.BatchSamples.batch;
import static dev.peal.application.contract.BatchSamples.draft;
import static org.assertj.core.api.Assertions.assertThat;

import dev.peal.application.contract.Samples;
import dev.peal.application.port.out.SequenceLedger;
import dev.peal.application.port.out.SequenceLedger.Allotment;
import dev.peal.application.port.out.SequenceLedger.Allotment.Allotted;
import dev.peal.application.port.out.SequenceLedger.Numbered;
import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.conversation.Members;
import dev.peal.domain.message.Batch;
import dev.peal.domain.message.Draft;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What the ledgers of the rungs keep of the port's contract: all but what holes become, since
/// nothing below Peal has a watermark.
class LedgersIT {

  private static final ConversationId GROUP = ConversationId.group(7);
  private static final ConversationId OTHER = ConversationId.group(8);
  private static final Members THREE = Members.of(1, 1, 2, 3);
  private static final long[] NOBODY = {};

  @RegisterExtension static final RoadOfClass ROAD = new RoadOfClass();

  enum Kind {
    LOCKED_ROWS {
      @Override
      SequenceLedger ledger() {
        return LockedRowsLedger.open(ROAD.connections(), ROAD.stamps());
      }
    },
    ONE_BY_ONE {
      @Override
      SequenceLedger ledger() {
        return new CountersLedger(
            ROAD.redis(), new SeqCounters.OneByOne(ROAD.redis()), ROAD.stamps());
      }
    },
    SCRIPTED {
      @Override
      SequenceLedger ledger() {
        return new CountersLedger(
            ROAD.redis(), new SeqCounters.Scripted(ROAD.redis()), ROAD.stamps());
      }
    };

    abstract SequenceLedger ledger();
  }

  private static Allotted allot(
      SequenceLedger ledger, ConversationId conversation, Members members, Draft... drafts) {
    return (Allotted) ledger.allot(conversation, members, NOBODY, List.of(drafts));
  }

  /// Allots, writes the rows, and settles.
  private static Batch posted(
      SequenceLedger ledger, ConversationId conversation, Members members, Draft... drafts) {
    Batch batch =
        batch(conversation, List.of(drafts), allot(ledger, conversation, members, drafts));
    var _ =
        new RoadStore(ROAD.connections(), new RoadRows(BodyFormat.JSON, 500, RoadOfClass.QUEUES))
            .store(List.of(batch));
    ledger.settled(batch);
    return batch;
  }

  private static List<Long> firstSeqs(Allotted allotted) {
    return LongStream.range(0, allotted.recipients().size())
        .map(i -> allotted.recipients().firstSeq((int) i))
        .boxed()
        .toList();
  }

  @ParameterizedTest
  @EnumSource
  void allot_countsPositionsAConversationAndSeqsAUser(Kind kind) {
    SequenceLedger ledger = kind.ledger();

    Allotted first = allot(ledger, GROUP, THREE, draft(GROUP, 1, "a"), draft(GROUP, 2, "b"));
    Allotted other = allot(ledger, OTHER, Members.of(1, 2, 9), draft(OTHER, 2, "c"));
    Allotted next = allot(ledger, GROUP, THREE, draft(GROUP, 3, "d"));

    assertThat(first.numbers()).containsExactly(new Numbered.Fresh(1), new Numbered.Fresh(2));
    assertThat(firstSeqs(first)).containsExactly(1L, 1L, 1L);
    assertThat(other.numbers()).containsExactly(new Numbered.Fresh(1));
    assertThat(firstSeqs(other)).containsExactly(3L, 1L);
    assertThat(next.numbers()).containsExactly(new Numbered.Fresh(3));
    assertThat(firstSeqs(next)).containsExactly(3L, 4L, 3L);
    assertThat(next.lowestStamp()).isGreaterThan(other.highestStamp());
  }

  @ParameterizedTest
  @EnumSource
  void allot_afterPosted_repeatsAndTakesNothing(Kind kind) {
    SequenceLedger ledger = kind.ledger();
    posted(ledger, GROUP, THREE, draft(GROUP, 1, "a"));

    Allotted again = allot(ledger, GROUP, THREE, draft(GROUP, 1, "a"));
    Allotted next = allot(ledger, GROUP, THREE, draft(GROUP, 1, "b"));

    assertThat(again.numbers()).containsExactly(new Numbered.Repeated(1));
    assertThat(again.recipients().size()).isZero();
    assertThat(firstSeqs(next)).containsExactly(2L, 2L, 2L);
  }

  @ParameterizedTest
  @EnumSource
  void allot_knownIdForAnotherMessage_isReused(Kind kind) {
    SequenceLedger ledger = kind.ledger();
    posted(ledger, GROUP, THREE, draft(GROUP, 1, "a"));

    assertThat(allot(ledger, GROUP, THREE, draft(GROUP, 1, "a", "another")).numbers())
        .containsExactly(new Numbered.Reused(GROUP, 1));
    assertThat(allot(ledger, OTHER, THREE, draft(OTHER, 1, "a")).numbers())
        .containsExactly(new Numbered.Reused(GROUP, 1));
  }

  @ParameterizedTest
  @EnumSource
  void allot_olderVersion_isStaleAndTakesNothing(Kind kind) {
    SequenceLedger ledger = kind.ledger();
    ledger.raiseVersion(GROUP, 5);
    ledger.raiseVersion(GROUP, 3);

    assertThat(ledger.allot(GROUP, THREE, NOBODY, List.of(draft(GROUP, 1, "a"))))
        .isEqualTo(new Allotment.StaleMembers(5));
    assertThat(firstSeqs(allot(ledger, GROUP, Members.of(5, 1, 2), draft(GROUP, 1, "a"))))
        .containsExactly(1L, 1L);
  }

  @ParameterizedTest
  @EnumSource
  void allot_moreMembersThanAScriptTakes_givesEachASeq(Kind kind) {
    long[] users = LongStream.rangeClosed(1, 1_001).toArray();

    Allotted allotted = allot(kind.ledger(), GROUP, Members.of(1, users), draft(GROUP, 1, "a"));

    assertThat(allotted.recipients().size()).isEqualTo(1_001);
    assertThat(firstSeqs(allotted)).containsOnly(1L);
  }

  @ParameterizedTest
  @EnumSource
  void allot_conversationsWithSharedUsersAtOnce_seqsAreUniqueAndContiguous(Kind kind)
      throws Exception {
    SequenceLedger ledger = kind.ledger();
    List<Callable<List<Long>>> lanes = new ArrayList<>();
    for (long id = 20; id < 23; id++) {
      ConversationId conversation = ConversationId.group(id);
      lanes.add(() -> {
        List<Long> seqs = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
          seqs.add(
              firstSeqs(
                      allot(
                          ledger, conversation, THREE, draft(conversation, 1, id(conversation, i))))
                  .get(1));
        }
        return seqs;
      });
    }

    assertThat(Samples.atOnce(lanes).stream().flatMap(List::stream).sorted())
        .containsExactlyElementsOf(LongStream.rangeClosed(1, 30).boxed().toList());
  }

  private static String id(ConversationId conversation, int number) {
    return conversation + "-" + number;
  }
}
