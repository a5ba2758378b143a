package dev.peal.application.syncing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.peal.application.delivery.NoPeers;
import dev.peal.application.port.in.TrackSession.Opened;
import dev.peal.application.port.in.TrackSession.Standing;
import dev.peal.application.port.out.Clock;
import dev.peal.application.port.out.InboxReader;
import dev.peal.application.port.out.PresenceRegistry;
import dev.peal.application.port.out.SequenceLedger;
import dev.peal.application.port.out.StoreUnavailable;
import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.conversation.Members;
import dev.peal.domain.message.Batch;
import dev.peal.domain.message.Draft;
import dev.peal.domain.session.DeviceName;
import dev.peal.domain.session.NodeId;
import dev.peal.domain.session.UserId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class TrackSessionServiceTest {

  private static final UserId USER = new UserId(1);
  private static final DeviceName PHONE = new DeviceName("phone");

  private final Conversations cursors = new Conversations();
  private final Presence presence = new Presence();
  private final Inbox inbox = new Inbox();
  private final Ledger ledger = new Ledger();
  private final TrackSessionService service = at(1_000);

  private TrackSessionService at(long wallMillis) {
    return new TrackSessionService(
        presence, cursors, inbox, ledger, new NoPeers(), new WallClock(wallMillis));
  }

  private Standing standing(long cursor) {
    return service.opened(USER, PHONE, 5, cursor).standing();
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

    assertThat(service.opened(USER, PHONE, 5, 12))
        .isEqualTo(new Opened(OptionalLong.of(40), 12, new Standing.Current()));
    assertThat(presence.calls).containsExactly("arrived 1 phone 5");
    assertThat(ledger.asked).isEmpty();
  }

  /// The trace of a push that lost to another attempt, or whose row is still to come.
  @Test
  void opened_cursorAboveTheLastRowThatWasGiven_isCurrent() {
    ledger.last = 41;

    assertThat(standing(40)).isEqualTo(new Standing.Current());
    assertThat(standing(41)).isEqualTo(new Standing.Current());
    assertThat(ledger.asked).containsExactly(41L);
    assertThat(service.wentBack()).isZero();
  }

  /// The traces after a restore: any cursor would pass what gets the seqs below it, the last row
  /// would pass what the device has not seen of the copy.
  @Test
  void opened_cursorThatWasNeverGiven_goesBackToWhatWasAcknowledged() {
    service.acknowledged(USER, PHONE, 12);
    ledger.last = 45;

    assertThat(standing(46)).isEqualTo(new Standing.GoesBack(12));
    assertThat(service.opened(USER, new DeviceName("new"), 6, 46).standing())
        .isEqualTo(new Standing.GoesBack(0));
    assertThat(service.wentBack()).isEqualTo(2);
  }

  @Test
  void opened_whatWasAcknowledgedWasNeverGivenEither_goesBackToTheBeginning() {
    service.acknowledged(USER, PHONE, 60);
    ledger.last = 45;

    assertThat(standing(70)).isEqualTo(new Standing.GoesBack(0));
  }

  @Test
  void opened_inboxAway_knowsNoLatestSeqAndIsCurrent() {
    service.acknowledged(USER, PHONE, 12);
    ledger.last = 41;
    inbox.away = true;

    assertThat(service.opened(USER, PHONE, 5, 41))
        .isEqualTo(new Opened(OptionalLong.empty(), 0, new Standing.Current()));
    inbox.away = false;
  }

  @Test
  void opened_inboxAway_isNotAskedAgainForAWhile() {
    inbox.away = true;
    for (int i = 0; i < 100; i++) {
      service.opened(USER, PHONE, i, 0);
    }

    assertThat(inbox.asked).isEqualTo(1);
  }

  @Test
  void opened_inboxHangs_isNotWaitedForLong() {
    ledger.last = 41;
    inbox.hangs = new CountDownLatch(1);

    Opened opened = service.opened(USER, PHONE, 5, 41);
    inbox.hangs.countDown();

    assertThat(opened).isEqualTo(new Opened(OptionalLong.empty(), 0, new Standing.Current()));
  }

  @Test
  void opened_ledgerAway_isUndecidedOnlyAboveTheLastRow() {
    ledger.away = true;

    assertThat(standing(40)).isEqualTo(new Standing.Current());
    assertThat(standing(41)).isEqualTo(new Standing.Undecided());
  }

  @Test
  void opened_neverGivenWhileWhatWasAcknowledgedIsNotKnown_isUndecided() {
    inbox.away = true;
    ledger.last = 40;

    assertThat(standing(41)).isEqualTo(new Standing.Undecided());
    assertThat(standing(0)).isEqualTo(new Standing.Current());
    assertThat(service.wentBack()).isZero();
  }

  @Test
  void reread_tellsWhatWasNotKnownAndNotesNoPresence() {
    assertThat(service.reread(USER, PHONE, 12).latestSeq()).hasValue(40);
    assertThat(presence.calls).isEmpty();
  }

  @Test
  void opened_presenceAway_isOpenedAllTheSame() {
    presence.away = true;

    assertThat(service.opened(USER, PHONE, 5, 12).latestSeq()).hasValue(40);
  }

  @Test
  void closed_isPresentNoMore() {
    service.closed(USER, PHONE, 5);

    assertThat(presence.calls).containsExactly("departed 1 phone 5");
  }

  private static final class Presence implements PresenceRegistry {
    private final List<String> calls = new ArrayList<>();
    private boolean away;

    @Override
    public Optional<Elsewhere> arrived(UserId user, DeviceName device, long session) {
      if (away) {
        throw new StoreUnavailable("presence is away", true);
      }
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

  private static final class Ledger implements SequenceLedger {
    private final List<Long> asked = new ArrayList<>();
    private long last = 40;
    private boolean away;

    @Override
    public boolean canHaveGiven(UserId user, long seq) {
      asked.add(seq);
      if (away) {
        throw new StoreUnavailable("the ledger is away", true);
      }
      return seq <= last;
    }

    @Override
    public Allotment allot(
        ConversationId conversation, Members members, long[] alsoTo, List<Draft> drafts) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void settled(Batch batch) {}

    @Override
    public void abandoned(Batch batch) {}

    @Override
    public void raiseVersion(ConversationId conversation, long version) {}
  }

  private static final class Inbox implements InboxReader {
    private boolean away;
    private int asked;
    private CountDownLatch hangs = new CountDownLatch(0);

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
      asked++;
      if (away) {
        throw new StoreUnavailable("the inbox is away", true);
      }
      try {
        hangs.await();
      } catch (InterruptedException ended) {
        Thread.currentThread().interrupt();
      }
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
