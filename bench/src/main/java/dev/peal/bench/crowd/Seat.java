package dev.peal.bench.crowd;

import dev.peal.client.ClientSettings;
import dev.peal.client.ConnectionState;
import dev.peal.client.PealClient;
import dev.peal.client.PealListener;
import dev.peal.client.Stopped;
import dev.peal.client.TokenSource;
import dev.peal.protocol.v1.Error;
import dev.peal.protocol.v1.Message;
import dev.peal.protocol.v1.Push;
import io.netty.channel.EventLoopGroup;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// One user of a crowd with a connection: passes on what comes, and tells when it is logged in.
/// Confined to the crowd's event loop.
final class Seat<L extends PealListener> implements PealListener {
  /// Completes at the first login.
  final CompletableFuture<@Nullable Void> online = new CompletableFuture<>();

  private final L listener;
  private @Nullable PealClient client;
  private long shown;

  Seat(L listener) {
    this.listener = listener;
  }

  void connect(ClientSettings settings, String token, EventLoopGroup loop) {
    client = PealClient.start(settings, TokenSource.fixed(token), this, loop);
  }

  L listener() {
    return listener;
  }

  PealClient client() {
    if (client == null) {
      throw new IllegalStateException("client: none yet (expected: connected before)");
    }
    return client;
  }

  void close() {
    if (client != null) {
      client.close();
    }
  }

  /// How many messages were shown.
  long shown() {
    return shown;
  }

  @Override
  public void onMessage(long seq, String conversation, Message message) {
    shown++;
    listener.onMessage(seq, conversation, message);
  }

  @Override
  public void onMoved(long seq, String conversation, Message message) {
    listener.onMoved(seq, conversation, message);
  }

  @Override
  public void onPush(long firstSeq, Push push, long arrivedNanos) {
    listener.onPush(firstSeq, push, arrivedNanos);
  }

  @Override
  public void onState(ConnectionState state) {
    if (state == ConnectionState.ONLINE) {
      online.complete(null);
    }
    listener.onState(state);
  }

  @Override
  public void onStopped(Stopped why) {
    online.completeExceptionally(new IllegalStateException("stopped: " + why));
    listener.onStopped(why);
  }

  @Override
  public void onError(Error error) {
    listener.onError(error);
  }
}
