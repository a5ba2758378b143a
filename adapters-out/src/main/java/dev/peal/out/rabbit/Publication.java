package dev.peal.out.rabbit;

import dev.peal.application.port.out.Journal.Outcome;
import java.util.concurrent.CompletableFuture;

/// One record on its way to the broker. All but `answer` is guarded by the lock of [Outgoing].
///
/// ```
///             next            sending              ack
///   WAITING ───────▶ IN_HAND ─────────▶ SENT ─────────────▶ DONE
///      ▲                │                 │                   ▲
///      └────────────────┴── link lost, ───┘                   │
///                           nack, returned        deadline, refusal (from any)
/// ```
final class Publication {

  /// Where it is.
  enum State {
    WAITING,
    IN_HAND,
    SENT,
    DONE
  }

  final long number;
  final long batchId;
  final int queue;
  final byte[] record;
  final CompletableFuture<Outcome> answer = new CompletableFuture<>();

  State state = State.WAITING;

  /// Whether any byte of it may ever have reached the broker.
  boolean everSent;

  /// Whether the broker has returned it, and its confirm, which follows, means nothing.
  boolean returned;

  /// Whether the queue has to be declared before it goes again.
  boolean queueMissing;

  int channel;
  long seqNo;

  Publication(long number, long batchId, int queue, byte[] record) {
    this.number = number;
    this.batchId = batchId;
    this.queue = queue;
    this.record = record;
  }
}
