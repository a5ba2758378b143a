package dev.peal.application.syncing;

import dev.peal.application.port.in.TrackSession;
import dev.peal.application.port.out.Clock;
import dev.peal.application.port.out.CursorStore;
import dev.peal.application.port.out.InboxReader;
import dev.peal.application.port.out.PeerLink;
import dev.peal.application.port.out.PresenceRegistry;
import dev.peal.application.port.out.SequenceLedger;
import dev.peal.application.port.out.StoreUnavailable;
import dev.peal.domain.session.DeviceName;
import dev.peal.domain.session.UserId;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps presence and delivery cursors up to date with the sessions of this node, and has the older
/// session of a device end that is on another one.
///
/// A session begins whatever the stores do. The end of its inbox is read for a short time only, and
/// not at all while the last attempt failed; the ledger is asked only about a cursor that is above
/// it. A cursor that was never given is of a store that is gone: see
/// [TrackSession.Standing.GoesBack].
public final class TrackSessionService implements TrackSession {

  private static final Logger log = LoggerFactory.getLogger(TrackSessionService.class);

  /// Sessions a millisecond that leave the numbers of a restarted node above those before.
  private static final int SESSION_BITS = 10;

  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final long ALARM_NANOS = Duration.ofMinutes(1).toNanos();

  private final PresenceRegistry presence;
  private final CursorStore cursors;
  private final InboxReader inbox;
  private final SequenceLedger ledger;
  private final PeerLink peers;
  private final Clock clock;
  private final ReadsInTime stored;
  private final ReadsInTime given;
  private final AtomicLong lastSession;
  private final AtomicLong wentBack = new AtomicLong();
  private final AtomicLong alarmNanos;

  public TrackSessionService(
      PresenceRegistry presence,
      CursorStore cursors,
      InboxReader inbox,
      SequenceLedger ledger,
      PeerLink peers,
      Clock clock) {
    this.presence = presence;
    this.cursors = cursors;
    this.inbox = inbox;
    this.ledger = ledger;
    this.peers = peers;
    this.clock = clock;
    this.stored = new ReadsInTime(clock, PATIENCE);
    this.given = new ReadsInTime(clock, PATIENCE);
    this.lastSession = new AtomicLong(clock.wallMillis() << SESSION_BITS);
    this.alarmNanos = new AtomicLong(clock.monotonicNanos() - ALARM_NANOS);
  }

  @Override
  public long nextSession() {
    return lastSession.incrementAndGet();
  }

  @Override
  public Opened opened(UserId user, DeviceName device, long session, long cursor) {
    note(user, device, session);
    return reread(user, device, cursor);
  }

  private void note(UserId user, DeviceName device, long session) {
    try {
      presence
          .arrived(user, device, session)
          .ifPresent(older -> peers.replace(older.node(), user, device, older.session()));
    } catch (StoreUnavailable away) {
      log.debug("Presence of session {} is not noted: {}", session, away.getMessage());
    }
  }

  /// The end of an inbox, and what the device has acknowledged of it.
  private record Known(long latestSeq, long delivered) {}

  @Override
  public Opened reread(UserId user, DeviceName device, long cursor) {
    Optional<Known> known =
        stored.read(() -> new Known(inbox.latestSeq(user), cursors.delivered(user, device)));
    OptionalLong latest =
        known.isPresent() ? OptionalLong.of(known.get().latestSeq()) : OptionalLong.empty();
    long delivered = known.map(Known::delivered).orElse(0L);
    return cursor == 0 || cursor <= latest.orElse(0)
        ? new Opened(latest, delivered, new Standing.Current())
        : new Opened(latest, delivered, beyond(user, device, cursor, known));
  }

  /// Where a device stands whose cursor is above the last row that is known of: it may have seen a
  /// push whose row is still to come, or one that lost to another attempt and has none.
  private Standing beyond(UserId user, DeviceName device, long cursor, Optional<Known> known) {
    Optional<Boolean> ours = given.read(() -> ledger.canHaveGiven(user, cursor));
    if (ours.isEmpty()) {
      return new Standing.Undecided();
    }
    if (ours.get()) {
      return new Standing.Current();
    }
    if (known.isEmpty()) {
      return new Standing.Undecided();
    }
    long delivered = known.get().delivered();
    Optional<Long> back =
        delivered <= known.get().latestSeq()
            ? Optional.of(delivered)
            : given.read(() -> ledger.canHaveGiven(user, delivered) ? delivered : 0L);
    if (back.isEmpty()) {
      return new Standing.Undecided();
    }
    alarm(user, device, cursor, back.get());
    return new Standing.GoesBack(back.get());
  }

  /// Of thousands of devices that come back after a restore, a line a minute.
  private void alarm(UserId user, DeviceName device, long cursor, long back) {
    long times = wentBack.incrementAndGet();
    long last = alarmNanos.get();
    long now = clock.monotonicNanos();
    if (now - last >= ALARM_NANOS && alarmNanos.compareAndSet(last, now)) {
      log.error(
          "Device {} of user {} knows its inbox up to seq {}, which was never given: the store is an"
              + " older copy, or another one, than the device last saw. It syncs from {} again."
              + " Devices so far: {}",
          device,
          user,
          cursor,
          back,
          times);
    }
  }

  @Override
  public long wentBack() {
    return wentBack.get();
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
