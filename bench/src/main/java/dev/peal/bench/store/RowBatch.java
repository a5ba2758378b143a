package dev.peal.bench.store;

/// The inbox rows of some messages of one conversation, for every member: the row of message m in
/// the inbox of user u is (u, firstSeq + m) → (conversation, firstPosition + m, stamp). Everybody's
/// inbox has the same seqs here, so keys of all users are interleaved.
///
/// @param firstSeq the seq of the first message in every inbox, and its position
record RowBatch(long conversation, long firstSeq, int messages, int users, long stamp) {

  int rows() {
    return messages * users;
  }
}
