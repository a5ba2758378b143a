package dev.peal.application.syncing;

import dev.peal.application.port.in.TrackSession;
import dev.peal.application.port.out.CursorStore;
import dev.peal.application.port.out.IdSource;
import dev.peal.application.port.out.InboxReader;
import dev.peal.application.port.out.PresenceRegistry;
import dev.peal.domain.session.DeviceName;
import dev.peal.domain.session.UserId;

/// Keeps presence and delivery cursors up to date with the sessions of this node.
public final class TrackSessionService implements TrackSession {

  private final PresenceRegistry presence;
  private final CursorStore cursors;
  private final InboxReader inbox;
  private final IdSource ids;

  public TrackSessionService(
      PresenceRegistry presence, CursorStore cursors, InboxReader inbox, IdSource ids) {
    this.presence = presence;
    this.cursors = cursors;
    this.inbox = inbox;
    this.ids = ids;
  }

  @Override
  public long nextSession() {
    return ids.next(IdSource.Kind.SESSION);
  }

  @Override
  public Opened opened(UserId user, DeviceName device, long session, long cursor) {
    presence.arrived(user, device, session);
    long latest = inbox.latestSeq(user);
    return new Opened(latest, cursors.delivered(user, device), cursor > latest);
  }

  @Override
  public void acknowledged(UserId user, DeviceName device, long seq) {
    cursors.raiseDelivered(user, device, seq);
  }

  @Override
  public void closed(UserId user, DeviceName device, long session) {
    presence.departed(user, device, session);
  }
}
