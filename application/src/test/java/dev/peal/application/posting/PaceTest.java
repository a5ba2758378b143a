package dev.peal.application.posting;

import static org.assertj.core.api.Assertions.assertThat;

import dev.peal.application.port.out.Clock;
import dev.peal.domain.conversation.ConversationId;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PaceTest {

  private static final ConversationId GROUP = ConversationId.group(7);
  private static final ConversationId OTHER = ConversationId.group(8);

  private final FakeClock clock = new FakeClock();
  private final Pace pace = new Pace(clock);

  @Test
  void atRest_eightBatchesFollowAtOnce_andTheNinthWaits() {
    for (int i = 0; i < 8; i++) {
      assertThat(pace.waitNanos(GROUP)).isZero();
      pace.posting(GROUP, 500);
    }

    assertThat(pace.waitNanos(GROUP)).isZero();
    pace.posting(GROUP, 500);
    assertThat(pace.waitNanos(GROUP)).isEqualTo(millis(20));
    assertThat(pace.waitNanos(OTHER)).isZero();
  }

  @ParameterizedTest
  @CsvSource({"64, 2560", "500, 20000", "1250, 50000", "5000, 50000"})
  void steadyStream_isPostedAtTheIntervalOfItsSize(int members, long intervalMicros) {
    for (int i = 0; i < 100; i++) {
      clock.nanos += pace.waitNanos(GROUP);
      pace.posting(GROUP, members);
    }

    assertThat(pace.waitNanos(GROUP)).isEqualTo(TimeUnit.MICROSECONDS.toNanos(intervalMicros));
  }

  @Test
  void slowerThanItsInterval_neverWaits() {
    for (int i = 0; i < 100; i++) {
      assertThat(pace.waitNanos(GROUP)).isZero();
      pace.posting(GROUP, 500);
      clock.nanos += millis(20);
    }
  }

  @Test
  void afterARest_eightFollowAtOnceAgain() {
    for (int i = 0; i < 20; i++) {
      pace.posting(GROUP, 500);
    }
    clock.nanos += TimeUnit.SECONDS.toNanos(1);

    for (int i = 0; i < 8; i++) {
      pace.posting(GROUP, 500);
    }

    assertThat(pace.waitNanos(GROUP)).isZero();
  }

  @Test
  void smallConversation_isNotKnown() {
    for (int i = 0; i < 100; i++) {
      pace.posting(GROUP, 63);
    }

    assertThat(pace.waitNanos(GROUP)).isZero();
    assertThat(pace.size()).isZero();
  }

  @Test
  void conversationsThatAreAtRest_areForgotten() {
    for (int i = 1; i <= 2_000; i++) {
      pace.posting(ConversationId.group(i), 500);
    }
    clock.nanos += TimeUnit.SECONDS.toNanos(1);
    for (int i = 0; i < 1_100; i++) {
      pace.posting(GROUP, 500);
    }

    assertThat(pace.size()).isEqualTo(1);
    assertThat(pace.waitNanos(GROUP)).isPositive();
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
