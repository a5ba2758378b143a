package dev.peal.application.outage;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.AbstractLogger;
import org.slf4j.helpers.MessageFormatter;

final class OutageLogTest {

  private final Lines lines = new Lines();
  private long nanos;
  private final OutageLog outages = new OutageLog(lines, () -> nanos, "Rows are not written");

  @Test
  void failed_manyTimesInAMinute_isOneLine() {
    for (int i = 0; i < 10_000; i++) {
      outages.failed("MySQL is away");
      pass(Duration.ofMillis(5));
    }

    assertThat(lines.written).containsExactly("WARN Rows are not written: MySQL is away");
  }

  @Test
  void failed_forMinutes_isALineAMinuteAndOneAtTheEnd() {
    for (int second = 0; second <= 125; second++) {
      outages.failed("away");
      pass(Duration.ofSeconds(1));
    }
    outages.worked();
    outages.worked();

    assertThat(lines.written)
        .containsExactly(
            "WARN Rows are not written: away",
            "WARN Rows are not written, for 60 s, 61 failures so far: away",
            "WARN Rows are not written, for 120 s, 121 failures so far: away",
            "INFO Rows are not written: over, after 126 s and 126 failures");
  }

  @Test
  void worked_withoutAnOutage_saysNothing() {
    outages.worked();

    assertThat(lines.written).isEmpty();
  }

  @Test
  void worked_onePartOfTwo_isNotTheEnd() {
    outages.failed("queue 1", "closed");
    outages.failed("queue 2", "closed");
    outages.worked("queue 1");
    outages.worked("queue 1");
    assertThat(lines.written).hasSize(1);
    assertThat(outages.out()).isTrue();

    outages.worked("queue 2");
    assertThat(lines.written).hasSize(2).last().asString().contains("over");
    assertThat(outages.out()).isFalse();
  }

  @Test
  void failed_everySecondTry_staysAtAFewLinesAMinute() {
    for (int i = 0; i < 60_000; i++) {
      outages.failed("now and then");
      pass(Duration.ofMillis(1));
      outages.worked();
      pass(Duration.ofMillis(1));
    }
    assertThat(lines.written).hasSizeLessThanOrEqualTo(8);

    pass(Duration.ofSeconds(11));
    outages.worked();
    assertThat(lines.written).last().asString().contains("over");
  }

  @Test
  void failed_withAnOutageAgainAfterAWhile_saysBoth() {
    outages.failed("first");
    outages.worked();
    pass(Duration.ofSeconds(20));
    outages.failed("second");
    outages.worked();

    assertThat(lines.written).hasSize(4);
  }

  @Test
  void failed_reasonOfManyLines_isOneOfBoundedLength() {
    outages.failed("first line\r\n\tat second.line\n" + "x".repeat(10_000));

    assertThat(lines.written).singleElement().asString().hasSizeLessThan(500).doesNotContain("\n");
  }

  @Test
  void broke_again_isOneStack() {
    outages.broke(new IllegalStateException("a bug"));
    outages.broke(new IllegalStateException("a bug"));

    assertThat(lines.written).hasSize(1);
    assertThat(lines.stacks).hasSize(1);
  }

  private void pass(Duration time) {
    nanos += time.toNanos();
  }

  /// A logger that keeps what is written.
  private static final class Lines extends AbstractLogger {
    private static final long serialVersionUID = 1;

    final transient List<String> written = new ArrayList<>();
    final transient List<Throwable> stacks = new ArrayList<>();

    @Override
    protected @Nullable String getFullyQualifiedCallerName() {
      return null;
    }

    @Override
    protected void handleNormalizedLoggingCall(
        Level level,
        @Nullable Marker marker,
        String message,
        Object @Nullable [] arguments,
        @Nullable Throwable stack) {
      written.add(level + " " + MessageFormatter.basicArrayFormat(message, arguments));
      if (stack != null) {
        stacks.add(stack);
      }
    }

    @Override
    public boolean isTraceEnabled() {
      return true;
    }

    @Override
    public boolean isTraceEnabled(Marker marker) {
      return true;
    }

    @Override
    public boolean isDebugEnabled() {
      return true;
    }

    @Override
    public boolean isDebugEnabled(Marker marker) {
      return true;
    }

    @Override
    public boolean isInfoEnabled() {
      return true;
    }

    @Override
    public boolean isInfoEnabled(Marker marker) {
      return true;
    }

    @Override
    public boolean isWarnEnabled() {
      return true;
    }

    @Override
    public boolean isWarnEnabled(Marker marker) {
      return true;
    }

    @Override
    public boolean isErrorEnabled() {
      return true;
    }

    @Override
    public boolean isErrorEnabled(Marker marker) {
      return true;
    }
  }
}
