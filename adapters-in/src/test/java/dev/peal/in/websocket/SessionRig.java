package dev.peal.in.websocket;

import dev.peal.domain.message.Batch;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A gateway over fake use cases whose connections are `EmbeddedChannel`s, each on a loop of its
/// own: no thread and no clock but the test's.
final class SessionRig implements AutoCloseable {

  static final Duration ACK = Duration.ofSeconds(10);
  static final Duration IDLE = Duration.ofSeconds(75);
  static final Duration WRITE = Duration.ofSeconds(30);
  static final Duration LOGIN = Duration.ofSeconds(10);

  final TestTime time = new TestTime();
  final FakeUseCases useCases = new FakeUseCases();
  final ManualThreads threads = new ManualThreads();
  final Gateway gateway;
  private final List<EmbeddedConnection> connections = new ArrayList<>();
  private int opened;

  SessionRig(int connections) {
    this(connections, settings(100, 1_000));
  }

  SessionRig(int connections, WebSocketSettings settings) {
    for (int i = 0; i < connections; i++) {
      this.connections.add(new EmbeddedConnection());
    }
    List<EventExecutor> loops = new ArrayList<>();
    this.connections.forEach(connection -> loops.add(connection.eventLoop()));
    gateway = new Gateway(settings, loops, threads, time, time);
    gateway.start(useCases.useCases());
  }

  static WebSocketSettings settings(int maxWaiting, int framesPerSecond) {
    return new WebSocketSettings(
        "node-1",
        256 << 10,
        100,
        maxWaiting,
        framesPerSecond,
        LOGIN,
        Duration.ofSeconds(25),
        IDLE,
        ACK,
        WRITE,
        1 << 20,
        Duration.ofSeconds(5));
  }

  /// The next connection, as it is after the handshake.
  Peer connect(Encoding encoding) {
    EmbeddedConnection connection = connections.get(opened++);
    Peer peer = new Peer(connection, encoding);
    connection.pipeline().addLast(gateway.handler(encoding));
    settle();
    return peer;
  }

  /// The next connection, before anything is in its pipeline but an encoder.
  EmbeddedConnection plainConnection() {
    return connections.get(opened++);
  }

  Peer connect() {
    return connect(Encoding.PROTOBUF);
  }

  /// The next connection, logged in and welcomed; what it received is forgotten.
  Peer loggedIn(long user, String device, long cursor) {
    Peer peer = connect();
    peer.send(Frames.login("user " + user, device, cursor));
    settle();
    peer.received();
    return peer;
  }

  void deliver(Batch batch) {
    gateway.deliver(batch);
    settle();
  }

  /// Runs everything that needs no time to pass.
  void settle() {
    do {
      runLoops();
    } while (threads.runOne() || connections.stream().anyMatch(EmbeddedChannel::hasPendingTasks));
  }

  /// Runs what the loops have to do, but nothing that blocks.
  void runLoops() {
    connections.forEach(EmbeddedChannel::runPendingTasks);
  }

  /// Lets time pass in small steps, and all that follows happen.
  void pass(Duration duration) {
    Duration step = Duration.ofMillis(50);
    for (Duration left = duration; left.isPositive(); left = left.minus(step)) {
      time.advance(step);
      for (EmbeddedChannel connection : connections) {
        connection.advanceTimeBy(step.toMillis(), TimeUnit.MILLISECONDS);
        connection.runScheduledPendingTasks();
      }
      settle();
    }
  }

  @Override
  public void close() {
    connections.forEach(EmbeddedChannel::finishAndReleaseAll);
    settle();
  }
}
