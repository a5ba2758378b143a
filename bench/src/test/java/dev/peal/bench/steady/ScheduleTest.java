package dev.peal.bench.steady;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ScheduleTest {
  private static final long START = 1_000_000_000_000L;

  private final Schedule schedule = new Schedule(new Load(4, 2, 3), START);

  @Test
  void messages_areEvenlySpacedFromTheStart() {
    assertThat(schedule.dueNanos(0)).isEqualTo(START);
    assertThat(schedule.dueNanos(1)).isEqualTo(START + 250_000_000);
    assertThat(schedule.dueNanos(19)).isEqualTo(START + 4_750_000_000L);
  }

  @Test
  void warmUp_comesFirstAndIsInNoSecond() {
    assertThat(schedule.messages()).isEqualTo(20);
    assertThat(schedule.warmUp()).isEqualTo(8);
    assertThat(schedule.timedFromNanos()).isEqualTo(START + 2_000_000_000L);
    assertThat(schedule.second(7)).isEqualTo(-1);
    assertThat(schedule.second(8)).isZero();
  }

  @Test
  void seconds_holdAsManyMessagesAsTheRate() {
    assertThat(schedule.second(11)).isZero();
    assertThat(schedule.second(12)).isEqualTo(1);
    assertThat(schedule.second(19)).isEqualTo(2);
    assertThat(schedule.endNanos()).isEqualTo(START + 5_000_000_000L);
  }

  @Test
  void rateBelowOne_stillSendsOneMessage() {
    Schedule slow = new Schedule(new Load(0.4, 0, 3), START);

    assertThat(slow.messages()).isEqualTo(1);
    assertThat(slow.second(0)).isZero();
  }
}
