package dev.peal.out.embedded;

import dev.peal.application.port.out.CursorStore;
import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.session.DeviceName;
import dev.peal.domain.session.UserId;

/// Delivery and read cursors. Thread-safe: raises of one cursor are made one after the other.
public final class EmbeddedCursorStore implements CursorStore {

  private final EmbeddedStore store;

  public EmbeddedCursorStore(EmbeddedStore store) {
    this.store = store;
  }

  @Override
  public long delivered(UserId user, DeviceName device) {
    byte[] value = store.get(Family.DELIVERY_CURSOR, Keys.named(user.value(), device.value()));
    return value == null ? 0 : Keys.number(value, 0);
  }

  @Override
  public synchronized void raiseDelivered(UserId user, DeviceName device, long seq) {
    if (seq <= delivered(user, device)) {
      return;
    }
    try (EmbeddedStore.Changes changes = store.changes()) {
      changes.put(
          Family.DELIVERY_CURSOR, Keys.named(user.value(), device.value()), Keys.number(seq));
      store.write(changes, false);
    }
  }

  @Override
  public long readPosition(UserId user, ConversationId conversation) {
    return read(store, user, conversation);
  }

  static long read(EmbeddedStore store, UserId user, ConversationId conversation) {
    byte[] value = store.get(Family.READ_CURSOR, Keys.userConversation(user, conversation));
    return value == null ? 0 : Keys.number(value, 0);
  }
}
