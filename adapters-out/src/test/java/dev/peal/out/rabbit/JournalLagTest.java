package dev.peal.out.rabbit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.peal.application.port.out.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class JournalLagTest {

  private static final long START = 1_790_000_000_000L;

  private long nowMillis = START;
  private final JournalLag lag =
      new JournalLag(
          2,
          new JournalLagSettings(10_000, 1 << 20, Duration.ofMinutes(10)),
          new Clock() {
            @Override
            public long wallMillis() {
              return nowMillis;
            }

            @Override
            public long monotonicNanos() {
              return TimeUnit.MILLISECONDS.toNanos(nowMillis);
            }
          });

  private void reached(long millis) {
    lag.reached(new long[] {millis * 1_000, millis * 1_000});
  }

  @Test
  void refusal_recordsPastTheBound_ofThatQueueAlone_withATimeToRetry() {
    lag.counted(0, 9_999);
    assertThat(lag.refusal(0)).isEmpty();

    lag.published(0, 100);

    assertThat(lag.refusal(0))
        .hasValueSatisfying(refused -> {
          assertThat(refused.why()).contains("10000 records", "journal.max-lag-records");
          assertThat(refused.retryAfterMillis()).isPositive();
        });
    assertThat(lag.refusal(1)).isEmpty();

    lag.counted(0, 10);
    assertThat(lag.refusal(0)).isEmpty();
  }

  @Test
  void refusal_bytesPastTheBound_byTheRecordsThatThisNodePublishes() {
    for (int i = 0; i < 20; i++) {
      lag.published(1, 32_768);
    }
    lag.counted(1, 31);
    assertThat(lag.refusal(1)).isEmpty();

    lag.counted(1, 32);

    assertThat(lag.refusal(1))
        .hasValueSatisfying(refused -> assertThat(refused.why()).contains("journal.max-lag-bytes"));
  }

  @Test
  void refusal_rowsStandStillForTooLong_alsoWhenTheStoreTellsNothing() {
    reached(START);
    nowMillis = START + 599_000;
    assertThat(lag.refusal(0)).isEmpty();

    nowMillis = START + 601_000;
    assertThat(lag.refusal(0))
        .hasValueSatisfying(refused -> assertThat(refused.why()).contains("journal.max-lag-age"));

    reached(nowMillis);
    assertThat(lag.refusal(0)).isEmpty();
  }

  @Test
  void records_areWithoutTheTicksOfThatTime() {
    reached(START);
    nowMillis = START + 60_000;
    lag.counted(0, 130);

    assertThat(lag.records(0)).isEqualTo(10);
  }

  @Test
  void age_ofWatermarksFromBeforeTheStart_countsFromTheStart() {
    reached(START - 3_600_000);

    assertThat(lag.ageMillis(0)).isZero();
    assertThat(lag.refusal(0)).isEmpty();
  }

  @Test
  void settings_wrong_nameTheKey() {
    assertThatThrownBy(() -> new JournalLagSettings(1, 1 << 20, Duration.ofHours(1)))
        .hasMessageContaining("journal.max-lag-records: 1 (expected: 10000 to");
    assertThatThrownBy(() -> new JournalLagSettings(10_000, 1, Duration.ofHours(1)))
        .hasMessageContaining("journal.max-lag-bytes");
    assertThatThrownBy(() -> new JournalLagSettings(10_000, 1 << 20, Duration.ZERO))
        .hasMessageContaining("journal.max-lag-age");
  }
}
