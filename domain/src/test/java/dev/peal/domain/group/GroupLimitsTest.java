package dev.peal.domain.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class GroupLimitsTest {

  @Test
  void limits_withinTheirRanges_areTaken() {
    assertThat(new GroupLimits(2, 1).perUser()).isEqualTo(1);
    assertThat(new GroupLimits(100_000, 100_000).members()).isEqualTo(100_000);
  }

  @Test
  void limits_outsideTheirRanges_nameTheirKey() {
    assertThatThrownBy(() -> new GroupLimits(1, 1))
        .hasMessage("groups.max-members: 1 (expected: 2 to 100000)");
    assertThatThrownBy(() -> new GroupLimits(2, 0))
        .hasMessage("groups.max-per-user: 0 (expected: 1 to 100000)");
    assertThatThrownBy(() -> new GroupLimits(2, 100_001))
        .hasMessage("groups.max-per-user: 100001 (expected: 1 to 100000)");
  }
}
