package dev.peal.client;

import dev.peal.protocol.v1.Closing;
import dev.peal.protocol.v1.Code;
import dev.peal.protocol.v1.Content;
import dev.peal.protocol.v1.Error;
import dev.peal.protocol.v1.Push;
import dev.peal.protocol.v1.ServerFrame;
import dev.peal.protocol.v1.Welcome;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The life of one client over all its sessions; [ConnectionState] is its diagram.
///
/// Confined to one event loop, which is also that of its channels.
final class ClientCore implements SessionOwner {
  private static final Logger LOG = LoggerFactory.getLogger(ClientCore.class);

  final EventLoop loop;
  final Inbox inbox;
  final Requests requests = new Requests();
  final ClientIds ids;
  final CompletableFuture<Stopped> stopped = new CompletableFuture<>();

  private final ClientSettings settings;
  private final TokenSource tokens;
  private final PealListener listener;
  private final Dialer dialer;
  private final Timers timers;
  private final Outbox outbox;
  private final Backoff backoff;

  private ConnectionState state = ConnectionState.WAITING;
  private @Nullable Session session;
  private boolean renewToken;
  private boolean renewed;

  ClientCore(
      ClientSettings settings,
      TokenSource tokens,
      PealListener listener,
      EventLoop loop,
      Dialer dialer) {
    this.settings = settings;
    this.tokens = tokens;
    this.listener = new GuardedListener(listener);
    this.loop = loop;
    this.dialer = dialer;
    this.timers = new LoopTimers(loop);
    this.inbox =
        new Inbox(
            new InboxCursor(settings.inbox().startCursor(), settings.inbox().knownMessages()),
            settings.ack(),
            settings.inbox().pageLimit(),
            timers,
            this.listener);
    this.ids = new ClientIds(timers::nanoTime);
    this.outbox = new Outbox(settings.outbox(), timers, ids::next);
    this.backoff =
        new Backoff(
            settings.reconnect().firstDelay().toNanos(),
            settings.reconnect().mostDelay().toNanos(),
            RandomGenerator.getDefault());
  }

  void connect() {
    if (state != ConnectionState.WAITING) {
      return;
    }
    enter(ConnectionState.CONNECTING);
    boolean renew = renewToken;
    renewToken = false;
    try {
      var _ =
          tokens
              .token(renew)
              .whenComplete((token, failed) -> loop.execute(() -> tokenCame(token, failed)));
    } catch (RuntimeException failed) {
      stop(new Stopped.NoToken(failed));
    }
  }

  /// @param clientId null for one that the outbox gives
  CompletableFuture<Sent> send(
      String conversation, @Nullable String clientId, Content content, boolean resend) {
    return state == ConnectionState.STOPPED
        ? CompletableFuture.failedFuture(new NotConnected("the client has stopped"))
        : outbox.submit(conversation, clientId, content, resend);
  }

  void abandon(String clientId) {
    outbox.abandon(clientId);
  }

  /// Stops for good; what had no answer fails.
  void stop(Stopped why) {
    if (state == ConnectionState.STOPPED) {
      return;
    }
    Session last = session;
    offline();
    outbox.stop();
    if (last != null) {
      last.close();
    }
    enter(ConnectionState.STOPPED);
    listener.onStopped(why);
    stopped.complete(why);
  }

  @Override
  public long cursor() {
    return inbox.cursor();
  }

  @Override
  public void welcome(Session from, Welcome welcome) {
    if (from != session) {
      return;
    }
    renewed = false;
    ids.told(welcome.getServerTimeMs());
    enter(ConnectionState.ONLINE);
    outbox.online(from);
    requests.online(from);
    inbox.online(
        from,
        welcome.hasCursor() ? welcome.getCursor() : inbox.cursor(),
        welcome.getLatestSeq(),
        TimeUnit.MILLISECONDS.toNanos(Math.max(1, welcome.getPingIntervalMs())));
  }

  @Override
  public void push(long firstSeq, Push push, long arrivedNanos) {
    inbox.push(firstSeq, push, arrivedNanos);
  }

  @Override
  public void frame(ServerFrame frame) {
    long replyTo = frame.getReplyTo();
    switch (frame.getBodyCase()) {
      case ACCEPTED -> {
        if (!outbox.accepted(frame.getAccepted())) {
          requests.accepted(replyTo);
        }
      }
      case PAGE -> inbox.page(replyTo, frame.getPage());
      case HISTORY -> requests.answered(replyTo, frame.getHistory());
      case PONG -> {
        backoff.reset();
        if (replyTo != 0) {
          // One that came unasked may have waited for this client to read.
          ids.told(frame.getPong().getServerTimeMs());
        }
        inbox.pong(frame.getPong().getLatestSeq());
      }
      case ERROR -> refused(replyTo, frame.getError());
      case ABANDONED, WELCOME, PUSH, REPLACED, CLOSING, BODY_NOT_SET ->
          LOG.debug("frame {} ignored", frame.getBodyCase());
    }
  }

  @Override
  public boolean isOverdue() {
    return outbox.isOverdue();
  }

  @Override
  public void ended(End end) {
    offline();
    if (state == ConnectionState.STOPPED) {
      return;
    }
    switch (end) {
      case End.Lost lost -> {
        LOG.debug("connection lost: {}", lost.why());
        reconnectAfter(backoff.nextNanos());
      }
      case End.Closed closed -> closed(closed.closing());
      case End.Replaced replaced -> stop(new Stopped.Replaced());
      case End.Refused refused -> loginRefused(refused.error());
    }
  }

  private void closed(Closing closing) {
    if (closing.getReason() == Closing.Reason.LOGIN_REFUSED && state == ConnectionState.ONLINE) {
      // The token ran out during the session.
      renewed = true;
      renewToken = true;
      reconnectAfter(0);
    } else if (closing.getReconnectAfterMs() > 0) {
      reconnectAfter(TimeUnit.MILLISECONDS.toNanos(closing.getReconnectAfterMs()));
    } else {
      stop(new Stopped.Dismissed(closing));
    }
  }

  private void loginRefused(Error error) {
    if (error.getCode() == Code.EXPIRED_TOKEN && !renewed) {
      renewed = true;
      renewToken = true;
      reconnectAfter(0);
    } else if (error.getRetryAfterMs() > 0 || error.getCode() == Code.UNAVAILABLE) {
      long askedNanos = TimeUnit.MILLISECONDS.toNanos(error.getRetryAfterMs());
      reconnectAfter(askedNanos + backoff.nextNanos());
    } else {
      stop(new Stopped.LoginRefused(error));
    }
  }

  private void refused(long replyTo, Error error) {
    if (!outbox.refused(replyTo, error)
        && !inbox.refused(replyTo, error.getRetryAfterMs())
        && !requests.refused(replyTo, error)) {
      listener.onError(error);
    }
  }

  private void tokenCame(@Nullable String token, @Nullable Throwable failed) {
    if (state != ConnectionState.CONNECTING) {
      return;
    }
    if (failed != null || token == null) {
      stop(
          new Stopped.NoToken(
              failed != null ? failed : new IllegalStateException("token: null (expected: one)")));
      return;
    }
    Session opened = new Session(this, settings, token, timers);
    session = opened;
    ChannelFuture dialled = dialer.dial(loop, new SessionPipeline(settings, opened));
    var _ =
        dialled.addListener(done -> {
          if (!done.isSuccess() && session == opened) {
            ended(new End.Lost(String.valueOf(done.cause().getMessage())));
          }
        });
  }

  private void offline() {
    session = null;
    inbox.offline();
    outbox.offline();
    requests.offline();
  }

  private void reconnectAfter(long delayNanos) {
    enter(ConnectionState.WAITING);
    timers.after(delayNanos, this::connect);
  }

  private void enter(ConnectionState next) {
    if (state != next) {
      state = next;
      listener.onState(next);
    }
  }
}
