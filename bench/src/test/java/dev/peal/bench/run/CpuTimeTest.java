package dev.peal.bench.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class CpuTimeTest {

  @Test
  void since_isTheDifference_ofProcessesThatBothKnow() {
    CpuTime taken =
        new CpuTime(Map.of("node", 70L, "mysql", 50L, "new", 9L))
            .since(new CpuTime(Map.of("node", 30L, "mysql", 45L, "gone", 1L)));

    assertThat(taken.nanos()).isEqualTo(Map.of("node", 40L, "mysql", 5L));
    assertThat(taken.totalNanos()).isEqualTo(45);
  }

  @Test
  void of_ownProcess_isWhatItHasTaken() {
    long before = CpuTime.ownNanos();
    CpuTime now = CpuTime.of(Map.of("own", ProcessHandle.current().pid(), "none", 1L << 40));

    assertThat(now.nanos()).containsOnlyKeys("own");
    assertThat(now.nanos().get("own")).isGreaterThanOrEqualTo(before).isPositive();
  }
}
