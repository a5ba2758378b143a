package dev.peal.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.peal.application.port.out.Clock;
import dev.peal.application.port.out.Journal;
import dev.peal.application.port.out.StoreUnavailable;
import dev.peal.in.http.NodeState;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;

final class ServerWatchTest {

  private final AtomicLong nanos = new AtomicLong();
  private final Clock clock =
      new Clock() {
        @Override
        public long wallMillis() {
          return 1_700_000_000_000L + nanos.get() / 1_000_000;
        }

        @Override
        public long monotonicNanos() {
          return nanos.get();
        }
      };
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final AtomicReference<Runnable> check = new AtomicReference<>(() -> {});

  private ServerWatch watch() {
    return new ServerWatch(
        clock,
        registry,
        List.of(
            new ServerWatch.Probe("mysql", false, "inboxes are refused", () -> check.get().run())));
  }

  private double reachable() {
    return registry.get("peal.server.reachable").tag("server", "mysql").gauge().value();
  }

  private static void await(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      Thread.onSpinWait();
    }
  }

  @Test
  void troubles_serverThatRefuses_isNamedUntilItAnswers() {
    try (ServerWatch watch = watch()) {
      check.set(() -> {
        throw new StoreUnavailable("refused", true);
      });
      watch.askAll();
      await(() -> !watch.troubles().isEmpty());

      assertThat(watch.troubles())
          .containsExactly(
              new NodeState.Trouble(
                  "mysql", "does not answer", false, "inboxes are refused", 1_700_000_000_000L));
      assertThat(reachable()).isZero();

      check.set(() -> {});
      await(() -> {
        watch.askAll();
        return watch.troubles().isEmpty();
      });
      assertThat(reachable()).isEqualTo(1);
    }
  }

  @Test
  void scrape_whileAServerIsSilent_waitsForNothingAndShowsTheAge() throws Exception {
    var asked = new CountDownLatch(2);
    var never = new CountDownLatch(1);
    Runnable silence =
        () -> {
          asked.countDown();
          try {
            never.await();
          } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
          }
        };
    check.set(silence);
    try (ServerWatch watch = watch()) {
      DoubleSupplier rows =
          watch.sampled(
              "rows",
              () -> {
                silence.run();
                return 7;
              });
      watch.askAll();
      asked.await();
      nanos.addAndGet(TimeUnit.SECONDS.toNanos(30));
      watch.askAll();

      assertThat(rows.getAsDouble()).isZero();
      assertThat(registry.get("peal.sample.age").gauge().value()).isEqualTo(30);
      assertThat(watch.troubles()).hasSize(1);
    }
  }

  /// A method that the timed journal does not hand on would be lost without a word.
  @Test
  void timedJournal_handsOnEveryMethodOfTheJournal() {
    assertThat(Arrays.stream(Journal.class.getDeclaredMethods()).map(Method::getName))
        .isSubsetOf(
            Arrays.stream(RoadTimes.TimedJournal.class.getDeclaredMethods())
                .map(Method::getName)
                .toList());
  }
}
