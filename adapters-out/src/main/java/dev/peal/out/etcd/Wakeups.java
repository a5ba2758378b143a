package dev.peal.out.etcd;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/// What a supervisor has to look at before its time. Repeated signals are one. Signals may come
/// from any thread; one thread waits and takes them.
final class Wakeups implements ChangeWatch.Signals {

  private final BlockingQueue<Boolean> bell = new ArrayBlockingQueue<>(1);
  private volatile boolean changed;
  private volatile boolean watchEnded;
  private volatile boolean stopped;

  @Override
  public void changed() {
    changed = true;
    ring();
  }

  @Override
  public void ended() {
    watchEnded = true;
    ring();
  }

  /// Ends the supervisor, for ever.
  void stop() {
    stopped = true;
    ring();
  }

  boolean isStopped() {
    return stopped;
  }

  boolean takeChanged() {
    boolean was = changed;
    changed = false;
    return was;
  }

  boolean takeWatchEnded() {
    boolean was = watchEnded;
    watchEnded = false;
    return was;
  }

  /// Waits for a signal, for so long at most.
  void await(long nanos) {
    try {
      bell.poll(nanos, TimeUnit.NANOSECONDS);
    } catch (InterruptedException interrupted) {
      // Nobody interrupts the supervisor but to end it.
      stopped = true;
    }
  }

  private void ring() {
    bell.offer(Boolean.TRUE);
  }
}
