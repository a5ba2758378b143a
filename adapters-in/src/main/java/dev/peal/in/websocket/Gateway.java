package dev.peal.in.websocket;

import dev.peal.application.outage.OutageLog;
import dev.peal.application.port.out.Clock;
import dev.peal.application.port.out.Delivery;
import dev.peal.application.port.out.SessionCensus;
import dev.peal.application.port.out.SessionSignals;
import dev.peal.application.port.out.StoreUnavailable;
import dev.peal.domain.message.Batch;
import dev.peal.domain.session.DeviceName;
import dev.peal.domain.session.UserId;
import dev.peal.protocol.v1.Closing;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.HashedWheelTimer;
import io.netty.util.Timer;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// All WebSocket sessions of this node, and the way of batches to them.
///
/// A batch is encoded once, on the thread that delivers it, and handed to each event loop that has
/// sessions; the loop writes it to its own sessions. Thread-safe.
public final class Gateway implements Delivery, SessionCensus, SessionSignals, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Gateway.class);
  private static final int TICK_MILLIS = 50;

  private final WebSocketSettings settings;
  private final Map<EventExecutor, LoopSessions> loops = new HashMap<>();
  private final Map<DeviceKey, Session> byDevice = new ConcurrentHashMap<>();
  private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
  private final AtomicInteger waiting = new AtomicInteger();
  private final LongAdder syncs = new LongAdder();
  private final Admission reads;
  private final Clock clock;
  private final OutageLog outages;
  private final SessionFigures figures = new SessionFigures();
  private final Timer timer;
  private volatile @Nullable UseCases useCases;
  private volatile boolean draining;

  /// Sessions live on the loops of `group`, which has to hold event loops only; blocking requests
  /// run on `threads`, each on a virtual thread of its own.
  public Gateway(WebSocketSettings settings, EventLoopGroup group, Executor threads, Clock clock) {
    this(
        settings,
        group,
        threads,
        clock,
        new HashedWheelTimer(
            new DefaultThreadFactory("session-wheel", true), TICK_MILLIS, TimeUnit.MILLISECONDS));
  }

  /// As above, with a timer that goes by `clock`.
  Gateway(
      WebSocketSettings settings,
      Iterable<EventExecutor> group,
      Executor threads,
      Clock clock,
      Timer timer) {
    this.settings = settings;
    this.reads = new Admission(threads);
    this.clock = clock;
    this.outages = new OutageLog(log, clock, "Requests of sessions are not answered");
    this.timer = timer;
    for (EventExecutor executor : group) {
      if (!(executor instanceof EventLoop loop)) {
        throw new IllegalArgumentException("group: " + executor + " (expected: event loops)");
      }
      loops.put(executor, new LoopSessions(loop, figures));
    }
  }

  /// Says what sessions call. To be called once, before the first connection comes; apart from the
  /// constructor because posting delivers through this gateway.
  public void start(UseCases useCases) {
    this.useCases = useCases;
  }

  UseCases useCases() {
    UseCases started = useCases;
    if (started == null) {
      throw new IllegalStateException("the gateway was not started");
    }
    return started;
  }

  WebSocketSettings settings() {
    return settings;
  }

  Admission reads() {
    return reads;
  }

  /// What happened to sessions since the start.
  public SessionFigures figures() {
    return figures;
  }

  /// What is said of requests that a store did not answer.
  OutageLog outages() {
    return outages;
  }

  Clock clock() {
    return clock;
  }

  Timer timer() {
    return timer;
  }

  LoopSessions loopOf(Channel channel) {
    LoopSessions loop = loops.get(channel.eventLoop());
    if (loop == null) {
      throw new IllegalStateException("a channel of a foreign event loop");
    }
    return loop;
  }

  // ---- delivery ------------------------------------------------------------------------------

  @Override
  public void deliver(Batch batch) {
    @Nullable PushFrames frames = null;
    try {
      for (LoopSessions loop : loops.values()) {
        if (loop.size() > 0) {
          if (frames == null) {
            frames = new PushFrames(batch).prepare();
          }
          loop.deliver(frames, batch.recipients());
        }
      }
    } finally {
      if (frames != null) {
        frames.release();
      }
    }
  }

  @Override
  public void missed(long[] users, long[] lastSeqs) {
    for (LoopSessions loop : loops.values()) {
      if (loop.size() > 0) {
        loop.missed(users, lastSeqs);
      }
    }
  }

  @Override
  public void missedUnknown() {
    for (LoopSessions loop : loops.values()) {
      loop.missedUnknown();
    }
  }

  @Override
  public void replace(UserId user, DeviceName device, long session) {
    Session present = byDevice.get(new DeviceKey(user, device));
    if (present != null && present.id() == session) {
      present.replace();
    }
  }

  // ---- connections ---------------------------------------------------------------------------

  /// Whether one more connection may come; if so it counts until [#left].
  boolean enter(Connection connection) {
    if (draining || connections.size() >= settings.maxSessions()) {
      return false;
    }
    if (waiting.incrementAndGet() > settings.maxWaiting()) {
      waiting.decrementAndGet();
      return false;
    }
    connections.add(connection);
    return true;
  }

  void loggedIn() {
    waiting.decrementAndGet();
  }

  void left(Connection connection, boolean loggedIn) {
    if (connections.remove(connection) && !loggedIn) {
      waiting.decrementAndGet();
    }
  }

  boolean draining() {
    return draining;
  }

  @Override
  public int sessions() {
    return connections.size() - waiting.get();
  }

  @Override
  public int waiting() {
    return waiting.get();
  }

  /// A client asked for a part of its inbox.
  void synced() {
    syncs.increment();
  }

  /// How often clients asked for a part of their inboxes.
  public long syncs() {
    return syncs.sum();
  }

  // ---- sessions ------------------------------------------------------------------------------

  /// A session began; an older one of the same device ends.
  void began(Session session) {
    Session older = byDevice.put(DeviceKey.of(session), session);
    if (older != null) {
      older.replace();
    }
  }

  /// The number of a device's present session here.
  OptionalLong sessionOf(UserId user, DeviceName device) {
    Session session = byDevice.get(new DeviceKey(user, device));
    return session == null ? OptionalLong.empty() : OptionalLong.of(session.id());
  }

  /// A session ended; nothing of its device's newer one changes.
  void ended(Session session) {
    byDevice.remove(DeviceKey.of(session), session);
  }

  /// Takes the presence of a session back, as well as that is possible.
  void closed(Session session) {
    try {
      useCases().track().closed(session.user(), session.device(), session.id());
    } catch (StoreUnavailable failure) {
      outages.failed("presence: " + failure.getMessage());
    }
  }

  /// Has an acknowledgement remembered, as well as that is possible.
  void acknowledged(UserId user, DeviceName device, long seq) {
    try {
      useCases().track().acknowledged(user, device, seq);
    } catch (StoreUnavailable failure) {
      outages.failed("acknowledgement: " + failure.getMessage());
    }
  }

  /// The latest stored seq of a user, or `otherwise` when it cannot be read now. Blocks.
  long latestSeqOr(long otherwise, UserId user) {
    try {
      return useCases().sync().latestSeq(user);
    } catch (StoreUnavailable later) {
      return otherwise;
    }
  }

  long retryAfterMillis() {
    return ThreadLocalRandom.current().nextLong(200, 800);
  }

  /// A time to come back that differs from session to session.
  long reconnectAfterMillis() {
    return ThreadLocalRandom.current().nextLong(1, settings.reconnectSpread().toMillis() + 2);
  }

  // ---- the end -------------------------------------------------------------------------------

  /// Takes no more connections.
  public void drain() {
    draining = true;
  }

  /// Tells all sessions to come back later, each at a time of its own, closes them, and waits until
  /// they are closed, but not longer than `timeoutNanos`. Not on an event loop.
  public void disconnect(long timeoutNanos) {
    List<ChannelFuture> closing = sendAway();
    long deadline = clock.monotonicNanos() + timeoutNanos;
    for (ChannelFuture closed : closing) {
      closed.awaitUninterruptibly(
          Math.max(1, deadline - clock.monotonicNanos()), TimeUnit.NANOSECONDS);
    }
  }

  /// As [#disconnect], without waiting.
  List<ChannelFuture> sendAway() {
    draining = true;
    List<ChannelFuture> closing = new ArrayList<>();
    for (Connection connection : connections) {
      closing.add(
          connection.closeFromAnyThread(
              Closing.Reason.DRAINING,
              "the node is going down; come back later",
              reconnectAfterMillis()));
    }
    return closing;
  }

  /// The handler of a new connection; `encoding` is what its subprotocol says.
  SessionHandler handler(Encoding encoding) {
    return new SessionHandler(this, encoding);
  }

  @Override
  public void close() {
    timer.stop();
  }

  private record DeviceKey(UserId user, DeviceName device) {
    static DeviceKey of(Session session) {
      return new DeviceKey(session.user(), session.device());
    }
  }
}
