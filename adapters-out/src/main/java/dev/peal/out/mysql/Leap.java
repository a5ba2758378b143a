package dev.peal.out.mysql;

import static dev.peal.out.mysql.schema.Tables.CHAT_GROUP;
import static dev.peal.out.mysql.schema.Tables.ID_SEGMENT;
import static dev.peal.out.mysql.schema.Tables.SEQ_EPOCH;

import dev.peal.application.port.out.SequenceCeilings;
import dev.peal.application.port.out.SequenceCeilings.Bucket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jooq.impl.DSL;

/// What makes a database that is an older copy safe to go on with: everything that is numbered goes
/// up by [SequenceCeilings#LEAP].
///
/// - **Buckets**: a new epoch in each, later than here and elsewhere. Numbers of epochs that are
///   left out are kept as well, so that a batch of one finds the opening of the one after it.
/// - **Ids** of users, groups and batches: what was given since the copy may live on in tokens, in
///   Redis and in the journal.
/// - **Versions of groups**: members of the time since the copy may be cached under theirs. A
///   dismissed group changes no more, and its version says who was in it.
///
/// In the caller's transaction, which holds the rows of all watermarks and buckets.
final class Leap {

  private static final int ROWS_AT_ONCE = 1_000;

  private Leap() {}

  static List<Bucket> begin(
      Session session,
      List<Bucket> stand,
      Map<Integer, Bucket> elsewhere,
      long step,
      long opensMicros) {
    List<Bucket> begun = new ArrayList<>();
    List<Bucket> remembered = new ArrayList<>();
    Map<Integer, Long> kept =
        session
            .sql()
            .select(SEQ_EPOCH.BUCKET, DSL.max(SEQ_EPOCH.EPOCH))
            .from(SEQ_EPOCH)
            .groupBy(SEQ_EPOCH.BUCKET)
            .fetchMap(SEQ_EPOCH.BUCKET, DSL.max(SEQ_EPOCH.EPOCH));
    for (Bucket here : stand) {
      Bucket there = elsewhere.getOrDefault(here.index(), here);
      long highest = Math.max(here.epoch(), kept.getOrDefault(here.index(), 0L));
      long epoch = Math.max(highest, there.epoch()) + 1;
      long floor = Math.max(here.ceiling(), there.ceiling()) + SequenceCeilings.LEAP;
      long opens = Math.max(opensMicros, Math.max(here.opensMicros(), there.opensMicros()));
      begun.add(new Bucket(here.index(), epoch, floor, floor + step, opens));
      for (long each = highest + 1; each <= epoch; each++) {
        remembered.add(new Bucket(here.index(), each, floor, floor + step, opens));
        if (remembered.size() == ROWS_AT_ONCE) {
          MysqlSequenceCeilings.remember(session.sql(), remembered);
          remembered.clear();
        }
      }
    }
    MysqlSequenceCeilings.remember(session.sql(), remembered);
    MysqlSequenceCeilings.keep(session.sql(), begun);
    session
        .sql()
        .update(ID_SEGMENT)
        .set(ID_SEGMENT.NEXT_ID, ID_SEGMENT.NEXT_ID.plus(SequenceCeilings.LEAP))
        .execute();
    session
        .sql()
        .update(CHAT_GROUP)
        .set(CHAT_GROUP.VERSION, CHAT_GROUP.VERSION.plus(SequenceCeilings.LEAP))
        .where(CHAT_GROUP.DISMISSED.isFalse())
        .execute();
    return begun;
  }
}
