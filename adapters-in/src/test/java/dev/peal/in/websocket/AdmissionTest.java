package dev.peal.in.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class AdmissionTest {

  private static final int MOST = Admission.RUNNING + Admission.WAITING;

  @Test
  void submit_upToTheBound_isAdmittedAndTheNextRefused() {
    ManualThreads threads = new ManualThreads();
    Admission admission = new Admission(threads);
    for (int i = 0; i < MOST; i++) {
      assertThat(admission.submit(() -> {})).isTrue();
    }

    assertThat(admission.submit(() -> {})).isFalse();
    assertThat(threads.waiting()).isEqualTo(MOST);
    threads.runOne();
    assertThat(admission.submit(() -> {})).isTrue();
  }

  @Test
  void submit_taskThatFails_givesItsTurnBack() {
    Admission admission = new Admission(Runnable::run);

    for (int i = 0; i < Admission.RUNNING + 1; i++) {
      assertThatThrownBy(() ->
              admission.submit(() -> {
                throw new IllegalStateException("a bug of this test");
              }))
          .isInstanceOf(IllegalStateException.class);
    }

    assertThat(admission.submit(() -> {})).isTrue();
  }

  @Test
  void submit_afterTheThreadsEnded_isRefused() {
    Admission admission =
        new Admission(task -> {
          throw new RejectedExecutionException("over");
        });

    for (int i = 0; i <= MOST; i++) {
      assertThat(admission.submit(() -> {})).isFalse();
    }
  }

  @Test
  void run_atOnce_onlyTheseMany() throws InterruptedException {
    AtomicInteger running = new AtomicInteger();
    AtomicInteger highest = new AtomicInteger();
    CountDownLatch full = new CountDownLatch(Admission.RUNNING);
    CountDownLatch go = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Admission admission = new Admission(threads);
      for (int i = 0; i < 3 * Admission.RUNNING; i++) {
        admission.submit(() -> {
          highest.accumulateAndGet(running.incrementAndGet(), Math::max);
          full.countDown();
          await(go);
          running.decrementAndGet();
        });
      }
      assertThat(full.await(10, TimeUnit.SECONDS)).isTrue();
      go.countDown();
    }

    assertThat(highest).hasValue(Admission.RUNNING);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }
}
