package dev.peal.application.syncing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.peal.application.delivery.NoPeers;
import dev.peal.application.port.in.TrackSession.Opened;
import dev.peal.application.port.out.Clock;
import dev.peal.application.port.out.InboxReader;
import dev.peal.application.port.out.PresenceRegistry;
import dev.peal.domain.session.DeviceName;
import dev.peal.domain.session.NodeId;
import dev.peal.domain.session.UserId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TrackSessionServiceTest {

  private static final UserId USER = new UserId(1);
  private static final DeviceName PHONE = new DeviceName("phone");

  private final Conversations cursors = new Conversations();
  private final Presence presence = new Presence();
  private final TrackSessionService service = at(1_000);

  private TrackSessionService at(long wallMillis) {
    return new TrackSessionService(
        presence, cursors, new Inbox(), new NoPeers(), new WallClock(wallMillis));
  }

  @Test
  void nextSession_rises_alsoOverARestart() {
    long last = 0;
    for (int i = 0; i < 1_000; i++) {
      long next = service.nextSession();
      assertThat(next).isGreaterThan(last);
      last = next;
    }
    assertThat(at(1_001).nextSession()).isGreaterThan(last);
  }

  @Test
  void opened_isPresentAndBeginsWithWhatIsStored() {
    service.acknowledged(USER, PHONE, 12);

    assertThat(service.opened(USER, PHONE, 5, 12)).isEqualTo(new Opened(40, 12, false));
    assertThat(presence.calls).containsExactly("arrived 1 phone 5");
  }

  @Test
  void opened_cursorAboveWhatIsStored_isAhead() {
    assertThat(service.opened(USER, PHONE, 5, 40).cursorAhead()).isFalse();
    assertThat(service.opened(USER, PHONE, 5, 41).cursorAhead()).isTrue();
  }

  @Test
  void closed_isPresentNoMore() {
    service.closed(USER, PHONE, 5);

    assertThat(presence.calls).containsExactly("departed 1 phone 5");
  }

  private static final class Presence implements PresenceRegistry {
    private final List<String> calls = new ArrayList<>();

    @Override
    public Optional<Elsewhere> arrived(UserId user, DeviceName device, long session) {
      calls.add("arrived " + user + " " + device + " " + session);
      return Optional.empty();
    }

    @Override
    public void departed(UserId user, DeviceName device, long session) {
      calls.add("departed " + user + " " + device + " " + session);
    }

    @Override
    public List<UserId> online(List<UserId> users) {
      return users;
    }

    @Override
    public Set<NodeId> nodesOf(List<UserId> users) {
      return Set.of();
    }
  }

  private static final class Inbox implements InboxReader {
    @Override
    public long watermark() {
      return 0;
    }

    @Override
    public long grace() {
      return 0;
    }

    @Override
    public Rows rowsAbove(UserId user, long afterSeq, int limit, int maxBytes) {
      return new Rows(List.of(), false);
    }

    @Override
    public long latestSeq(UserId user) {
      return 40;
    }
  }

  private record WallClock(long wallMillis) implements Clock {
    @Override
    public long monotonicNanos() {
      return 0;
    }
  }
}
