package dev.peal.client;

import dev.peal.protocol.v1.Content;
import dev.peal.protocol.v1.HistoryPage;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One device of one user, connected to a server until it is closed.
///
/// It keeps the promises that a client has to keep. What it sends is sent until it is answered, in
/// order, over reconnects; what it receives is shown exactly once, and holes are asked for; it
/// acknowledges, pings, and comes back after a loss with random delays.
///
/// Any thread may call it. All its state belongs to one event loop, on which its listener is called
/// and its futures complete; called from there, a method takes effect before it returns.
public final class PealClient implements AutoCloseable {
  private final ClientCore core;

  private PealClient(ClientCore core) {
    this.core = core;
  }

  /// Starts a client on one of the event loops of a group, which stays the caller's. Connecting
  /// goes on behind this call.
  public static PealClient start(
      ClientSettings settings, TokenSource tokens, PealListener listener, EventLoopGroup loops) {
    List<URI> servers = new ArrayList<>(settings.otherServers());
    servers.addFirst(settings.server());
    long timeoutMillis = settings.reconnect().openTimeout().toMillis();
    return start(
        settings,
        tokens,
        listener,
        loops.next(),
        new TcpDialer(servers, Math.toIntExact(timeoutMillis)));
  }

  /// Starts a client on an event loop of its own, which ends with it.
  public static PealClient start(
      ClientSettings settings, TokenSource tokens, PealListener listener) {
    EventLoopGroup loops = ClientLoops.create(1);
    PealClient client = start(settings, tokens, listener, loops);
    var _ =
        client.core.stopped.thenRun(() -> {
          var _ = loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        });
    return client;
  }

  static PealClient start(
      ClientSettings settings,
      TokenSource tokens,
      PealListener listener,
      EventLoop loop,
      Dialer dialer) {
    ClientCore core = new ClientCore(settings, tokens, listener, loop, dialer);
    loop.execute(core::connect);
    return new PealClient(core);
  }

  /// The event loop of this client.
  public EventLoop loop() {
    return core.loop;
  }

  /// Sends a message under a new client id, which it gets when it first goes out.
  ///
  /// @param conversation `g7`, `d3-9`, or `@9` for the direct conversation with user 9
  /// @return completes once the message is durable; fails with [SendRefused] when it is refused for
  ///   good, with [OutboxFull] when too much is on its way, with [NotConnected] when this client
  ///   stops first
  public CompletableFuture<Sent> send(String conversation, Content content) {
    return onLoop(() -> core.send(conversation, null, content, false));
  }

  /// Sends a message under a client id that has never been used by this user: one of
  /// [#nextClientId] or [#clientId] to be answered soon whatever the server has been through.
  public CompletableFuture<Sent> send(String conversation, Content content, String clientId) {
    return onLoop(() -> core.send(conversation, clientId, content, false));
  }

  /// Sends a message that may have been sent before, perhaps by an earlier process.
  public CompletableFuture<Sent> resend(String conversation, Content content, String clientId) {
    return onLoop(() -> core.send(conversation, clientId, content, true));
  }

  /// Gives a message up that has no answer yet: it is not sent again, and those behind it in its
  /// conversation need not wait for it. Its future fails with [SendAbandoned], unless it is on its
  /// way just now and is accepted. What has its answer stays as it is.
  public void abandon(String clientId) {
    var _ =
        onLoop(() -> {
          core.abandon(clientId);
          return CompletableFuture.<@Nullable Void>completedFuture(null);
        });
  }

  /// A client id that no message has. It begins with the server's time once that is known, that is
  /// after the first log-in.
  public String nextClientId() {
    return core.ids.next();
  }

  /// The same with a name of the caller's own, of at most 53 characters, instead of a unique one.
  public String clientId(String name) {
    return core.ids.withTime(name);
  }

  /// Says that the user has read a conversation up to a position. Not repeated over a reconnect:
  /// fails with [NotConnected] then, and with [RequestRefused].
  public CompletableFuture<@Nullable Void> read(String conversation, long position) {
    return onLoop(() -> core.requests.read(conversation, position));
  }

  /// Messages of a conversation, newest first; fails as [#read] does.
  ///
  /// @param before only messages below this position; 0 for the newest
  /// @param limit 1 to 200; 0 lets the server choose
  public CompletableFuture<HistoryPage> history(String conversation, long before, int limit) {
    return onLoop(() -> core.requests.history(conversation, before, limit));
  }

  /// The highest seq up to which everything has been received: where to start a later client of
  /// this device.
  public CompletableFuture<Long> cursor() {
    return onLoop(() -> CompletableFuture.completedFuture(core.inbox.cursor()));
  }

  /// Completes when the client has stopped for good.
  public CompletableFuture<Stopped> stopped() {
    return core.stopped.copy();
  }

  /// Stops for good without waiting for it; what had no answer fails with [NotConnected].
  @Override
  public void close() {
    if (core.loop.inEventLoop()) {
      core.stop(new Stopped.Closed());
    } else if (!core.loop.isShuttingDown()) {
      core.loop.execute(() -> core.stop(new Stopped.Closed()));
    }
  }

  private <T extends @Nullable Object> CompletableFuture<T> onLoop(
      Supplier<CompletableFuture<T>> action) {
    if (core.loop.inEventLoop()) {
      return action.get();
    }
    CompletableFuture<CompletableFuture<T>> result = new CompletableFuture<>();
    try {
      core.loop.execute(() -> result.complete(action.get()));
    } catch (RejectedExecutionException shutDown) {
      return CompletableFuture.failedFuture(new NotConnected("the client has stopped"));
    }
    return result.thenCompose(answer -> answer);
  }
}
