package dev.peal.application.syncing;

import dev.peal.application.port.in.TrackSession;
import dev.peal.application.port.out.Clock;
import dev.peal.application.port.out.CursorStore;
import dev.peal.application.port.out.InboxReader;
import dev.peal.application.port.out.PeerLink;
import dev.peal.application.port.out.PresenceRegistry;
import dev.peal.domain.session.DeviceName;
import dev.peal.domain.session.UserId;
import java.util.concurrent.atomic.AtomicLong;

/// Keeps presence and delivery cursors up to date with the sessions of this node, and has the older
/// session of a device end that is on another one.
public final class TrackSessionService implements TrackSession {

  /// Sessions a millisecond that leave the numbers of a restarted node above those before.
  private static final int SESSION_BITS = 10;

  private final PresenceRegistry presence;
  private final CursorStore cursors;
  private final InboxReader inbox;
  private final PeerLink peers;
  private final AtomicLong lastSession;

  public TrackSessionService(
      PresenceRegistry presence,
      CursorStore cursors,
      InboxReader inbox,
      PeerLink peers,
      Clock clock) {
    this.presence = presence;
    this.cursors = cursors;
    this.inbox = inbox;
    this.peers = peers;
    this.lastSession = new AtomicLong(clock.wallMillis() << SESSION_BITS);
  }

  @Override
  public long nextSession() {
    return lastSession.incrementAndGet();
  }

  @Override
  public Opened opened(UserId user, DeviceName device, long session, long cursor) {
    presence
        .arrived(user, device, session)
        .ifPresent(older -> peers.replace(older.node(), user, device, older.session()));
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
