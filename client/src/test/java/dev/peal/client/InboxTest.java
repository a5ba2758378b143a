package dev.peal.client;

import static dev.peal.client.Frames.entry;
import static dev.peal.client.Frames.page;
import static dev.peal.client.Frames.push;
import static dev.peal.client.Frames.range;
import static org.assertj.core.api.Assertions.assertThat;

import dev.peal.protocol.v1.ClientFrame;
import dev.peal.protocol.v1.ClientFrame.BodyCase;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class InboxTest {
  private static final long PING_NANOS = Duration.ofSeconds(30).toNanos();
  private static final Duration LONG = Duration.ofMinutes(10);

  private final FakeTimers timers = new FakeTimers();
  private final FakeWire wire = new FakeWire();
  private final RecordingListener listener = new RecordingListener();
  private final Inbox inbox =
      new Inbox(new InboxCursor(0, 1024), AckSettings.standard(), 500, timers, listener);

  private void online(long latestStored) {
    inbox.online(wire, inbox.cursor(), latestStored, PING_NANOS);
  }

  private void pushed(long firstSeq, int messages) {
    inbox.push(firstSeq, push(firstSeq, messages), 0);
  }

  private void waitForNewHoles() {
    timers.pass(Duration.ofNanos(NewHoles.WAIT_NANOS));
  }

  private ClientFrame onlySync() {
    List<ClientFrame> syncs = wire.take(BodyCase.SYNC);
    assertThat(syncs).hasSize(1);
    return syncs.getFirst();
  }

  @Test
  void online_moreIsStored_asksFromTheCursor() {
    online(3);
    assertThat(onlySync().getSync().getAfter()).isZero();
  }

  @Test
  void online_nothingIsMissing_asksNothing() {
    online(0);
    timers.pass(LONG);
    assertThat(wire.take()).isEmpty();
  }

  @Test
  void push_hole_asksAfterAMomentAndOnlyOnce() {
    online(0);
    pushed(3, 1);
    timers.pass(Duration.ofNanos(NewHoles.WAIT_NANOS - 1));
    pushed(4, 1);
    assertThat(wire.take()).isEmpty();
    timers.pass(Duration.ofNanos(1));
    long asked = onlySync().getId();
    pushed(5, 1);
    waitForNewHoles();
    assertThat(wire.take(BodyCase.SYNC)).isEmpty();

    inbox.page(asked, page(0, 0).build());
    pushed(6, 1);
    waitForNewHoles();
    assertThat(wire.take(BodyCase.SYNC)).isEmpty();
  }

  @Test
  void push_holeThatClosesByItself_asksNothing() {
    online(0);
    pushed(3, 1);
    timers.pass(Duration.ofMillis(20));
    pushed(1, 2);
    timers.pass(LONG);

    assertThat(wire.take()).extracting(ClientFrame::getBodyCase).containsExactly(BodyCase.ACK);
    assertThat(listener.shown).containsExactly(3L, 1L, 2L);
  }

  /// Pushes that cross for ever: there is always a hole, and none of them is old.
  @Test
  void push_holesThatOpenAndCloseByTurns_askNothing() {
    online(0);
    for (long seq = 1; seq <= 4_000; seq += 2) {
      pushed(seq + 1, 1);
      timers.pass(Duration.ofMillis(10));
      if (seq > 1) {
        pushed(seq - 2, 1);
      }
      timers.pass(Duration.ofMillis(10));
    }

    assertThat(wire.take()).extracting(ClientFrame::getBodyCase).containsOnly(BodyCase.ACK);
  }

  @Test
  void push_laterHoleStaysOpenWhileTheFirstCloses_asksForIt() {
    online(0);
    pushed(2, 1);
    timers.pass(Duration.ofMillis(30));
    pushed(4, 1);
    pushed(6, 1);
    pushed(1, 1);
    pushed(5, 1);
    timers.pass(Duration.ofMillis(20));
    assertThat(wire.take(BodyCase.SYNC)).isEmpty();

    waitForNewHoles();
    assertThat(onlySync().getSync().getAfter()).isEqualTo(2);
  }

  @Test
  void push_secondHoleWhileAsking_asksAgainAfterThePage() {
    online(0);
    pushed(2, 1);
    waitForNewHoles();
    long asked = onlySync().getId();
    pushed(4, 1);
    waitForNewHoles();
    assertThat(wire.take(BodyCase.SYNC)).isEmpty();

    inbox.page(asked, page(0, 1).addEntries(entry(1)).build());
    assertThat(onlySync().getSync().getAfter()).isEqualTo(2);
  }

  // ---- another store ---------------------------------------------------------------------------

  /// What the device saw is of a store that is gone: seqs below its cursor are other messages now.
  @Test
  void online_fromALowerSeq_syncsFromThereAndShowsWhatIsNew() {
    online(0);
    pushed(1, 5);
    pushed(9, 1);
    inbox.offline();
    wire.take();
    inbox.online(wire, 2, 5, PING_NANOS);

    assertThat(listener.wentBack).containsExactly("5 to 2");
    inbox.page(
        onlySync().getId(),
        page(2, 5)
            .addEntries(entry(3))
            .addEntries(entry(4, "new", 40))
            .addEntries(entry(5, "c5", 50))
            .build());
    pushed(6, 1);

    assertThat(listener.shown).containsExactly(1L, 2L, 3L, 4L, 5L, 9L, 4L, 6L);
    assertThat(listener.moved).containsExactly("c5@50");
    assertThat(inbox.cursor()).isEqualTo(6);
  }

  @Test
  void online_fromALowerSeq_hasRoomForAsMuchAsBefore() {
    Inbox small = new Inbox(new InboxCursor(0, 8), AckSettings.standard(), 500, timers, listener);
    small.online(wire, 0, 0, PING_NANOS);
    small.push(1, push(1, 8), 0);
    small.offline();
    wire.take();
    listener.shown.clear();
    small.online(wire, 0, 6, PING_NANOS);

    var page = page(0, 6).addPending(range(1, 1));
    for (long seq = 2; seq <= 4; seq++) {
      page.addEntries(entry(seq, "other" + seq, seq));
    }
    small.page(onlySync().getId(), page.build());

    assertThat(listener.shown).containsExactly(2L, 3L, 4L);
  }

  @Test
  void page_holeStillOpenAndNothingStoredAbove_pingsLessAndLessOften() {
    online(0);
    pushed(2, 1);
    waitForNewHoles();
    inbox.page(onlySync().getId(), page(0, 0).build());

    timers.pass(Duration.ofMillis(250));
    assertThat(wire.take()).extracting(ClientFrame::getBodyCase).containsExactly(BodyCase.PING);
    timers.pass(Duration.ofSeconds(60));
    assertThat(wire.take(BodyCase.PING)).hasSize(6);
    inbox.pong(2);
    assertThat(onlySync().getSync().getAfter()).isZero();
  }

  @Test
  void page_more_asksOnFromItsLastEntry() {
    online(4);
    inbox.page(
        onlySync().getId(),
        page(0, 4).addEntries(entry(1)).addEntries(entry(2)).setMore(true).build());
    ClientFrame next = onlySync();
    assertThat(next.getSync().getAfter()).isEqualTo(2);
    inbox.page(next.getId(), page(2, 4).addEntries(entry(3)).addEntries(entry(4)).build());
    assertThat(listener.shown).containsExactly(1L, 2L, 3L, 4L);
    assertThat(inbox.cursor()).isEqualTo(4);
    wire.take();
    timers.pass(LONG);
    assertThat(wire.take(BodyCase.SYNC)).isEmpty();
  }

  @Test
  void page_pendingHole_readsOnAboveItAndLooksAgainLater() {
    online(4);
    inbox.page(
        onlySync().getId(),
        page(0, 4).addEntries(entry(2)).addPending(range(1, 1)).setMore(true).build());
    ClientFrame next = onlySync();
    assertThat(next.getSync().getAfter()).isEqualTo(2);
    inbox.page(next.getId(), page(2, 4).addEntries(entry(3)).addEntries(entry(4)).build());
    assertThat(listener.shown).containsExactly(2L, 3L, 4L);
    assertThat(inbox.cursor()).isZero();

    timers.pass(Duration.ofMillis(250));
    ClientFrame again = onlySync();
    assertThat(again.getSync().getAfter()).isZero();
    inbox.page(
        again.getId(),
        page(0, 4)
            .addEntries(entry(2))
            .addEntries(entry(3))
            .addEntries(entry(4))
            .addDead(range(1, 1))
            .build());
    assertThat(listener.shown).containsExactly(2L, 3L, 4L);
    assertThat(inbox.cursor()).isEqualTo(4);
  }

  @Test
  void page_rowsAndDeadSeqsByTurns_resolvesAll() {
    online(400);
    var page = page(0, 400);
    for (long seq = 2; seq <= 400; seq += 2) {
      page.addEntries(entry(seq)).addDead(range(seq - 1, seq - 1));
    }
    inbox.page(onlySync().getId(), page.build());
    assertThat(inbox.cursor()).isEqualTo(400);
    assertThat(listener.shown).hasSize(200);
  }

  @Test
  void page_moreThanTheRoomAboveAPendingHole_stopsAndComesBack() {
    Inbox small = new Inbox(new InboxCursor(0, 4), AckSettings.standard(), 500, timers, listener);
    small.online(wire, 0, 9, PING_NANOS);
    var page = page(0, 9).addPending(range(1, 1)).setMore(true);
    for (long seq = 2; seq <= 5; seq++) {
      page.addEntries(entry(seq));
    }
    small.page(onlySync().getId(), page.build());
    assertThat(listener.shown).containsExactly(2L, 3L);
    assertThat(wire.take(BodyCase.SYNC)).isEmpty();
    timers.pass(Duration.ofMillis(250));
    assertThat(onlySync().getSync().getAfter()).isZero();
  }

  @Test
  void page_positionOtherThanPushed_isTold() {
    online(0);
    pushed(1, 1);
    inbox.pong(2);
    inbox.page(onlySync().getId(), page(1, 2).addEntries(entry(2, "c1", 50)).build());
    assertThat(listener.shown).containsExactly(1L);
    assertThat(listener.moved).containsExactly("c1@50");
  }

  @Test
  void refused_sync_asksAgainAfterTheTimeGiven() {
    online(3);
    assertThat(inbox.refused(onlySync().getId(), 2000)).isTrue();
    timers.pass(Duration.ofMillis(1999));
    assertThat(wire.take()).isEmpty();
    timers.pass(Duration.ofMillis(1));
    assertThat(onlySync().getSync().getAfter()).isZero();
  }

  @Test
  void push_fewSeqs_acknowledgedWithinASecond() {
    online(0);
    pushed(1, 10);
    timers.pass(Duration.ofMillis(400));
    pushed(11, 10);
    timers.pass(Duration.ofMillis(99));
    assertThat(wire.take()).isEmpty();
    timers.pass(Duration.ofMillis(501));
    assertThat(wire.take()).extracting(frame -> frame.getAck().getSeq()).containsExactly(20L);
    timers.pass(LONG);
    assertThat(wire.take()).isEmpty();
  }

  @Test
  void push_manySeqs_acknowledgedAtOnceTogether() {
    online(0);
    pushed(1, 1_024);
    pushed(1_025, 100);
    assertThat(wire.take()).isEmpty();
    timers.settle();
    assertThat(wire.take()).extracting(frame -> frame.getAck().getSeq()).containsExactly(1_124L);
  }

  @Test
  void push_aboveAHole_isNotAcknowledged() {
    online(0);
    pushed(2, 100);
    wire.take();
    timers.pass(Duration.ofMillis(200));
    assertThat(wire.take(BodyCase.ACK)).isEmpty();
  }

  @Test
  void offline_noTimerIsLeft() {
    online(0);
    pushed(1, 1);
    pushed(3, 1);
    waitForNewHoles();
    inbox.page(onlySync().getId(), page(1, 1).build());
    pushed(5, 1);
    assertThat(timers.count()).isPositive();
    inbox.offline();
    assertThat(timers.count()).isZero();
    timers.pass(LONG);
    assertThat(wire.take()).isEmpty();
  }
}
