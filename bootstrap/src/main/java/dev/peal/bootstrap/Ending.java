package dev.peal.bootstrap;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How the process of a server ends when it is told to (SIGTERM, SIGINT, the end of its input): in
/// order and with exit code 0, at whatever moment.
///
/// ```
///  STARTING ──► RUNNING       told to end while starting: what was begun is taken back, as soon as
///     │                       the thread that starts notices
///     └──► ended by itself    with the exit code of its failure
/// ```
///
/// Thread-safe. One a process; installed first thing.
final class Ending {

  private static final long PATIENCE_SECONDS = 10;

  private final Thread starter;
  private final CountDownLatch notStarting = new CountDownLatch(1);
  private volatile boolean told;
  private volatile boolean byItself;
  private volatile @Nullable Node running;

  /// This thread is the one that starts the server.
  Ending() {
    this.starter = Thread.currentThread();
  }

  /// Begins to listen for signals.
  void install() {
    Runtime.getRuntime().addShutdownHook(new Thread(this::end, "shutdown"));
  }

  /// Whether the process was told to end while it started; then it starts nothing more.
  boolean told() {
    return told;
  }

  /// The server runs; from now on it is stopped in order. False when the process was told to end:
  /// then the caller stops it.
  synchronized boolean runs(Node node) {
    if (told) {
      return false;
    }
    running = node;
    notStarting.countDown();
    return true;
  }

  /// What was begun is taken back, since the process was told to end.
  void takenBack() {
    notStarting.countDown();
  }

  /// The process ends by itself, with its own exit code, unless it was told to end before.
  synchronized void byItself() {
    byItself = !told;
    notStarting.countDown();
  }

  /// Not before it is needed: while the log is set up, a signal would find nobody listening.
  private static Logger log() {
    return LoggerFactory.getLogger(Ending.class);
  }

  private void end() {
    synchronized (this) {
      if (byItself) {
        return;
      }
      told = true;
    }
    Node node = running;
    int exitCode = node == null ? endStarting() : stop(node);
    Runtime.getRuntime().halt(exitCode);
  }

  /// Whatever the start is doing, nothing has been acknowledged yet, so that it may be cut off.
  private int endStarting() {
    log().info("Going down while starting");
    starter.interrupt();
    try {
      if (!notStarting.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        log().info("The start is cut off; nothing was lost");
      }
    } catch (InterruptedException hurry) {
      Thread.currentThread().interrupt();
    }
    return 0;
  }

  private static int stop(Node node) {
    log().info("Going down");
    try {
      node.stop();
      log().info("Down; nothing was lost");
      return 0;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException failure) {
      log().error("Going down failed; the next start goes on from the journal", failure);
    }
    return 1;
  }
}
