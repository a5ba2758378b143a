package dev.peal.out.mysql;

import static dev.peal.out.mysql.MysqlOfClass.QUEUES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.peal.application.contract.ClockContract;
import dev.peal.application.port.out.Clock;
import dev.peal.application.port.out.StoreUnavailable;
import dev.peal.servers.MysqlServer;
import dev.peal.servers.RealServers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What a wrong clock does: of one node, and of MySQL.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MysqlClockIT extends ClockContract {

  private static final Duration SKEW = Duration.ofSeconds(1);
  private static final long MINUTES = Duration.ofMinutes(5).toMillis();

  /// Another machine's busy moment, at most.
  private static final long SLACK = 20_000;

  @RegisterExtension final MysqlOfClass mysql = new MysqlOfClass(this::server);
  private final List<MysqlClock> opened = new ArrayList<>();
  private long offsetMillis;

  /// This machine's clock, which a test sets wrong.
  private final Clock own =
      new Clock() {
        @Override
        public long wallMillis() {
          return System.currentTimeMillis() + offsetMillis;
        }

        @Override
        public long monotonicNanos() {
          return System.nanoTime();
        }
      };

  MysqlServer server() {
    return RealServers.mysql();
  }

  @AfterEach
  void close() {
    opened.forEach(MysqlClock::close);
    opened.clear();
    offsetMillis = 0;
  }

  private MysqlClock follow() {
    MysqlClock clock = MysqlClock.follow(mysql.database(), own, SKEW);
    opened.add(clock);
    return clock;
  }

  @Override
  protected Clock clock() {
    return follow();
  }

  private MysqlWatermarks watermarks() {
    return new MysqlWatermarks(mysql.database(), QUEUES, SKEW, Duration.ofSeconds(1));
  }

  private void watermarksLieAhead() {
    mysql.execute(
        "UPDATE journal_watermark SET watermark_us = "
            + (System.currentTimeMillis() + MINUTES) * 1_000);
  }

  /// As if this had happened so long ago.
  private void later(Duration by) {
    mysql.execute("UPDATE cluster_clock SET since_us = since_us - " + by.toMillis() * 1_000);
  }

  @Test
  void follow_ownClockMinutesOff_isRefusedWithTheDifference() {
    offsetMillis = MINUTES;
    assertThatThrownBy(this::follow)
        .isInstanceOf(StoreUnavailable.class)
        .hasMessageContainingAll("ahead of that of MySQL", "cluster.clock-skew", "NTP")
        .hasMessageMatching(".* (29|30)\\d\\.\\d s .*");
    offsetMillis = -MINUTES;
    assertThatThrownBy(this::follow).hasMessageContaining("behind that of MySQL");
  }

  @Test
  void ownClockStepsWhileRunning_isSeenAndReachesNothing() {
    MysqlClock clock = follow();
    for (long step : new long[] {MINUTES, -MINUTES}) {
      offsetMillis = step;
      assertThat(clock.wallMillis()).isCloseTo(System.currentTimeMillis(), within(SLACK));

      clock.refresh();

      assertThat(clock.differenceSeconds()).isCloseTo(step / 1e3, within(SLACK / 1e3));
      assertThat(clock.wallMillis()).isCloseTo(System.currentTimeMillis(), within(SLACK));
      assertThat(clock.stamps().wallMillis()).isCloseTo(System.currentTimeMillis(), within(SLACK));
      assertThat(clock.stampsAheadSeconds()).isZero();
    }
  }

  @Test
  void raise_byATickFromTheFuture_isHeldDownToTheServersTimeAndSkew() {
    watermarks().raise(0, (System.currentTimeMillis() + MINUTES) * 1_000);

    assertThat(watermarks().of(0) / 1_000)
        .isGreaterThan(System.currentTimeMillis() - SLACK)
        .isLessThanOrEqualTo(System.currentTimeMillis() + SKEW.toMillis());
  }

  /// Waiting for time to catch up would leave every hole pending for five minutes.
  @Test
  void watermarksInTheFuture_timeOfStampsGoesOnFromThereAndTheyRiseAgain() {
    watermarksLieAhead();
    long highest = watermarks().of(0);

    MysqlClock clock = follow();
    MysqlClock other = follow();

    assertThat(clock.stamps().wallMillis() * 1_000).isGreaterThanOrEqualTo(highest - 1_000);
    assertThat(other.stamps().wallMillis())
        .isCloseTo(clock.stamps().wallMillis(), within(SKEW.toMillis()));
    assertThat(clock.stampsAheadSeconds()).isCloseTo(MINUTES / 1e3, within(SLACK / 1e3));
    assertThat(clock.wallMillis()).isCloseTo(System.currentTimeMillis(), within(SLACK));

    watermarks().raise(0, clock.stamps().wallMillis() * 1_000 + 1_000);
    assertThat(watermarks().of(0)).as("not before what is under way has ended").isEqualTo(highest);
    later(Duration.ofSeconds(20));
    clock.refresh();
    watermarks().raise(0, (clock.stamps().wallMillis() + 5_000) * 1_000);
    assertThat(watermarks().of(0)).isGreaterThan(highest - 3_000_000);
    assertThat(watermarks().of(0)).isGreaterThanOrEqualTo(highest);
  }

  /// A hole below a row that has such a stamp would be pending as long.
  @Test
  void storedStampInTheFuture_isFoundWhileRunning() {
    MysqlClock clock = follow();
    mysql.execute(
        "UPDATE journal_watermark SET highest_stamp_us = "
            + (System.currentTimeMillis() + MINUTES) * 1_000
            + " WHERE queue = 1");

    clock.refresh();

    assertThat(clock.stampsAheadSeconds()).isCloseTo(MINUTES / 1e3, within(SLACK / 1e3));
  }

  @Test
  void timeOfStamps_fallsBackToTheClock() {
    watermarksLieAhead();
    MysqlClock clock = follow();
    mysql.execute("UPDATE journal_watermark SET watermark_us = 0");

    later(Duration.ofSeconds(1_000));
    clock.refresh();
    assertThat(clock.stampsAheadSeconds()).isCloseTo(200, within(SLACK / 1e3));

    later(Duration.ofSeconds(10_000));
    clock.refresh();
    assertThat(clock.stampsAheadSeconds()).isZero();
  }
}
