package dev.peal.application.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.peal.application.port.out.SequenceCeilings;
import dev.peal.application.port.out.SequenceCeilings.Bucket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// The contract of [SequenceCeilings].
public abstract class SequenceCeilingsContract {

  private static final long STEP = 1_000;
  private static final long NOW = 1_790_000_000_000_000L;

  /// The ceilings under test, of at least four buckets of which none was used.
  protected abstract SequenceCeilings ceilings();

  /// The ceilings as a new process finds them.
  protected abstract SequenceCeilings reopened();

  private Bucket at(int index) {
    return ceilings().read().get(index);
  }

  /// Brings a bucket into its next epoch.
  private Bucket superseded(int index, long opensMicros) {
    return ceilings().supersede(List.of(at(index)), STEP, opensMicros).getFirst();
  }

  @Test
  void read_neverUsed_areAllThereInOrderWithoutAnEpoch() {
    int buckets = ceilings().buckets();

    assertThat(ceilings().read())
        .isEqualTo(
            IntStream.range(0, buckets).mapToObj(index -> new Bucket(index, 0, 0, 0, 0)).toList());
  }

  @Test
  void supersede_firstEpoch_beginsAtZeroAndIsOpen() {
    List<Bucket> begun = ceilings().supersede(ceilings().read(), STEP, NOW);

    assertThat(begun)
        .isEqualTo(
            IntStream.range(0, ceilings().buckets())
                .mapToObj(index -> new Bucket(index, 1, 0, STEP, 0))
                .toList());
    assertThat(ceilings().read()).isEqualTo(begun);
  }

  @Test
  void supersede_laterEpoch_beginsAtTheOldCeilingAndOpensWhenTold() {
    superseded(2, NOW);
    ceilings().raise(List.of(new Bucket(2, 1, 0, 5 * STEP, 0)));

    Bucket begun = superseded(2, NOW);

    assertThat(begun).isEqualTo(new Bucket(2, 2, 5 * STEP, 6 * STEP, NOW));
    assertThat(at(2)).isEqualTo(begun);
    assertThat(at(1)).isEqualTo(new Bucket(1, 0, 0, 0, 0));
  }

  /// What `Holes_bad_openback` of the models shows: an opening that goes back fills a dead hole.
  @Test
  void supersede_clockWentBack_opensWhenTheOneBeforeDid() {
    superseded(0, NOW);
    superseded(0, NOW);

    assertThat(superseded(0, NOW - 500).opensMicros()).isEqualTo(NOW);
  }

  @Test
  void supersede_epochThatIsPast_beginsNothing() {
    Bucket unused = at(0);
    Bucket first = superseded(0, NOW);

    assertThat(ceilings().supersede(List.of(unused), STEP, NOW)).isEmpty();
    assertThat(at(0)).isEqualTo(first);
  }

  @Test
  void supersede_someOfThemPast_beginsTheOthers() {
    List<Bucket> seen = ceilings().read();
    superseded(1, NOW);

    assertThat(ceilings().supersede(seen, STEP, NOW))
        .extracting(Bucket::index)
        .doesNotContain(1)
        .hasSize(ceilings().buckets() - 1)
        .isSorted();
    assertThat(ceilings().read()).extracting(Bucket::epoch).containsOnly(1L);
  }

  @Test
  void supersede_manyAtOnce_eachEpochIsBegunByOne() throws Exception {
    for (int round = 1; round <= 10; round++) {
      List<Bucket> seen = ceilings().read();
      List<Callable<List<Bucket>>> rivals = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        List<Bucket> shuffled = new ArrayList<>(seen);
        Collections.shuffle(shuffled);
        rivals.add(() -> ceilings().supersede(shuffled, STEP, NOW));
      }

      List<Integer> begun =
          Samples.atOnce(rivals).stream().flatMap(List::stream).map(Bucket::index).toList();

      assertThat(begun).doesNotHaveDuplicates().hasSize(seen.size());
      assertThat(ceilings().read()).extracting(Bucket::epoch).containsOnly((long) round);
    }
  }

  @Test
  void raise_ofThePresentEpoch_isKept() {
    superseded(0, NOW);
    superseded(3, NOW);

    List<Bucket> raised =
        ceilings()
            .raise(List.of(new Bucket(3, 1, 0, 3 * STEP, 0), new Bucket(0, 1, 0, 2 * STEP, 0)));

    assertThat(raised)
        .containsExactlyInAnyOrder(
            new Bucket(0, 1, 0, 2 * STEP, 0), new Bucket(3, 1, 0, 3 * STEP, 0));
    assertThat(at(0).ceiling()).isEqualTo(2 * STEP);
    assertThat(at(3).ceiling()).isEqualTo(3 * STEP);
  }

  @Test
  void raise_lower_changesNothingAndSaysWhatStands() {
    Bucket first = superseded(0, NOW);

    assertThat(ceilings().raise(List.of(new Bucket(0, 1, 0, STEP - 1, 0)))).containsExactly(first);
    assertThat(at(0)).isEqualTo(first);
  }

  @Test
  void raise_ofAPastEpoch_changesNothingAndSaysWhatStands() {
    superseded(0, NOW);
    Bucket second = superseded(0, NOW);

    assertThat(ceilings().raise(List.of(new Bucket(0, 1, 0, 9 * STEP, 0)))).containsExactly(second);
    assertThat(at(0)).isEqualTo(second);
  }

  @Test
  void raise_manyAtOnce_theHighestStays() throws Exception {
    ceilings().supersede(ceilings().read(), STEP, NOW);
    List<Callable<List<Bucket>>> raises = new ArrayList<>();
    for (int i = 1; i <= 8; i++) {
      long ceiling = STEP + i;
      List<Bucket> wanted =
          new ArrayList<>(
              ceilings().read().stream()
                  .map(bucket ->
                      new Bucket(bucket.index(), bucket.epoch(), bucket.floor(), ceiling, NOW + 9))
                  .toList());
      Collections.shuffle(wanted);
      raises.add(() -> ceilings().raise(wanted));
    }

    Samples.atOnce(raises);

    assertThat(ceilings().read()).extracting(Bucket::ceiling).containsOnly(STEP + 8);
    assertThat(ceilings().read()).extracting(Bucket::opensMicros).containsOnly(0L);
  }

  @Test
  void leap_nothingIsOlderHere_beginsNothing() {
    Bucket first = superseded(0, NOW);

    assertThat(ceilings().leap(ceilings().read(), STEP, NOW)).isEmpty();
    assertThat(ceilings().leap(List.of(new Bucket(0, 1, 0, STEP - 1, 0)), STEP, NOW)).isEmpty();
    assertThat(at(0)).isEqualTo(first);
  }

  @Test
  void leap_aHigherCeilingIsKnown_goesPastItInEveryBucket() {
    superseded(0, NOW);
    superseded(1, NOW);
    Bucket known = new Bucket(1, 1, 0, 7 * STEP, 0);

    List<Bucket> begun = ceilings().leap(List.of(known), STEP, NOW);

    long leap = SequenceCeilings.LEAP;
    assertThat(begun).isEqualTo(ceilings().read()).hasSize(ceilings().buckets());
    assertThat(at(0)).isEqualTo(new Bucket(0, 2, STEP + leap, 2 * STEP + leap, NOW));
    assertThat(at(1)).isEqualTo(new Bucket(1, 2, 7 * STEP + leap, 8 * STEP + leap, NOW));
    assertThat(at(2)).isEqualTo(new Bucket(2, 1, leap, STEP + leap, NOW));
    assertThat(ceilings().leap(List.of(known), STEP, NOW)).isEmpty();
  }

  @Test
  void leap_aLaterEpochIsKnown_isPastItAndOpensNoEarlier() {
    superseded(0, NOW);
    Bucket known = new Bucket(0, 5, 0, 2 * STEP, NOW + 9);

    ceilings().leap(List.of(known), STEP, NOW);

    long floor = 2 * STEP + SequenceCeilings.LEAP;
    assertThat(at(0)).isEqualTo(new Bucket(0, 6, floor, floor + STEP, NOW + 9));
    assertThat(superseded(0, NOW).epoch()).isEqualTo(7);
  }

  @Test
  void nothingAsked_givesNothing() {
    assertThat(ceilings().raise(List.of())).isEmpty();
    assertThat(ceilings().supersede(List.of(), STEP, NOW)).isEmpty();
  }

  @Test
  void anyCall_forABucketThatIsNone_isABug() {
    Bucket none = new Bucket(ceilings().buckets(), 0, 0, 0, 0);

    assertThatThrownBy(() -> ceilings().raise(List.of(none)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ceilings().supersede(List.of(none), STEP, NOW))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void reopened_hasWhatStood() {
    superseded(0, NOW);
    Bucket second = superseded(0, NOW);

    assertThat(reopened().read().getFirst()).isEqualTo(second);
    assertThat(reopened().buckets()).isEqualTo(ceilings().buckets());
  }
}
