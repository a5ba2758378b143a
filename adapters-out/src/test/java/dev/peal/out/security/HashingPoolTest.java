package dev.peal.out.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;

class HashingPoolTest {

  @Test
  void run_moreThanRunAndWait_isRefusedAndTheOthersAreDone() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    Semaphore running = new Semaphore(0);
    try (HashingPool pool = new HashingPool(2, 1);
        ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Optional<String>>> results = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        results.add(callers.submit(() -> pool.run(() -> block(running, release))));
      }
      running.acquire(2);
      List<Future<Optional<String>>> late = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        late.add(callers.submit(() -> pool.run(() -> block(running, release))));
      }
      // Of the late ones one waits and four are refused at once.
      while (late.stream().filter(Future::isDone).count() < 4) {
        Thread.onSpinWait();
      }
      assertThat(running.availablePermits()).isZero();
      release.countDown();

      int done = 0;
      for (Future<Optional<String>> result : late) {
        done += result.get().isPresent() ? 1 : 0;
      }
      assertThat(done).isEqualTo(1);
      for (Future<Optional<String>> result : results) {
        assertThat(result.get()).contains("done");
      }
      assertThat(pool.run(() -> "next")).contains("next");
    }
  }

  @Test
  void run_onAPlatformThread_neverOnTheCallersVirtualOne() throws Exception {
    try (HashingPool pool = new HashingPool(1, 1);
        ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      assertThat(callers.submit(() -> pool.run(() -> Thread.currentThread().isVirtual())).get())
          .contains(false);
    }
  }

  @Test
  void run_failure_reachesTheCaller() {
    try (HashingPool pool = new HashingPool(1, 1)) {
      assertThatThrownBy(() ->
              pool.run(() -> {
                throw new IllegalArgumentException("bad hash");
              }))
          .isInstanceOf(IllegalStateException.class)
          .hasRootCauseMessage("bad hash");
    }
  }

  @Test
  void run_interruptedCaller_isRefusedAndStaysInterrupted() {
    CountDownLatch never = new CountDownLatch(1);
    try (HashingPool pool = new HashingPool(1, 1)) {
      Thread.currentThread().interrupt();
      assertThat(pool.run(() -> block(new Semaphore(0), never))).isEmpty();
      assertThat(Thread.interrupted()).isTrue();
    } finally {
      never.countDown();
    }
  }

  private static String block(Semaphore running, CountDownLatch release)
      throws InterruptedException {
    running.release();
    release.await();
    return "done";
  }
}
