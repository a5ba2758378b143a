package dev.peal.out.etcd;

import io.etcd.jetcd.Watch;
import io.etcd.jetcd.options.WatchOption;
import io.etcd.jetcd.watch.WatchResponse;
import java.util.concurrent.atomic.AtomicBoolean;

/// Watches the keys of all nodes, only to know when to list them again: a list is whole, whatever
/// events were lost on the way. Says when something has changed, and once that the watch has ended,
/// which it may do for good at any time; [#close] says nothing. Thread-safe.
final class ChangeWatch implements AutoCloseable {

  /// Called on a thread of etcd's client; must not block.
  interface Signals {
    void changed();

    void ended();
  }

  private final Watch.Watcher watcher;
  private final AtomicBoolean over = new AtomicBoolean();

  /// Watches what comes after the last list of `registration`.
  ChangeWatch(EtcdConnection etcd, Registration registration, Signals signals) {
    WatchOption option =
        WatchOption.builder()
            .isPrefix(true)
            .withRevision(registration.revision() + 1)
            .withRequireLeader(true)
            .build();
    this.watcher =
        etcd.watches()
            .watch(
                registration.prefix(),
                option,
                new Watch.Listener() {
                  @Override
                  public void onNext(WatchResponse response) {
                    if (!over.get()) {
                      signals.changed();
                    }
                  }

                  @Override
                  public void onError(Throwable failure) {
                    onCompleted();
                  }

                  @Override
                  public void onCompleted() {
                    if (over.compareAndSet(false, true)) {
                      signals.ended();
                    }
                  }
                });
  }

  @Override
  public void close() {
    over.set(true);
    watcher.close();
  }
}
