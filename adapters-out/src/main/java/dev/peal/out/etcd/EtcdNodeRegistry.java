package dev.peal.out.etcd;

import dev.peal.application.port.out.NodeRegistry;
import dev.peal.application.port.out.StoreUnavailable;
import io.etcd.jetcd.options.GetOption;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/// Nodes as keys of etcd that live as long as their leases. While etcd is away the last known nodes
/// stay, and this node registers again as soon as it can, with a new lease, also at an etcd that
/// has lost its data. One thread does it all. Thread-safe; only [#start] and [#close] block.
public final class EtcdNodeRegistry implements NodeRegistry, AutoCloseable {

  private static final int LOOKS = 3;

  private final Node self;
  private final EtcdSettings settings;
  private final KnownNodes known;
  private final Supervisor supervisor;
  private final Thread thread;

  /// `self` is what the others will know of this node.
  public EtcdNodeRegistry(EtcdSettings settings, Node self) {
    this.self = self;
    this.settings = settings;
    this.known = new KnownNodes(self);
    this.supervisor = new Supervisor(settings, self, known);
    this.thread = Thread.ofPlatform().name("etcd-registry").daemon().unstarted(supervisor);
  }

  /// Looks whether etcd can be used, without telling anybody of this node.
  ///
  /// @throws StoreUnavailable it could not be reached or refused
  /// @throws IllegalArgumentException the certificates cannot be used
  public static void look(EtcdSettings settings) {
    for (int tries = 1; ; tries++) {
      try (EtcdConnection etcd = new EtcdConnection(settings)) {
        var _ =
            etcd.await(
                etcd.keys()
                    .get(
                        EtcdConnection.bytes(settings.prefix()),
                        GetOption.builder().isPrefix(true).withCountOnly(true).build()));
        return;
      } catch (StoreUnavailable failure) {
        // A process that has just started on a busy machine is slow itself, at first.
        if (tries == LOOKS || !(failure.getCause() instanceof TimeoutException)) {
          throw failure;
        }
      }
    }
  }

  /// Registers this node, and lists the others. Once only.
  ///
  /// @throws StoreUnavailable etcd could not be reached, refused, or gave no answer three times
  /// @throws IllegalStateException a node that lives has this one's name
  /// @throws IllegalArgumentException the certificates cannot be used
  public void start() {
    thread.start();
    try {
      supervisor.first().get();
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException(failed.getCause());
    } catch (CancellationException closed) {
      throw new IllegalStateException("registry: closed while starting", closed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new StoreUnavailable("etcd: interrupted while registering", interrupted, false);
    }
  }

  /// Whether etcd is being reached: then the nodes that it lists are alive.
  public boolean reached() {
    return supervisor.registered();
  }

  /// Asks whether etcd answered when it was last asked.
  ///
  /// @throws StoreUnavailable it did not
  public void check() {
    if (supervisor.failing()) {
      throw new StoreUnavailable("etcd did not answer when it was last asked", true);
    }
  }

  @Override
  public Node self() {
    return self;
  }

  @Override
  public List<Node> nodes() {
    return known.nodes();
  }

  @Override
  public void onChange(Consumer<List<Node>> listener) {
    known.listen(listener);
  }

  /// Takes this node out of the registry, if etcd can be reached, and ends. Waits for that, for a
  /// few times the timeout at most. Repeating it is harmless.
  @Override
  public void close() {
    end(true);
  }

  /// Ends without a word, as a node does that dies: its key stays until its lease ends.
  void abandon() {
    end(false);
  }

  private void end(boolean revoke) {
    supervisor.stop(revoke);
    try {
      thread.join(settings.timeout().multipliedBy(4));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
