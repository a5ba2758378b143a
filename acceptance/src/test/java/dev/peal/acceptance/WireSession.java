package dev.peal.acceptance;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.peal.protocol.v1.ClientFrame;
import dev.peal.protocol.v1.Entry;
import dev.peal.protocol.v1.Login;
import dev.peal.protocol.v1.Page;
import dev.peal.protocol.v1.SeqRange;
import dev.peal.protocol.v1.ServerFrame;
import dev.peal.protocol.v1.Sync;
import dev.peal.protocol.v1.Welcome;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// A session that speaks the wire protocol by hand, so that a test sees every frame, and shares no
/// code with the client that is under test as well. Used by one thread.
final class WireSession implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final int PAGE = 1000;

  private final BlockingQueue<ServerFrame> frames = new LinkedBlockingQueue<>();
  private final CompletableFuture<Integer> closed = new CompletableFuture<>();
  private final WebSocket socket;
  private @Nullable Welcome welcome;
  private long welcomedNanos;
  private long lastId;

  private WireSession(URI server) {
    this.socket =
        HTTP.newWebSocketBuilder()
            .subprotocols("peal.v1")
            .connectTimeout(PATIENCE)
            .buildAsync(webSocket(server), new Frames())
            .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
            .join();
  }

  static URI webSocket(URI server) {
    return URI.create("ws://" + server.getRawAuthority() + "/ws");
  }

  /// A session that has not logged in.
  static WireSession open(URI server) {
    return new WireSession(server);
  }

  /// A session that has logged in.
  static WireSession logIn(URI server, String token, String device, long cursor)
      throws InterruptedException {
    WireSession session = open(server);
    var login = Login.newBuilder().setToken(token).setDevice(device).setCursor(cursor);
    long id = session.send(ClientFrame.newBuilder().setLogin(login));
    session.welcome = session.answer(id).getWelcome();
    session.welcomedNanos = System.nanoTime();
    return session;
  }

  Welcome welcome() {
    if (welcome == null) {
      throw new IllegalStateException("not logged in");
    }
    return welcome;
  }

  /// A client id that begins with the server's time, as of a message that is new.
  String clientId(String name) {
    long since = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - welcomedNanos);
    String digits = Long.toString(welcome().getServerTimeMs() + since, 32);
    return "~" + "0".repeat(9 - digits.length()) + digits + "-" + name;
  }

  /// Sends a frame under a new id, which it answers.
  long send(ClientFrame.Builder frame) {
    byte[] bytes = frame.setId(++lastId).build().toByteArray();
    socket
        .sendBinary(ByteBuffer.wrap(bytes), true)
        .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
        .join();
    return lastId;
  }

  /// The answer to the frame with this id; what comes before it is dropped.
  ServerFrame answer(long id) throws InterruptedException {
    return next(frame -> frame.getReplyTo() == id);
  }

  /// The next frame that is wanted; what comes before it is dropped.
  ServerFrame next(Predicate<ServerFrame> wanted) throws InterruptedException {
    List<ServerFrame.BodyCase> others = new ArrayList<>();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      ServerFrame frame = frames.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (frame == null) {
        throw new AssertionError("the frame did not come; instead " + others + ", " + closed);
      }
      if (wanted.test(frame)) {
        return frame;
      }
      others.add(frame.getBodyCase());
    }
  }

  /// Whether a frame that is wanted comes within a time; what comes before it is dropped.
  boolean arrives(Predicate<ServerFrame> wanted, Duration time) throws InterruptedException {
    long deadline = System.nanoTime() + time.toNanos();
    ServerFrame frame;
    do {
      frame = frames.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
    } while (frame != null && !wanted.test(frame));
    return frame != null;
  }

  Page sync(long after) throws InterruptedException {
    long id =
        send(ClientFrame.newBuilder().setSync(Sync.newBuilder().setAfter(after).setLimit(PAGE)));
    ServerFrame answer = answer(id);
    if (!answer.hasPage()) {
      throw new AssertionError("instead of a page: " + answer);
    }
    return answer.getPage();
  }

  /// The close code, once the server has closed the session.
  int closeCode() {
    return closed.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
  }

  @Override
  public void close() {
    socket.abort();
  }

  /// A whole inbox as the server tells of it; each list in order of seq.
  record Inbox(
      long user,
      long latestSeq,
      List<Entry> entries,
      List<SeqRange> dead,
      List<SeqRange> pending) {}

  /// Reads the inbox of a user from its beginning, as a device that has nothing.
  static Inbox readInbox(URI server, String token, String device) throws InterruptedException {
    try (WireSession session = logIn(server, token, device, 0)) {
      List<Entry> entries = new ArrayList<>();
      List<SeqRange> dead = new ArrayList<>();
      List<SeqRange> pending = new ArrayList<>();
      Page page;
      long after = 0;
      do {
        page = session.sync(after);
        entries.addAll(page.getEntriesList());
        dead.addAll(page.getDeadList());
        pending.addAll(page.getPendingList());
        if (page.getEntriesCount() == 0) {
          break;
        }
        after = entries.getLast().getSeq();
      } while (page.getMore());
      return new Inbox(session.welcome().getUser(), page.getLatestSeq(), entries, dead, pending);
    }
  }

  private final class Frames implements WebSocket.Listener {
    private final ByteArrayOutputStream parts = new ByteArrayOutputStream();

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
      byte[] part = new byte[data.remaining()];
      data.get(part);
      parts.writeBytes(part);
      if (last) {
        try {
          frames.add(ServerFrame.parseFrom(parts.toByteArray()));
        } catch (InvalidProtocolBufferException malformed) {
          closed.completeExceptionally(malformed);
        }
        parts.reset();
      }
      from.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
      closed.complete(code);
      return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
      closed.completeExceptionally(error);
    }
  }
}
