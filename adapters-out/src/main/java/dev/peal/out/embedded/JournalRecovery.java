package dev.peal.out.embedded;

import dev.peal.application.port.in.PersistBatches;
import dev.peal.application.port.out.NewerRelease;
import dev.peal.application.port.out.StoreUnavailable;
import dev.peal.out.record.MalformedRecord;
import dev.peal.out.record.RecordCodec;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Expands what an earlier process left in the journal. It has to be done before a ledger reads the
/// store or anything is appended.
public final class JournalRecovery {

  private static final Logger log = LoggerFactory.getLogger(JournalRecovery.class);

  private JournalRecovery() {}

  /// Turns every record into rows and leaves the journal empty. A record that cannot be read is
  /// parked. Dying in the middle is harmless: the rest is done at the next start.
  ///
  /// @return how many records there were
  /// @throws StoreUnavailable a retry is safe; or a newer release wrote a record, which is left
  ///   where it is
  public static int expandAll(EmbeddedStore store, PersistBatches persist) {
    int records = 0;
    try (KeyIterator journal = store.iterator(Family.JOURNAL)) {
      for (journal.seekToFirst(); journal.isValid(); journal.next()) {
        expand(store, journal.key(), journal.value(), persist);
        records++;
      }
    }
    return records;
  }

  private static void expand(
      EmbeddedStore store, byte[] key, byte[] record, PersistBatches persist) {
    try (EmbeddedStore.Changes changes = store.changes()) {
      try {
        persist.persist(List.of(RecordCodec.decodeBatch(record)));
      } catch (NewerRelease newer) {
        throw new StoreUnavailable(
            "The embedded store was written by a newer release of Peal: its journal holds "
                + newer.getMessage()
                + ". Start that release, or a later one; nothing was changed",
            newer,
            true);
      } catch (MalformedRecord malformed) {
        log.error("Journal record {} cannot be read and is parked", Keys.number(key, 0), malformed);
        changes.put(Family.PARKED, Keys.parkedRecord(Keys.number(key, 0)), record);
      }
      changes.delete(Family.JOURNAL, key);
      store.write(changes, false);
    }
  }
}
