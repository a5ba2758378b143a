package dev.peal.out.mysql;

import static dev.peal.out.mysql.schema.Tables.DELIVERY_CURSOR;
import static dev.peal.out.mysql.schema.Tables.READ_CURSOR;
import static org.jooq.impl.DSL.excluded;
import static org.jooq.impl.DSL.greatest;

import dev.peal.application.port.out.CursorStore;
import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.session.DeviceName;
import dev.peal.domain.session.UserId;

/// Delivery cursors, and the read cursors that [MysqlBatchStore] raises. Stateless, thread-safe.
public final class MysqlCursorStore implements CursorStore {

  private final MysqlDatabase database;

  /// The database stays its caller's to close.
  public MysqlCursorStore(MysqlDatabase database) {
    this.database = database;
  }

  @Override
  public long delivered(UserId user, DeviceName device) {
    return database.read(
        "read a delivery cursor",
        session ->
            session
                .sql()
                .select(DELIVERY_CURSOR.SEQ)
                .from(DELIVERY_CURSOR)
                .where(DELIVERY_CURSOR.USER_ID.eq(user.value()))
                .and(DELIVERY_CURSOR.DEVICE.eq(device.value()))
                .fetchOptional(DELIVERY_CURSOR.SEQ)
                .orElse(0L));
  }

  @Override
  public void raiseDelivered(UserId user, DeviceName device, long seq) {
    if (seq <= 0) {
      return;
    }
    int ignored =
        database.write(
            "raise a delivery cursor",
            session ->
                session
                    .sql()
                    .insertInto(DELIVERY_CURSOR)
                    .set(DELIVERY_CURSOR.USER_ID, user.value())
                    .set(DELIVERY_CURSOR.DEVICE, device.value())
                    .set(DELIVERY_CURSOR.SEQ, seq)
                    .onDuplicateKeyUpdate()
                    .set(
                        DELIVERY_CURSOR.SEQ,
                        greatest(DELIVERY_CURSOR.SEQ, excluded(DELIVERY_CURSOR.SEQ)))
                    .execute());
  }

  @Override
  public long readPosition(UserId user, ConversationId conversation) {
    return database.read(
        "read a read cursor",
        session ->
            session
                .sql()
                .select(READ_CURSOR.POSITION)
                .from(READ_CURSOR)
                .where(READ_CURSOR.USER_ID.eq(user.value()))
                .and(READ_CURSOR.CONVERSATION.eq(conversation.toString()))
                .fetchOptional(READ_CURSOR.POSITION)
                .orElse(0L));
  }
}
