package dev.peal.application.groups;

import dev.peal.domain.group.GroupId;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/// One change of a group at a time on this node, so that changes do not race each other in vain and
/// their notices are posted in the order of versions. Between nodes the store's compare-and-set
/// decides. Groups share a fixed number of locks. Thread-safe.
public final class GroupLocks {

  private static final int STRIPES = 1024;

  private final ReentrantLock[] locks = new ReentrantLock[STRIPES];

  public GroupLocks() {
    for (int i = 0; i < STRIPES; i++) {
      locks[i] = new ReentrantLock();
    }
  }

  <T> T holding(GroupId group, Supplier<T> work) {
    ReentrantLock lock = locks[(int) (group.value() % STRIPES)];
    lock.lock();
    try {
      return work.get();
    } finally {
      lock.unlock();
    }
  }
}
