package dev.peal.out.mysql;

import dev.peal.application.port.out.SentMessages;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/// Finds message rows by what their senders call them. Stateless, thread-safe.
public final class MysqlSentMessages implements SentMessages {

  private final MysqlDatabase database;

  /// The database stays its caller's to close.
  public MysqlSentMessages(MysqlDatabase database) {
    this.database = database;
  }

  @Override
  public Map<Key, Sent> find(Collection<Key> asked) {
    Map<Key, Sent> found = new HashMap<>();
    database
        .read("find sent messages", session -> MessageRows.find(session.connection(), asked))
        .forEach((key, row) ->
            found.put(key, new Sent(row.conversation(), row.position(), row.digest())));
    return found;
  }
}
