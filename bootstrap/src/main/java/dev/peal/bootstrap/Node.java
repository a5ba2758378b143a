package dev.peal.bootstrap;

import dev.peal.application.outage.OutageLog;
import dev.peal.application.port.in.FinishGroupChanges;
import dev.peal.application.port.out.StoreUnavailable;
import dev.peal.application.posting.PostMessageService;
import dev.peal.bootstrap.config.Settings;
import dev.peal.in.http.HttpServer;
import dev.peal.in.http.NodeState;
import dev.peal.in.websocket.Gateway;
import dev.peal.in.websocket.UseCases;
import io.netty.channel.EventLoopGroup;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One running node: starts its parts in order and stops them in reverse.
@Singleton
public final class Node {

  private static final Logger log = LoggerFactory.getLogger(Node.class);
  private static final long SWEEP_SECONDS = 30;

  private final OutageLog sweeps =
      new OutageLog(log, System::nanoTime, "Group changes wait to be announced");
  private final Settings settings;
  private final Backend backend;
  private final PostMessageService posting;
  private final FinishGroupChanges groupChanges;
  private final Gateway gateway;
  private final UseCases sessionUseCases;
  private final HttpServer http;
  private final EventLoopGroup loops;
  private final Readiness readiness;
  private final NodeMeters meters;
  private final ServerWatch watch;
  private final ScheduledExecutorService sweeper =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("sweeper").daemon().factory());

  @Inject
  Node(
      Settings settings,
      Backend backend,
      PostMessageService posting,
      FinishGroupChanges groupChanges,
      Gateway gateway,
      UseCases sessionUseCases,
      HttpServer http,
      EventLoopGroup loops,
      Readiness readiness,
      NodeMeters meters,
      ServerWatch watch) {
    this.settings = settings;
    this.backend = backend;
    this.posting = posting;
    this.groupChanges = groupChanges;
    this.gateway = gateway;
    this.sessionUseCases = sessionUseCases;
    this.http = http;
    this.loops = loops;
    this.readiness = readiness;
    this.meters = meters;
    this.watch = watch;
  }

  /// Starts everything and returns the port on which connections are taken.
  public int start() {
    gateway.start(sessionUseCases);
    if (!backend.takesSessions()) {
      gateway.drain();
    }
    backend.start();
    watch.start();
    sweep();
    http.start(loops);
    var _ =
        sweeper.scheduleWithFixedDelay(this::sweep, SWEEP_SECONDS, SWEEP_SECONDS, TimeUnit.SECONDS);
    readiness.set(NodeState.Phase.RUNNING);
    return http.port();
  }

  private void sweep() {
    try {
      if (groupChanges.finish()) {
        sweeps.worked();
      } else {
        sweeps.failed("some notices still wait for the journal");
      }
    } catch (StoreUnavailable later) {
      sweeps.failed(later.getMessage());
    } catch (RuntimeException | Error bug) {
      // Thrown on, it would end the sweeping for good.
      sweeps.broke(bug);
    }
  }

  /// Goes down without losing anything: no new sessions, lanes emptied and answered, sessions told
  /// to come back elsewhere or later, journal turned into rows, store closed. To be called once.
  public void stop() throws InterruptedException {
    long nanos = settings.node().shutdownTimeout().toNanos();
    readiness.set(NodeState.Phase.DRAINING);
    gateway.drain();
    sweeper.shutdownNow();
    if (!posting.drain(nanos)) {
      log.warn("{} messages were not answered in time", posting.queued());
    }
    gateway.disconnect(nanos);
    backend.leave();
    http.close();
    gateway.close();
    watch.close();
    meters.close();
    loops.shutdownGracefully(0, nanos, TimeUnit.NANOSECONDS).awaitUninterruptibly();
    backend.close();
  }
}
