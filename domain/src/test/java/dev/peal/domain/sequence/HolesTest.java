package dev.peal.domain.sequence;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class HolesTest {

  private static final long GRACE = 10;

  private static long[] seqs(long... seqs) {
    return seqs;
  }

  private static long[] stamps(long... stamps) {
    return stamps;
  }

  @Test
  void judge_noRows_hasNoVerdict() {
    assertThat(Holes.judge(5, seqs(), stamps(), Long.MAX_VALUE, GRACE))
        .isEqualTo(new Holes(List.of(), List.of()));
  }

  @Test
  void judge_contiguousRows_hasNoHoles() {
    assertThat(Holes.judge(2, seqs(3, 4, 5), stamps(1, 2, 3), Long.MAX_VALUE, GRACE))
        .isEqualTo(new Holes(List.of(), List.of()));
  }

  @Test
  void judge_watermarkJustAboveStampAndGrace_isDead() {
    assertThat(Holes.judge(0, seqs(3), stamps(100), 111, GRACE))
        .isEqualTo(new Holes(List.of(new SeqRange(1, 2)), List.of()));
  }

  @Test
  void judge_watermarkAtStampAndGrace_isPending() {
    assertThat(Holes.judge(0, seqs(3), stamps(100), 110, GRACE))
        .isEqualTo(new Holes(List.of(), List.of(new SeqRange(1, 2))));
  }

  @Test
  void judge_holeAtTheStart_countsFromTheCursor() {
    assertThat(Holes.judge(7, seqs(10), stamps(1), 100, GRACE).dead())
        .containsExactly(new SeqRange(8, 9));
  }

  @Test
  void judge_eachHole_byTheRowAboveIt() {
    Holes holes = Holes.judge(0, seqs(2, 5, 6, 9), stamps(10, 20, 20, 90), 50, GRACE);

    assertThat(holes.dead()).containsExactly(new SeqRange(1, 1), new SeqRange(3, 4));
    assertThat(holes.pending()).containsExactly(new SeqRange(7, 8));
  }

  @Property
  void judge_anyRows_holesAndRowsFillTheInboxUpToTheLastRow(
      @ForAll @Size(max = 30) List<@LongRange(min = 1, max = 60) Long> some,
      @ForAll @LongRange(min = 0, max = 70) long after,
      @ForAll @LongRange(min = 0, max = 80) long watermark) {
    long[] seqs =
        new TreeSet<>(some).stream().mapToLong(seq -> seq).filter(seq -> seq > after).toArray();
    Holes holes = Holes.judge(after, seqs, seqs, watermark, GRACE);

    List<Long> covered = new ArrayList<>(LongStream.of(seqs).boxed().toList());
    for (SeqRange hole : holes.dead()) {
      covered.addAll(LongStream.rangeClosed(hole.first(), hole.last()).boxed().toList());
      assertThat(hole.last() + 1 + GRACE).isLessThan(watermark);
    }
    for (SeqRange hole : holes.pending()) {
      covered.addAll(LongStream.rangeClosed(hole.first(), hole.last()).boxed().toList());
      assertThat(hole.last() + 1 + GRACE).isGreaterThanOrEqualTo(watermark);
    }
    long last = seqs.length == 0 ? after : seqs[seqs.length - 1];
    assertThat(covered)
        .containsExactlyInAnyOrderElementsOf(
            LongStream.rangeClosed(after + 1, last).boxed().toList());
  }
}
