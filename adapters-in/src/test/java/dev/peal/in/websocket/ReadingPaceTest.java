package dev.peal.in.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ReadingPaceTest {

  private final TestTime time = new TestTime();
  private final EmbeddedConnection channel = new EmbeddedConnection();
  private final ReadingPace pace = new ReadingPace(10, time);

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
  }

  @Test
  void read_withinOneSecondsFrames_goesOn() {
    read(10);

    assertThat(channel.config().isAutoRead()).isTrue();
  }

  @Test
  void read_more_pausesUntilThereIsAToken() {
    read(15);
    assertThat(channel.config().isAutoRead()).isFalse();

    for (int i = 0; i < 5; i++) {
      pass(100);
      assertThat(channel.config().isAutoRead()).isFalse();
    }
    pass(150);

    assertThat(channel.config().isAutoRead()).isTrue();
  }

  @Test
  void read_atThePaceAllowed_neverPauses() {
    for (int i = 0; i < 100; i++) {
      read(1);
      assertThat(channel.config().isAutoRead()).isTrue();
      pass(100);
    }
  }

  @Test
  void read_afterALongSilence_hasNoMoreThanOneSecondsFrames() {
    pass(60_000);

    read(11);

    assertThat(channel.config().isAutoRead()).isFalse();
  }

  @Test
  void writable_aloneDoesNotEndThePause() {
    read(15);
    pace.writable(channel, false);
    pace.writable(channel, true);
    assertThat(channel.config().isAutoRead()).isFalse();

    pace.writable(channel, false);
    pass(1_000);
    assertThat(channel.config().isAutoRead()).isFalse();
    pace.writable(channel, true);

    assertThat(channel.config().isAutoRead()).isTrue();
  }

  @Test
  void end_leavesReadingToOthers() {
    pace.end();

    read(100);

    assertThat(channel.config().isAutoRead()).isTrue();
  }

  private void read(int frames) {
    for (int i = 0; i < frames; i++) {
      pace.read(channel);
    }
  }

  private void pass(long millis) {
    time.advance(Duration.ofMillis(millis));
    channel.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
    channel.runScheduledPendingTasks();
  }
}
