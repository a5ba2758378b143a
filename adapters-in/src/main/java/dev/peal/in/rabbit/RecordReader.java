package dev.peal.in.rabbit;

import dev.peal.domain.message.Batch;

/// Reads the records that the journal's other end writes.
@FunctionalInterface
public interface RecordReader {

  /// The batch of a record. Throws a `RuntimeException` when the bytes are something else.
  ///
  /// @throws dev.peal.application.port.out.NewerRelease it is a record that only a newer node may
  ///   handle
  Batch read(byte[] record);
}
