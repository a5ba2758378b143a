package dev.peal.application.posting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.peal.application.port.out.Clock;
import dev.peal.domain.conversation.ConversationId;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PaceTest {

  private static final ConversationId GROUP = ConversationId.group(7);
  private static final ConversationId OTHER = ConversationId.group(8);

  private static final long ROWS_PER_SECOND = 200_000;

  private final FakeClock clock = new FakeClock();
  private final Pace pace = new Pace(64, ROWS_PER_SECOND, clock);

  @Test
  void atRest_eightBatchesFollowAtOnce_andTheNinthWaits() {
    for (int i = 0; i < 8; i++) {
      assertThat(pace.waitNanos(GROUP)).isZero();
      pace.posting(GROUP, 500, 1);
    }

    assertThat(pace.waitNanos(GROUP)).isZero();
    pace.posting(GROUP, 500, 1);
    assertThat(pace.waitNanos(GROUP)).isEqualTo(millis(20));
    assertThat(pace.waitNanos(OTHER)).isZero();
  }

  @ParameterizedTest
  @CsvSource({"64, 2560", "500, 20000", "1250, 50000", "5000, 50000"})
  void steadyStream_isPostedAtTheIntervalOfItsSize(int members, long intervalMicros) {
    for (int i = 0; i < 100; i++) {
      clock.nanos += pace.waitNanos(GROUP);
      pace.posting(GROUP, members, 1);
    }

    assertThat(pace.waitNanos(GROUP)).isEqualTo(TimeUnit.MICROSECONDS.toNanos(intervalMicros));
  }

  @Test
  void slowerThanItsInterval_neverWaits() {
    for (int i = 0; i < 100; i++) {
      assertThat(pace.waitNanos(GROUP)).isZero();
      pace.posting(GROUP, 500, 1);
      clock.nanos += millis(20);
    }
  }

  @Test
  void afterARest_eightFollowAtOnceAgain() {
    for (int i = 0; i < 20; i++) {
      pace.posting(GROUP, 500, 1);
    }
    clock.nanos += TimeUnit.SECONDS.toNanos(1);

    for (int i = 0; i < 8; i++) {
      pace.posting(GROUP, 500, 1);
    }

    assertThat(pace.waitNanos(GROUP)).isZero();
  }

  @Test
  void rows_mayBeFiveSecondsAheadOfTheirRate_andThenComeInShares() {
    assertThat(pace.messages(GROUP, 500)).isEqualTo(2_000);
    pace.posting(GROUP, 500, 1_500);
    assertThat(pace.waitNanos(GROUP)).isZero();
    assertThat(pace.messages(GROUP, 500)).isEqualTo(500);

    pace.posting(GROUP, 500, 500);
    assertThat(pace.messages(GROUP, 500)).as("a sixteenth of a second's").isEqualTo(25);
    pace.posting(GROUP, 500, 25);

    assertThat(pace.waitNanos(GROUP)).isEqualTo(micros(62_500));
    assertThat(pace.waitNanos(OTHER)).isZero();
    assertThat(pace.messages(OTHER, 500)).isEqualTo(2_000);
  }

  @ParameterizedTest
  @ValueSource(ints = {64, 500, 5_000, 100_000, 1_000_000})
  void flood_isPostedAtTheRateOfItsRows(int members) {
    for (int i = 0; i < 200; i++) {
      clock.nanos += pace.waitNanos(GROUP);
      pace.posting(GROUP, members, pace.messages(GROUP, members));
    }

    long from = clock.nanos;
    long rows = 0;
    for (int i = 0; i < 200; i++) {
      clock.nanos += pace.waitNanos(GROUP);
      int messages = pace.messages(GROUP, members);
      pace.posting(GROUP, members, messages);
      rows += (long) members * messages;
    }

    assertThat(rows / ((clock.nanos - from) / 1e9)).isCloseTo(ROWS_PER_SECOND, withinPercentage(2));
  }

  @Test
  void rowsBelowTheirRate_neverWait() {
    for (int i = 0; i < 100; i++) {
      assertThat(pace.waitNanos(GROUP)).isZero();
      assertThat(pace.messages(GROUP, 500)).isGreaterThan(1_900);
      pace.posting(GROUP, 500, 39);
      clock.nanos += millis(100);
    }
  }

  @Test
  void queued_isWhatFiveSecondsTake_andAtLeastOneMessage() {
    assertThat(pace.queued(500)).isEqualTo(2_000);
    assertThat(pace.queued(5_000)).isEqualTo(200);
    assertThat(pace.queued(2_000_000)).isEqualTo(1);
    assertThat(pace.queued(63)).isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  void smallConversation_isNotKnown() {
    for (int i = 0; i < 100; i++) {
      pace.posting(GROUP, 63, 1);
    }

    assertThat(pace.waitNanos(GROUP)).isZero();
    assertThat(pace.messages(GROUP, 63)).isEqualTo(Integer.MAX_VALUE);
    assertThat(pace.size()).isZero();
  }

  @Test
  void conversationsThatAreAtRest_areForgotten() {
    for (int i = 1; i <= 2_000; i++) {
      pace.posting(ConversationId.group(i), 500, 1);
    }
    clock.nanos += TimeUnit.SECONDS.toNanos(1);
    for (int i = 0; i < 1_100; i++) {
      pace.posting(GROUP, 500, 1);
    }

    assertThat(pace.size()).isEqualTo(1);
    assertThat(pace.waitNanos(GROUP)).isPositive();
  }

  private static long micros(long micros) {
    return TimeUnit.MICROSECONDS.toNanos(micros);
  }

  private static long millis(long millis) {
    return TimeUnit.MILLISECONDS.toNanos(millis);
  }

  private static final class FakeClock implements Clock {
    private long nanos = Long.MAX_VALUE - 1_000;

    @Override
    public long wallMillis() {
      return 0;
    }

    @Override
    public long monotonicNanos() {
      return nanos;
    }
  }
}
