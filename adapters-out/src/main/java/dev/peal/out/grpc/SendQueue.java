package dev.peal.out.grpc;

import dev.peal.domain.message.Batch;
import dev.peal.peer.v1.PeerFrame;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/// What waits to be sent to one node, in order. Bounded in frames and bytes: a batch that finds it
/// full is not kept but becomes marks of who missed it, and so does every batch after it until the
/// queue is half empty again, so that a node that is slow gets few marks and not one for each
/// batch. The marks then take their place before whatever comes later. Not thread-safe: its
/// [Peer]'s.
final class SendQueue {

  /// Requests to end a session are small, and are kept past the bound of frames; past this one they
  /// are dropped.
  static final int MAX_REPLACES = 10_000;

  private final int maxFrames;
  private final long maxBytes;
  private final int maxFrameBytes;
  private final Queue<Outgoing> waiting = new ArrayDeque<>();
  private final MissedMarks marks = new MissedMarks();
  private long bytes;
  private int replaces;

  /// `maxBytes` is at least `maxFrameBytes`.
  SendQueue(int maxFrames, long maxBytes, int maxFrameBytes) {
    this.maxFrames = maxFrames;
    this.maxBytes = maxBytes;
    this.maxFrameBytes = maxFrameBytes;
  }

  /// Whether somebody misses something whom the node was not yet told of.
  boolean isMissing() {
    return !marks.isEmpty();
  }

  /// Takes the frame that is made of `batch`.
  void offer(Outgoing frame, Batch batch) {
    if (isMissing() && isHalfEmpty()) {
      placeMarks();
    }
    boolean full = waiting.size() >= maxFrames || bytes + frame.bytes() > maxBytes;
    if (isMissing() || full || frame.bytes() > maxFrameBytes) {
      marks.add(batch);
    } else {
      add(frame);
    }
  }

  /// Notes that the node is not sent `batch`.
  void miss(Batch batch) {
    marks.add(batch);
  }

  void offerReplace(Outgoing frame) {
    if (replaces < MAX_REPLACES) {
      replaces++;
      add(frame);
    }
  }

  /// The next frame to send, and nothing when nothing waits.
  @Nullable PeerFrame poll() {
    if (waiting.isEmpty()) {
      placeMarks();
    }
    Outgoing next = waiting.poll();
    if (next == null) {
      return null;
    }
    bytes -= next.bytes();
    if (next.frame().hasReplace()) {
      replaces--;
    }
    return next.frame();
  }

  private boolean isHalfEmpty() {
    return waiting.size() <= maxFrames / 2 && bytes <= maxBytes / 2;
  }

  private void placeMarks() {
    marks.take().forEach(this::add);
  }

  private void add(Outgoing frame) {
    waiting.add(frame);
    bytes += frame.bytes();
  }
}
