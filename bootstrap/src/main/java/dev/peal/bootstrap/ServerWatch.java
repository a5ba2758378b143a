package dev.peal.bootstrap;

import dev.peal.application.outage.OutageLog;
import dev.peal.application.port.out.Clock;
import dev.peal.in.http.NodeState;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks every second, in the background, what may keep whoever asks waiting: whether each server
/// answers, and values for meters that only a server knows. Who reads gets what was heard last and
/// never waits; how old it is stands in a gauge of its own.
///
/// Of each there is at most one question under way, on a virtual thread. Thread-safe.
public final class ServerWatch implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ServerWatch.class);
  private static final long EVERY_MILLIS = 1_000;
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(5);

  private final Clock clock;
  private final MeterRegistry registry;
  private final List<Watched> watched = new ArrayList<>();
  private final List<Sample> samples = new ArrayList<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("server-watch").daemon().factory());

  /// A server, and how to find out whether it answers.
  ///
  /// @param server its name for operators
  /// @param refusing whether messages are refused while it is away
  /// @param effect what its absence means for users, as a clause
  /// @param check throws when it does not answer; may block
  public record Probe(String server, boolean refusing, String effect, Runnable check) {}

  ServerWatch(Clock clock, MeterRegistry registry, List<Probe> probes) {
    this.clock = clock;
    this.registry = registry;
    probes.forEach(probe -> watched.add(measured(new Watched(probe))));
  }

  private Watched measured(Watched one) {
    String server = one.probe.server();
    Gauge.builder("peal.server.reachable", one, each -> each.trouble().isPresent() ? 0 : 1)
        .description("1 while a server answers")
        .tag("server", server)
        .register(registry);
    Gauge.builder("peal.server.since", one, each -> each.sinceMillis() / 1_000.0)
        .description("Since when peal.server.reachable is as it is, in seconds since 1970")
        .baseUnit("seconds")
        .tag("server", server)
        .register(registry);
    return one;
  }

  /// A value for a meter, asked in the background and not when the meter is read.
  ///
  /// @return what was heard last, 0 before the first answer; kept by this
  DoubleSupplier sampled(String name, DoubleSupplier source) {
    var sample = new Sample(source);
    synchronized (samples) {
      samples.add(sample);
    }
    Gauge.builder("peal.sample.age", sample, Sample::ageSeconds)
        .description(
            "How old a value is that is asked in the background; it grows while nobody answers")
        .baseUnit("seconds")
        .tag("value", name)
        .register(registry);
    return sample;
  }

  void start() {
    var _ = timer.scheduleWithFixedDelay(this::askAll, 0, EVERY_MILLIS, TimeUnit.MILLISECONDS);
  }

  /// Asks all that is not being asked already; does not wait.
  void askAll() {
    try {
      watched.forEach(this::ask);
      List<Sample> all;
      synchronized (samples) {
        all = List.copyOf(samples);
      }
      all.forEach(this::ask);
    } catch (RejectedExecutionException closed) {
      log.debug("Servers are not watched any more");
    }
  }

  private void ask(Watched one) {
    one.noticeSilence();
    if (one.begin()) {
      threads.execute(one::ask);
    }
  }

  private void ask(Sample sample) {
    if (sample.asking.compareAndSet(false, true)) {
      threads.execute(sample::ask);
    }
  }

  /// What does not work now.
  List<NodeState.Trouble> troubles() {
    return watched.stream().map(Watched::trouble).flatMap(Optional::stream).toList();
  }

  @Override
  public void close() {
    timer.shutdownNow();
    threads.shutdownNow();
  }

  /// One server. Guarded by its own monitor.
  private final class Watched {
    private final Probe probe;
    private final OutageLog outages;
    private boolean asking;
    private long askedNanos;
    private long sinceMillis;
    private @Nullable String how;

    Watched(Probe probe) {
      this.probe = probe;
      this.outages = new OutageLog(log, clock, probe.server() + " is away, so " + probe.effect());
      this.sinceMillis = clock.wallMillis();
    }

    synchronized boolean begin() {
      if (asking) {
        return false;
      }
      asking = true;
      askedNanos = clock.monotonicNanos();
      return true;
    }

    void ask() {
      @Nullable RuntimeException failure = null;
      try {
        probe.check().run();
      } catch (RuntimeException away) {
        failure = away;
      }
      heard(failure);
    }

    private void heard(@Nullable RuntimeException failure) {
      synchronized (this) {
        asking = false;
        set(failure == null ? null : said(failure));
      }
      if (failure == null) {
        outages.worked();
      } else {
        outages.failed(failure.getMessage());
      }
    }

    void noticeSilence() {
      synchronized (this) {
        if (!asking || clock.monotonicNanos() - askedNanos < PATIENCE) {
          return;
        }
        set("does not answer");
      }
      outages.failed("no answer for " + PATIENCE / 1_000_000_000 + " s");
    }

    private void set(@Nullable String now) {
      if ((how == null) != (now == null)) {
        sinceMillis = clock.wallMillis();
      }
      how = now;
    }

    private static String said(RuntimeException failure) {
      String message = String.valueOf(failure.getMessage());
      return message.contains("No space left")
          ? "has no space left on its disk"
          : "does not answer";
    }

    synchronized long sinceMillis() {
      return sinceMillis;
    }

    synchronized Optional<NodeState.Trouble> trouble() {
      return Optional.ofNullable(how)
          .map(now ->
              new NodeState.Trouble(
                  probe.server(), now, probe.refusing(), probe.effect(), sinceMillis));
    }
  }

  /// One value.
  private final class Sample implements DoubleSupplier {
    private final DoubleSupplier source;
    private final AtomicBoolean asking = new AtomicBoolean();
    private volatile double value;
    private volatile long heardNanos = clock.monotonicNanos();

    Sample(DoubleSupplier source) {
      this.source = source;
    }

    void ask() {
      try {
        value = source.getAsDouble();
        heardNanos = clock.monotonicNanos();
      } catch (RuntimeException away) {
        log.debug("A value for a meter was not heard: {}", away.getMessage());
      } finally {
        asking.set(false);
      }
    }

    @Override
    public double getAsDouble() {
      return value;
    }

    double ageSeconds() {
      return (clock.monotonicNanos() - heardNanos) / 1e9;
    }
  }
}
