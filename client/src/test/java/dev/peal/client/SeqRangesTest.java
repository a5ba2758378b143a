package dev.peal.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class SeqRangesTest {

  @Property
  void add_anyRanges_containsExactlyTheirSeqs(
      @ForAll @Size(max = 12) List<@IntRange(min = 1, max = 40) Integer> starts) {
    SeqRanges ranges = new SeqRanges(64);
    TreeSet<Long> expected = new TreeSet<>();
    for (int start : starts) {
      ranges.add(start, start + start % 4);
      for (long seq = start; seq <= start + start % 4; seq++) {
        expected.add(seq);
      }
    }
    for (long seq = 0; seq < 50; seq++) {
      assertThat(ranges.contains(seq)).as("%s", seq).isEqualTo(expected.contains(seq));
    }
  }

  @Test
  void continueFrom_rangesThatTouchTheCursor_takesThemAndKeepsTheRest() {
    SeqRanges ranges = new SeqRanges(64);
    ranges.add(3, 4);
    ranges.add(8, 9);

    assertThat(ranges.continueFrom(2)).isEqualTo(4);
    assertThat(ranges.contains(3)).isFalse();
    assertThat(ranges.contains(8)).isTrue();
    assertThat(ranges.continueFrom(10)).isEqualTo(10);
    assertThat(ranges.isEmpty()).isTrue();
  }

  @Test
  void canTake_atTheBound_onlyWhatTouches() {
    SeqRanges ranges = new SeqRanges(2);
    ranges.add(3, 4);
    ranges.add(8, 9);

    assertThat(ranges.canTake(20, 20)).isFalse();
    assertThat(ranges.canTake(10, 10)).isTrue();
    assertThat(ranges.canTake(2, 2)).isTrue();
  }
}
