package dev.peal.out.redis;

import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.message.ClientMessageId;
import dev.peal.domain.session.UserId;

/// What the ledger's keys and fields are called. Everything of bucket 17 has the hash tag `{b17}`,
/// so that a Redis Cluster keeps it on one server:
///
/// | key | what |
/// |---|---|
/// | `peal:{b17}` | a hash: the bucket |
/// | `peal:{b17}:s:<epoch>:0`, `…:1` | two hashes, used in turn: the memory of sends |
///
/// | field of a bucket | what |
/// |---|---|
/// | `e`, `f`, `c`, `o` | epoch, floor, ceiling, opening in µs |
/// | `r` | epoch, a slash, and the reign under which it was installed: compared in one go |
/// | `t` | last stamp in µs |
/// | `n`, `a`, `b` | number of the slice of sends in use, when it and when the memory began in µs |
/// | `u<user>` | last seq of a user |
/// | `p<conversation>` | last position of a conversation |
/// | `v<conversation>` | version of a group's members |
///
/// The field of a send is `<sender>/<client id>` in a bucket of the *sender*, since a client id is
/// unique among all that he sends; its value is `P` (pending) or `D` (done), the position, a blank,
/// and the digest of the body and the conversation.
record Names(RedisConnections connections) {

  String bucket(int index) {
    return connections.key("{b" + index + "}");
  }

  /// One of the two slices of sends, `which` being 0 or 1.
  String slice(int index, long epoch, int which) {
    return bucket(index) + ":s:" + epoch + ":" + which;
  }

  static String seq(long user) {
    return "u" + user;
  }

  static String position(ConversationId conversation) {
    return "p" + conversation;
  }

  static String version(ConversationId conversation) {
    return "v" + conversation;
  }

  static String send(UserId sender, ClientMessageId clientId) {
    return sender + "/" + clientId;
  }
}
