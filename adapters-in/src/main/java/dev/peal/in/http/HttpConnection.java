package dev.peal.in.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One connection as long as it speaks HTTP: one request at a time, each phase with its own
/// deadline.
///
/// ```
///         first byte             whole request          answer           answer taken
///   IDLE ────────────▶ ARRIVING ───────────────▶ WORKING ──────▶ WRITING ────────────▶ IDLE
///    │ idle timeout      │  │  │ GET /ws: handed over              │ │ write timeout
///    ▼                   │  │  ▼                                   │ ▼
///  closed                │  │ LEFT                                 │ closed
///           read timeout │  │ unreadable, too large                │
///                   408  ▼  ▼ 4xx            not read to its end   ▼
///                      WRITING ─────────────────────────────▶ LINGERING ──▶ closed
/// ```
///
/// While a request is worked on or answered nothing more is read: what a peer sends ahead waits in
/// its own buffers, and what the codec had already decoded waits in `ahead`, bounded by the codec's
/// pipeline depth. Confined to the channel's event loop, save [#drain].
final class HttpConnection extends ChannelInboundHandlerAdapter {

  /// How long the peer may go on sending a request that was refused before its end. Closing at once
  /// would reset the connection, and the peer might never see the answer.
  static final Duration LINGER = Duration.ofSeconds(2);

  private static final Logger log = LoggerFactory.getLogger(HttpConnection.class);

  private final Channel channel;
  private final Shared shared;
  private final Arrivals arrivals = new Arrivals();
  private final Incoming incoming;
  private final Deadline deadline;
  private Phase phase = Phase.IDLE;
  private @Nullable Queue<Object> ahead;
  private boolean takingAhead;
  private boolean lastRequest;

  HttpConnection(Channel channel, Shared shared) {
    this.channel = channel;
    this.shared = shared;
    this.incoming = new Incoming(shared.settings().maxBodyBytes(), shared.budget());
    this.deadline = new Deadline(channel.eventLoop());
  }

  /// Puts the codec and this into the pipeline.
  void install(HttpServerCodec codec) {
    channel.pipeline().addLast(arrivals).addLast(codec).addLast(this);
  }

  /// Answers what is under way and then closes; closes at once when nothing is. Any thread.
  void drain() {
    onLoop(() -> {
      lastRequest = true;
      if (phase == Phase.IDLE) {
        close();
      }
    });
  }

  Channel channel() {
    return channel;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    shared.open().add(this);
    deadline.set(shared.settings().readTimeout(), this::close);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    shared.open().remove(this);
    phase = Phase.LEFT;
    deadline.clear();
    incoming.forget();
    forgetAhead();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (accepts() && ahead == null) {
      take(message);
    } else if (phase == Phase.LINGERING || phase == Phase.LEFT) {
      ReferenceCountUtil.release(message);
    } else {
      Queue<Object> queue = ahead == null ? new ArrayDeque<>() : ahead;
      queue.add(message);
      ahead = queue;
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof IOException || cause.getCause() instanceof IllegalStateException) {
      log.debug("connection closed", cause);
    } else {
      log.warn("connection closed for an unexpected error", cause);
    }
    close();
  }

  private boolean accepts() {
    return phase == Phase.IDLE || phase == Phase.ARRIVING;
  }

  private void take(Object message) {
    try {
      switch (incoming.take(message)) {
        case Incoming.Step.More() -> {}
        case Incoming.Step.Invite() -> {
          var _ =
              channel.writeAndFlush(
                  new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE));
        }
        case Incoming.Step.Whole(HttpRequest head, byte[] body) -> onWhole(head, body);
        case Incoming.Step.Refused(Response response) -> refuse(response);
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void onWhole(HttpRequest request, byte[] bytes) {
    Target target;
    try {
      target = Target.parse(request.uri());
    } catch (Refusal e) {
      write(shared.dispatcher().unrouted(e.problem().toResponse()), true);
      return;
    }
    if (Handshake.isAsked(request.method(), target, request.headers())) {
      onHandshake(request, bytes.length);
      return;
    }
    phase = Phase.WORKING;
    deadline.clear();
    channel.config().setAutoRead(false);
    shared
        .dispatcher()
        .dispatch(
            new Request(request.method(), target, request.headers(), bytes),
            response -> onLoop(() -> answer(response)));
  }

  private void onHandshake(HttpRequest request, int bodyBytes) {
    Optional<Response> refusal = shared.handshake().refusal(request.headers());
    if (refusal.isPresent()) {
      write(shared.dispatcher().unrouted(refusal.get()), true);
    } else if (bodyBytes > 0 || (ahead != null && !ahead.isEmpty())) {
      refuse(
          Problem.of(ErrorCode.MALFORMED_REQUEST, "handshake: data with it (expected: none)")
              .toResponse());
    } else {
      shared.dispatcher().upgraded();
      handOver(request);
    }
  }

  private void handOver(HttpRequest request) {
    ChannelPipeline pipeline = channel.pipeline();
    pipeline.remove(this);
    pipeline.remove(arrivals);
    shared
        .upgrade()
        .upgrade(
            pipeline.context(HttpServerCodec.class),
            new DefaultFullHttpRequest(
                request.protocolVersion(),
                request.method(),
                request.uri(),
                Unpooled.EMPTY_BUFFER,
                request.headers(),
                EmptyHttpHeaders.INSTANCE));
  }

  private void answer(Response response) {
    if (phase == Phase.WORKING) {
      write(response, true);
    }
  }

  /// Answers a request that has not been read to its end, which is the end of the connection.
  private void refuse(Response response) {
    write(shared.dispatcher().unrouted(response), false);
  }

  private void write(Response response, boolean readToEnd) {
    @Nullable HttpRequest request = incoming.head();
    boolean keep = readToEnd && !lastRequest && request != null && HttpUtil.isKeepAlive(request);
    FullHttpResponse out =
        ResponseEncoder.encode(
            response, request == null ? Map.of() : shared.origins().headersFor(request.headers()));
    if (request != null && keep) {
      HttpUtil.setKeepAlive(out.headers(), request.protocolVersion(), true);
    } else {
      out.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    }
    phase = Phase.WRITING;
    incoming.forget();
    channel.config().setAutoRead(false);
    deadline.set(shared.settings().writeTimeout(), this::close);
    channel.writeAndFlush(out).addListener(future -> written(future.isSuccess(), keep, readToEnd));
  }

  private void written(boolean success, boolean keep, boolean readToEnd) {
    if (phase != Phase.WRITING) {
      return;
    }
    if (success && keep && !lastRequest) {
      next();
    } else if (success && !readToEnd && channel instanceof DuplexChannel duplex) {
      linger(duplex);
    } else {
      close();
    }
  }

  private void next() {
    phase = Phase.IDLE;
    deadline.set(shared.settings().idleTimeout(), this::close);
    takeAhead();
    if (accepts()) {
      channel.config().setAutoRead(true);
    }
  }

  /// A loop instead of a recursion, however many requests were sent ahead.
  private void takeAhead() {
    if (takingAhead) {
      return;
    }
    takingAhead = true;
    try {
      @Nullable Queue<Object> queue = ahead;
      while (queue != null && accepts() && !queue.isEmpty()) {
        take(queue.remove());
      }
      if (queue != null && queue.isEmpty()) {
        ahead = null;
      }
    } finally {
      takingAhead = false;
    }
  }

  private void linger(DuplexChannel duplex) {
    phase = Phase.LINGERING;
    forgetAhead();
    var _ = duplex.shutdownOutput();
    deadline.set(LINGER, this::close);
    channel.config().setAutoRead(true);
  }

  private void arriving() {
    phase = Phase.ARRIVING;
    deadline.set(shared.settings().readTimeout(), this::tooSlow);
  }

  private void tooSlow() {
    String limit = "within " + shared.settings().readTimeout().toMillis() + " ms";
    refuse(
        Problem.of(ErrorCode.TIMEOUT, Problem.sentence("request", "not arrived whole", limit))
            .toResponse());
  }

  private void close() {
    var _ = channel.close();
  }

  private void forgetAhead() {
    if (ahead != null) {
      ahead.forEach(ReferenceCountUtil::release);
      ahead = null;
    }
  }

  private void onLoop(Runnable task) {
    if (channel.eventLoop().inEventLoop()) {
      task.run();
      return;
    }
    try {
      channel.eventLoop().execute(task);
    } catch (RejectedExecutionException e) {
      log.debug("the event loop has ended before the answer", e);
    }
  }

  /// What all connections of a server share.
  ///
  /// @param open the connections that speak HTTP at present
  record Shared(
      HttpSettings settings,
      Dispatcher dispatcher,
      Handshake handshake,
      Origins origins,
      Upgrade upgrade,
      RequestBody.Budget budget,
      Set<HttpConnection> open) {}

  private enum Phase {
    IDLE,
    ARRIVING,
    WORKING,
    WRITING,
    LINGERING,
    LEFT
  }

  /// Stands before the codec and sees bytes before they make a message.
  private final class Arrivals extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object bytes) {
      switch (phase) {
        case LINGERING -> {
          ReferenceCountUtil.release(bytes);
          return;
        }
        case IDLE -> arriving();
        case ARRIVING, WORKING, WRITING, LEFT -> {}
      }
      ctx.fireChannelRead(bytes);
    }
  }
}
