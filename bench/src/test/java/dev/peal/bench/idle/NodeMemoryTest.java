package dev.peal.bench.idle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.peal.bench.run.BenchFailed;
import java.util.List;
import org.junit.jupiter.api.Test;

class NodeMemoryTest {
  private static final String HEAP =
      """
      4711:
       garbage-first heap   total reserved 1048576K, committed 262144K, used 20000K \
      [0x00000000c0000000, 0x0000000100000000)
        region size 1024K, 3 young (3072K), 0 survivors (0K)
      """;

  @Test
  void memory_isUsedHeap_andWhatIsResidentOutsideOfIt() {
    NodeMemory memory =
        NodeMemory.parse(
            HEAP,
            List.of(
                "c0000000-d0000000 rw-p 00000000 00:00 0",
                "Rss:              150000 kB",
                "Pss:              100000 kB",
                "f0000000-100000000 ---p 00000000 00:00 0",
                "Pss:                   7 kB",
                "100000000-100100000 rw-p 00000000 00:00 0",
                "Pss:                 300 kB",
                "7f6c3c000000-7f6c3c021000 rw-p 00000000 00:00 0 [anon]",
                "Pss_Dirty:           999 kB",
                "Pss:                 132 kB"));

    assertThat(memory.heap()).isEqualTo(20_000 * 1024);
    assertThat(memory.other()).isEqualTo((300 + 132) * 1024);
    assertThat(memory.resident()).isEqualTo((100_000 + 7 + 300 + 132) * 1024);
  }

  @Test
  void heapOfAnotherCollector_isRefused() {
    assertThatThrownBy(() -> NodeMemory.parse("DefNew total 9216K, used 1K", List.of()))
        .isInstanceOf(BenchFailed.class)
        .hasMessageContaining("DefNew");
  }
}
