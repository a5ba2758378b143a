package dev.peal.out.record;

import dev.peal.domain.message.Batch;
import dev.peal.domain.message.Body;

/// The forms that a batch's record has had. A record names the lowest version of the reader that
/// may handle it; a node publishes one only while all nodes of the cluster know it.
///
/// - 0: the first form, whose readers take a body that they do not know for garbage.
/// - 1: the same, with bodies in it that only a reader that carries what it does not know may have.
public final class RecordVersions {

  /// The highest that this release reads, and so its nodes' level in the registry.
  public static final int HIGHEST = 1;

  private static final int CARRIES = 1;

  private RecordVersions() {}

  /// What a reader of this batch's record has to know.
  public static int of(Batch batch) {
    return batch.messages().stream().anyMatch(message -> message.body() instanceof Body.Opaque)
        ? CARRIES
        : 0;
  }
}
