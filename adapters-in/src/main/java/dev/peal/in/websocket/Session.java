package dev.peal.in.websocket;

import dev.peal.application.port.in.SendOrder;
import dev.peal.application.port.in.SyncInbox;
import dev.peal.application.port.in.TrackSession;
import dev.peal.application.port.out.StoreUnavailable;
import dev.peal.domain.session.DeviceName;
import dev.peal.domain.session.UserId;
import dev.peal.protocol.v1.Closing;
import dev.peal.protocol.v1.Replaced;
import dev.peal.protocol.v1.ServerFrame;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One logged-in connection: what it was pushed, what it acknowledged, what it still has to be
/// told.
///
/// What it is not shown because its channel takes no more is for [CatchUp] to tell later; what was
/// not acknowledged in time, and when to give the session up, for [SessionWatch] to see.
///
/// Confined to its event loop, except what says otherwise.
final class Session {

  private static final Logger log = LoggerFactory.getLogger(Session.class);

  private static final int RESEND_LIMIT = 500;
  private static final long PRESENCE_RETRY_MILLIS = 3_200;

  private final Gateway gateway;
  private final LoopSessions loop;
  private final Channel channel;
  private final Encoding encoding;
  private final Identity identity;
  private final SendOrder order = new SendOrder();
  private final RequestQueue requests;
  private final Acknowledgements acks;
  private final CatchUp catchUp;
  private final SessionWatch watch;
  private boolean ended;
  private boolean presenceNoted;
  private boolean welcomed;

  /// Whether what the device acknowledges is known to be of this store.
  private boolean vouched;

  private long cursor;
  private boolean flushing;
  private boolean flushingFirst;
  private long savedSeq;
  private @Nullable PushFrames unwritten;
  private long unwrittenFirstSeq;

  Session(
      Gateway gateway,
      LoopSessions loop,
      Channel channel,
      Encoding encoding,
      Identity identity,
      long cursor) {
    this.gateway = gateway;
    this.loop = loop;
    this.channel = channel;
    this.encoding = encoding;
    this.identity = identity;
    this.acks = new Acknowledgements(cursor);
    this.requests =
        new RequestQueue(
            loop, gateway, () -> welcomed && !ended && channel.isWritable(), this::answered);
    this.catchUp = new CatchUp(gateway, loop, this);
    this.watch = new SessionWatch(gateway, loop, channel, this, acks, identity.expiresAtMillis());
  }

  /// Who a session is.
  record Identity(UserId user, DeviceName device, long session, long expiresAtMillis) {}

  UserId user() {
    return identity.user();
  }

  DeviceName device() {
    return identity.device();
  }

  long id() {
    return identity.session();
  }

  SendOrder order() {
    return order;
  }

  /// Whether it is written to no more.
  boolean ended() {
    return ended;
  }

  private long nanos() {
    return gateway.clock().monotonicNanos();
  }

  // ---- writing -------------------------------------------------------------------------------

  /// Writes a frame; it is flushed with the others of this turn.
  void write(ServerFrame frame) {
    if (!ended) {
      if (frame.hasError()) {
        gateway.figures().refused(frame.getError().getCode());
      }
      writePush();
      channel.write(encoding.encode(frame), channel.voidPromise());
      toFlush();
    }
  }

  /// Writes the answer to something that was sent, from any thread. A session of which so much was
  /// refused that the order of the rest cannot be kept ends with it.
  void answer(ServerFrame frame) {
    loop.enqueue(() -> {
      write(frame);
      if (order.saturated()) {
        close(
            Closing.Reason.OVERLOAD,
            "messages to more than "
                + SendOrder.MAX_STALLED
                + " conversations were refused for now; come back and send them again",
            gateway.reconnectAfterMillis());
      }
    });
  }

  /// Runs a task once everything is read that can be read now; see [LoopSessions#afterReading].
  void afterReading(Runnable task) {
    loop.afterReading(task);
  }

  private void toFlush() {
    if (!flushing) {
      flushing = true;
      loop.toFlush(this);
    }
  }

  private void toFlushFirst() {
    if (!flushingFirst) {
      flushingFirst = true;
      loop.toFlushFirst(this);
    }
  }

  /// Its turn among those to be flushed.
  void flushInTurn() {
    flushing = false;
    flush();
  }

  /// Its turn among those to be flushed first; one in turn may follow, with nothing left for it.
  void flushFirst() {
    flushingFirst = false;
    flush();
  }

  private void flush() {
    writePush();
    channel.flush();
  }

  /// Writes the batch that was shown last, if that has not been done: it waits for the flush, so
  /// that a batch for hundreds of sessions is on its way to the first before it is written to the
  /// last.
  private void writePush() {
    PushFrames frames = unwritten;
    if (frames != null) {
      unwritten = null;
      try {
        frames.writeTo(channel, encoding, unwrittenFirstSeq);
      } finally {
        frames.release();
      }
    }
  }

  /// Shows a batch, unless the session is behind; one to few before those to many.
  void push(PushFrames frames, long firstSeq, boolean few) {
    if (ended) {
      return;
    }
    long lastSeq = firstSeq + frames.size() - 1;
    if (catchUp.behind() || !takesMore()) {
      missed(lastSeq);
      return;
    }
    writePush();
    unwritten = frames.retain();
    unwrittenFirstSeq = firstSeq;
    if (few) {
      toFlushFirst();
    } else {
      toFlush();
    }
    long now = nanos();
    acks.pushed(lastSeq, now);
    watch.pushed(now);
  }

  /// Whether the channel takes more, when what waits for the flush of this turn is out of the way.
  private boolean takesMore() {
    if (!channel.isWritable() && (flushing || flushingFirst)) {
      flush();
    }
    return channel.isWritable();
  }

  /// Notes that the session was not shown what its inbox has up to `seq`.
  void missed(long seq) {
    catchUp.missed(seq);
    if (channel.isWritable()) {
      drained();
    }
  }

  // ---- login ---------------------------------------------------------------------------------

  /// From here on its presence may be known and has to be taken back at the end.
  void presenceNoted() {
    presenceNoted = true;
  }

  /// Begins to watch over it.
  void watch() {
    watch.begin();
  }

  /// Writes the welcome and begins to push.
  void welcome(ServerFrame welcome, TrackSession.Opened opened, long cursor) {
    long latestSeq = opened.latestSeq().orElse(0);
    this.cursor = cursor;
    if (opened.standing() instanceof TrackSession.Standing.GoesBack(var back)) {
      acks.goBack(back);
    }
    acks.told(latestSeq);
    stands(opened.standing(), opened.deviceCursor());
    write(welcome);
    welcomed = true;
    catchUp.told(latestSeq);
    drained();
  }

  /// Takes what is known of the device's cursor by now. When only now it is known to be of a store
  /// that is gone, the session ends, and the next one's welcome says from where to go on.
  void stands(TrackSession.Standing standing, long deviceCursor) {
    if (ended || vouched) {
      return;
    }
    switch (standing) {
      case TrackSession.Standing.Current ignored -> vouchedFor(deviceCursor);
      case TrackSession.Standing.GoesBack ignored when !welcomed -> vouchedFor(deviceCursor);
      case TrackSession.Standing.GoesBack ignored ->
          close(
              Closing.Reason.CURSOR_AHEAD,
              "the cursor "
                  + cursor
                  + " was never given by this store; come back and go on from where you are told",
              gateway.reconnectAfterMillis());
      case TrackSession.Standing.Undecided ignored -> {}
    }
  }

  private void vouchedFor(long deviceCursor) {
    vouched = true;
    savedSeq = Math.max(savedSeq, deviceCursor);
  }

  // ---- behind --------------------------------------------------------------------------------

  /// The channel takes no more.
  void blocked() {
    watch.blocked();
  }

  /// The channel takes data (again).
  void drained() {
    if (ended || !welcomed) {
      return;
    }
    catchUp.drained();
    requests.next();
  }

  /// What was missed is stored by now, and can be asked for: tells the latest seq.
  void caughtUp(long latestSeq) {
    acks.told(latestSeq);
    write(Answers.pong(0, latestSeq, gateway.clock().wallMillis()));
  }

  /// Has the latest stored seq told, for something may have been missed of which nobody knows. When
  /// that cannot be asked for now, the next pong tells.
  void tellLatest() {
    if (!ended && welcomed) {
      var _ =
          gateway
              .reads()
              .submit(() -> {
                long latest = gateway.latestSeqOr(0, user());
                loop.enqueue(() -> {
                  if (latest > 0) {
                    caughtUp(latest);
                  }
                });
              });
    }
  }

  // ---- what the client says ------------------------------------------------------------------

  void heard() {
    watch.heard();
  }

  /// The device has resolved everything up to `seq`; false when it was never told of that much.
  boolean acknowledged(long seq) {
    return acks.acknowledged(seq, nanos());
  }

  /// Runs a request behind the earlier ones of this session; its answer is written when it returns.
  void request(long replyTo, Supplier<ServerFrame> work) {
    if (!requests.add(replyTo, work)) {
      write(requests.overloaded(replyTo));
    }
  }

  /// Shows what is above the acknowledged seq again, from the inbox, if there is anything that the
  /// device could acknowledge: what lies above an undecided hole it has to keep waiting with, and
  /// is only told of. When the request is not taken, the client has asked for so much that it hears
  /// enough; when the inbox cannot be read, that is none of the client's faults.
  void resend() {
    long after = acks.ackedSeq();
    boolean ignored = requests.add(0, () -> resent(after));
  }

  private ServerFrame resent(long after) {
    SyncInbox.Page page;
    try {
      page = gateway.useCases().sync().page(user(), after, RESEND_LIMIT);
    } catch (StoreUnavailable later) {
      log.debug("Session {} is not sent again what it has: {}", id(), later.getMessage());
      return ServerFrame.getDefaultInstance();
    }
    long resolvable = page.resolvable();
    loop.enqueue(() -> acks.resent(resolvable));
    return resolvable > after
        ? Answers.page(0, page)
        : Answers.pong(0, page.latestSeq(), gateway.clock().wallMillis());
  }

  private void answered(ServerFrame answer) {
    switch (answer.getBodyCase()) {
      case PAGE -> acks.told(answer.getPage().getLatestSeq());
      case PONG -> acks.told(answer.getPong().getLatestSeq());
      default -> {}
    }
    write(answer);
  }

  /// Has the acknowledged seq remembered, when it rose since the last time.
  void saveAcknowledged() {
    long seq = acks.ackedSeq();
    if (welcomed
        && vouched
        && seq > savedSeq
        && gateway.reads().submit(() -> gateway.acknowledged(user(), device(), seq))) {
      savedSeq = seq;
    }
  }

  // ---- the end -------------------------------------------------------------------------------

  /// Tells the client why, and closes. May be called again.
  void close(Closing.Reason reason, String sentence, long reconnectAfterMillis) {
    closeWith(Answers.closing(reason, sentence, reconnectAfterMillis), reason.name());
  }

  /// Tells the client that the same device logged in elsewhere, and closes. From any thread.
  void replace() {
    ServerFrame replaced =
        ServerFrame.newBuilder().setReplaced(Replaced.getDefaultInstance()).build();
    loop.enqueue(() -> closeWith(replaced, SessionFigures.REPLACED));
  }

  private void closeWith(ServerFrame lastWord, String reason) {
    if (!ended) {
      write(lastWord);
      end(reason);
      Farewell.close(
          channel,
          new CloseWebSocketFrame(WebSocketCloseStatus.NORMAL_CLOSURE),
          gateway.settings().writeTimeout());
    }
  }

  /// The session is over: it is written to no more. Idempotent.
  void end() {
    end(SessionFigures.GONE);
  }

  /// As above, for a reason.
  void end(String reason) {
    if (ended) {
      return;
    }
    gateway.figures().closed(reason);
    saveAcknowledged();
    ended = true;
    if (unwritten != null) {
      unwritten.release();
      unwritten = null;
    }
    watch.end();
    requests.clear();
    loop.remove(this);
    gateway.ended(this);
    if (presenceNoted) {
      takePresenceBack();
    }
  }

  /// Has the presence of this session, which is over, forgotten.
  void takePresenceBack() {
    if (!gateway.reads().submit(() -> gateway.closed(this))) {
      gateway
          .timer()
          .newTimeout(
              fired -> loop.enqueue(this::takePresenceBack),
              PRESENCE_RETRY_MILLIS,
              TimeUnit.MILLISECONDS);
    }
  }
}
