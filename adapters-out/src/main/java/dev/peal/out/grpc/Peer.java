package dev.peal.out.grpc;

import dev.peal.application.outage.OutageLog;
import dev.peal.domain.message.Batch;
import dev.peal.domain.session.NodeId;
import dev.peal.peer.GrpcSettings;
import dev.peal.peer.v1.PeerFrame;
import io.grpc.Status;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One other node: what waits for it, and the call that takes it there.
///
/// ```
///            connect            welcomed
///  WAITING ──────────► CALLING ──────────► LINKED     frames go out as fast as the call takes them;
///     ▲                   │                   │       the first says that something may be missing
///     └───────────────────┴───────────────────┘
///        ended: again after 0.1 to 5 s           end, from anywhere: ENDED, for ever
/// ```
///
/// Batches that come while it is not linked wait like others. Thread-safe: everything is done under
/// one lock, that is never held while waiting for anything. Whoever has the lock sends, be it the
/// caller or the connection's event loop.
final class Peer implements PeerCall.Events {

  private static final Logger log = LoggerFactory.getLogger(Peer.class);
  private static final long FIRST_PAUSE_MILLIS = 100;
  private static final long LONGEST_PAUSE_MILLIS = 5_000;
  private static final long WELCOME_MILLIS = 5_000;

  private final PeerCall.Introduction introduction;
  private final String address;
  private final PeerChannels channels;
  private final ScheduledExecutorService timers;
  private final ReentrantLock lock = new ReentrantLock();
  private final OutageLog linkOutages;
  private final OutageLog slowness;
  private final SendQueue queue;
  private @Nullable PeerCall call;
  private boolean linked;
  private long downSinceNanos = System.nanoTime();
  private String downWhy = "not tried yet";
  private boolean finished;
  private boolean ended;
  private int failures;

  Peer(
      PeerCall.Introduction introduction,
      String address,
      PeerChannels channels,
      GrpcSettings settings,
      ScheduledExecutorService timers) {
    this.introduction = introduction;
    this.address = address;
    this.channels = channels;
    this.timers = timers;
    String peer = introduction.to() + " at " + address;
    this.linkOutages = new OutageLog(log, System::nanoTime, "No link to node " + peer);
    this.slowness = new OutageLog(log, System::nanoTime, "Node " + peer + " does not keep up");
    this.queue =
        new SendQueue(settings.queueFrames(), settings.queueBytes(), settings.maxFrameBytes());
  }

  String address() {
    return address;
  }

  /// Begins to call, on a thread of the timers'.
  void begin() {
    timers.execute(this::connect);
  }

  void deliver(Outgoing frame, Batch batch) {
    lock.lock();
    try {
      boolean missed = queue.isMissing();
      queue.offer(frame, batch);
      if (!missed && queue.isMissing()) {
        slowness.failed("its sessions are told what they miss");
      } else if (!missed) {
        slowness.worked();
      }
      drain();
    } finally {
      lock.unlock();
    }
  }

  void missed(Batch batch) {
    lock.lock();
    try {
      queue.miss(batch);
      drain();
    } finally {
      lock.unlock();
    }
  }

  void replace(Outgoing frame) {
    lock.lock();
    try {
      queue.offerReplace(frame);
      drain();
    } finally {
      lock.unlock();
    }
  }

  /// Ends for ever, at once. Repeating it is harmless.
  void end(String reason) {
    PeerCall current;
    lock.lock();
    try {
      ended = true;
      linked = false;
      current = call;
    } finally {
      lock.unlock();
    }
    if (current != null) {
      current.abort(reason);
    }
  }

  /// Ends for ever after what is being sent. Returns whether nothing is under way any more.
  boolean finish() {
    lock.lock();
    try {
      ended = true;
      if (linked && !finished) {
        drain();
        finished = true;
        linked = false;
        if (call != null) {
          call.finish();
        }
      }
      return !finished || call == null;
    } finally {
      lock.unlock();
    }
  }

  private void connect() {
    try {
      call();
    } catch (RuntimeException | Error failure) {
      log.error("No link to node {} at {}, trying again", node(), address, failure);
      lock.lock();
      try {
        call = null;
        if (!ended) {
          var _ = timers.schedule(this::connect, pauseMillis(failures++), TimeUnit.MILLISECONDS);
        }
      } finally {
        lock.unlock();
      }
    }
  }

  private void call() {
    PeerCall next = new PeerCall(channels.open(address), introduction, this);
    lock.lock();
    try {
      if (ended) {
        next.abort("ended");
        return;
      }
      call = next;
    } finally {
      lock.unlock();
    }
    next.start();
    var _ = timers.schedule(() -> expectWelcome(next), WELCOME_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void expectWelcome(PeerCall attempt) {
    boolean overdue;
    lock.lock();
    try {
      overdue = call == attempt && !linked && !finished;
    } finally {
      lock.unlock();
    }
    if (overdue) {
      attempt.abort("no answer within " + WELCOME_MILLIS + " ms");
    }
  }

  @Override
  public void welcomed(PeerCall attempt) {
    lock.lock();
    try {
      if (call != attempt || ended || linked) {
        return;
      }
      if (!linkOutages.out()) {
        log.info("Linked to node {} at {}", node(), address);
      }
      linkOutages.worked();
      failures = 0;
      linked = true;
      // What was under way on an earlier call, of this life or of one before, may be lost.
      attempt.send(Outgoing.MISSED_UNKNOWN.frame());
      drain();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void ready(PeerCall attempt) {
    lock.lock();
    try {
      if (call == attempt) {
        drain();
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void ended(PeerCall attempt, Status status) {
    lock.lock();
    try {
      if (call != attempt) {
        return;
      }
      call = null;
      if (linked) {
        downSinceNanos = System.nanoTime();
      }
      linked = false;
      downWhy = reason(status);
      if (ended) {
        return;
      }
      say(status);
      var _ = timers.schedule(this::connect, pauseMillis(failures++), TimeUnit.MILLISECONDS);
    } finally {
      lock.unlock();
    }
  }

  /// Sends while the call takes it. Under the lock.
  private void drain() {
    PeerCall current = call;
    while (linked && current != null && current.isReady()) {
      PeerFrame frame = queue.poll();
      if (frame == null) {
        return;
      }
      current.send(frame);
    }
  }

  /// Tells people.
  private void say(Status status) {
    linkOutages.failed(reason(status));
  }

  /// In words that say whose fault it is.
  static String reason(Status status) {
    String description = status.getDescription();
    // Its first line: the others are about gRPC's insides.
    String said =
        description == null
            ? status.getCode().toString()
            : description.lines().findFirst().orElse("");
    Throwable deepest = status.getCause();
    for (Throwable cause = deepest; cause != null; cause = cause.getCause()) {
      if (cause instanceof SSLException) {
        return "TLS: " + cause.getMessage();
      }
      deepest = cause;
    }
    return deepest == null || deepest.getMessage() == null || said.contains(deepest.getMessage())
        ? said
        : said + ": " + deepest.getMessage();
  }

  /// How it stands with this node now.
  GrpcPeerLink.Link state() {
    lock.lock();
    try {
      return new GrpcPeerLink.Link(
          node(), address, linked, linked ? 0 : System.nanoTime() - downSinceNanos, downWhy);
    } finally {
      lock.unlock();
    }
  }

  private static long pauseMillis(int failures) {
    long pause = Math.min(FIRST_PAUSE_MILLIS << Math.min(failures, 10), LONGEST_PAUSE_MILLIS);
    return pause / 2 + ThreadLocalRandom.current().nextLong(pause / 2 + 1);
  }

  private NodeId node() {
    return introduction.to();
  }
}
