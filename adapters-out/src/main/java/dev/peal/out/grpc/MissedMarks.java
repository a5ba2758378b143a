package dev.peal.out.grpc;

import dev.peal.domain.message.Batch;
import dev.peal.peer.v1.Missed;
import dev.peal.peer.v1.PeerFrame;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Who missed something on its way to one node, and up to which seq of his inbox. At most
/// [#MAX_USERS] are remembered; past that only that somebody missed something. Not thread-safe: its
/// [SendQueue]'s.
final class MissedMarks {

  static final int MAX_USERS = 100_000;
  static final int USERS_A_FRAME = 10_000;

  private final Map<Long, Long> lastSeqs = new HashMap<>();
  private boolean unknown;

  boolean isEmpty() {
    return lastSeqs.isEmpty() && !unknown;
  }

  /// The recipients of `batch` are not sent it.
  void add(Batch batch) {
    int further = batch.messages().size() - 1;
    for (int i = 0; i < batch.recipients().size() && !unknown; i++) {
      lastSeqs.merge(
          batch.recipients().user(i), batch.recipients().firstSeq(i) + further, Math::max);
      if (lastSeqs.size() > MAX_USERS) {
        unknown = true;
        lastSeqs.clear();
      }
    }
  }

  /// Forgets all, and says what to tell the node.
  List<Outgoing> take() {
    List<Outgoing> frames = new ArrayList<>();
    if (unknown) {
      frames.add(Outgoing.MISSED_UNKNOWN);
    }
    Missed.Builder missed = Missed.newBuilder();
    for (Map.Entry<Long, Long> mark : lastSeqs.entrySet()) {
      missed.addUsers(mark.getKey()).addLastSeqs(mark.getValue());
      if (missed.getUsersCount() == USERS_A_FRAME) {
        frames.add(frame(missed));
        missed.clear();
      }
    }
    if (missed.getUsersCount() > 0) {
      frames.add(frame(missed));
    }
    lastSeqs.clear();
    unknown = false;
    return frames;
  }

  private static Outgoing frame(Missed.Builder missed) {
    return Outgoing.of(PeerFrame.newBuilder().setMissed(missed.build()).build());
  }
}
