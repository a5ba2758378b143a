package dev.peal.in.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.peal.application.port.in.PostMessage;
import dev.peal.application.port.in.SendOrder;
import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.message.ClientMessageId;
import dev.peal.domain.message.Recipients;
import dev.peal.domain.sequence.SeqRange;
import dev.peal.domain.session.UserId;
import dev.peal.protocol.v1.Closing;
import dev.peal.protocol.v1.Code;
import dev.peal.protocol.v1.ServerFrame;
import dev.peal.protocol.v1.ServerFrame.BodyCase;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What a session pushes, waits for and ends for.
final class SessionTest {

  private final SessionRig rig = new SessionRig(3);

  @AfterEach
  void close() {
    rig.close();
  }

  // ---- login ---------------------------------------------------------------------------------

  @Test
  void login_isWelcomed() {
    rig.useCases.latest.put(5L, 12L);
    rig.useCases.delivered.put("phone", 4L);
    Peer peer = rig.connect();

    peer.send(Frames.login("user 5", "phone", 7));
    rig.settle();

    ServerFrame welcome = peer.answer();
    assertThat(welcome.getReplyTo()).isEqualTo(1);
    assertThat(welcome.getWelcome().getUser()).isEqualTo(5);
    assertThat(welcome.getWelcome().getLatestSeq()).isEqualTo(12);
    assertThat(welcome.getWelcome().getDeviceCursor()).isEqualTo(4);
    assertThat(welcome.getWelcome().getIdleTimeoutMs()).isEqualTo(75_000);
    assertThat(welcome.getWelcome().getPingIntervalMs()).isEqualTo(25_000);
    assertThat(welcome.getWelcome().getNode()).isEqualTo("node-1");
  }

  @Test
  void push_beforeTheWelcome_isHeldBackAndToldOfAfterwards() {
    rig.useCases.latest.put(5L, 12L);
    Peer peer = rig.connect();
    peer.send(Frames.login("user 5", "phone", 12));
    rig.gateway.deliver(Batches.text(5, 13, "early"));
    rig.runLoops();
    assertThat(peer.received()).isEmpty();

    rig.settle();
    rig.useCases.latest.put(5L, 13L);
    rig.pass(Duration.ofMillis(100));

    assertThat(peer.received())
        .extracting(ServerFrame::getBodyCase)
        .containsExactly(BodyCase.WELCOME, BodyCase.PONG);
  }

  @Test
  void push_beforeTheWelcomeButReadWithIt_isNotToldOfAgain() {
    Peer peer = rig.connect();
    peer.send(Frames.login("user 5", "phone", 0));
    rig.gateway.deliver(Batches.text(5, 13, "early"));
    rig.useCases.latest.put(5L, 13L);

    rig.settle();
    rig.pass(Duration.ofSeconds(1));

    assertThat(peer.answer().getWelcome().getLatestSeq()).isEqualTo(13);
  }

  @Test
  void requests_beforeTheWelcome_areAnsweredAfterIt() {
    Peer peer = rig.connect();

    peer.send(Frames.login("user 5", "phone", 0));
    peer.send(Frames.ping(2));
    peer.send(Frames.sync(3, 0, 10));
    rig.settle();

    assertThat(peer.received())
        .extracting(ServerFrame::getBodyCase)
        .containsExactly(BodyCase.WELCOME, BodyCase.PONG, BodyCase.PAGE);
  }

  @Test
  void login_cursorOfAPushWithoutARow_isWelcomedAtOnce() {
    rig.useCases.latest.put(5L, 2L);
    rig.useCases.given.put(5L, 3L);
    Peer peer = rig.connect();

    peer.send(Frames.login("user 5", "phone", 3));
    rig.settle();

    ServerFrame welcome = peer.answer();
    assertThat(welcome.getWelcome().getCursor()).isEqualTo(3);
    assertThat(welcome.getWelcome().getLatestSeq()).isEqualTo(2);
    assertThat(welcome.getWelcome().getLatestUnknown()).isFalse();
  }

  @Test
  void login_cursorThatWasNeverGiven_goesBackToWhatTheDeviceHadAcknowledged() {
    rig.useCases.latest.put(5L, 7L);
    rig.useCases.delivered.put("phone", 4L);
    Peer peer = rig.connect();

    peer.send(Frames.login("user 5", "phone", Long.MAX_VALUE));
    rig.settle();

    assertThat(peer.answer().getWelcome().getCursor()).isEqualTo(4);
    // A client that does not heed it says nothing that is believed.
    peer.send(Frames.ack(Long.MAX_VALUE));
    rig.settle();
    assertThat(peer.answer().getError().getField()).isEqualTo("ack.seq");
    peer.send(Frames.ack(6));
    rig.pass(SessionRig.ACK);
    peer.connection.close();
    rig.settle();
    assertThat(rig.useCases.delivered).containsEntry("phone", 6L);
  }

  @Test
  void login_storeDown_isWelcomedAndToldLaterWhatIsStored() {
    rig.useCases.storeDown = true;
    rig.useCases.given.put(5L, 3L);
    Peer peer = rig.connect();

    peer.send(Frames.login("user 5", "phone", 3));
    rig.settle();

    ServerFrame welcome = peer.answer();
    assertThat(welcome.getWelcome().getCursor()).isEqualTo(3);
    assertThat(welcome.getWelcome().getLatestSeq()).isZero();
    assertThat(welcome.getWelcome().getLatestUnknown()).isTrue();
    rig.deliver(Batches.text(5, 4, "hi"));
    assertThat(peer.answer().getPush().getFirstSeq()).isEqualTo(4);
    peer.send(Frames.ack(4));

    rig.useCases.latest.put(5L, 6L);
    rig.useCases.storeDown = false;
    rig.pass(Duration.ofSeconds(4));

    assertThat(peer.answer().getPong().getLatestSeq()).isEqualTo(6);
    rig.pass(SessionRig.ACK);
    peer.connection.close();
    rig.settle();
    assertThat(rig.useCases.delivered).containsEntry("phone", 4L);
  }

  @Test
  void login_storeDown_asksMoreAndMoreSeldom() {
    rig.useCases.storeDown = true;
    rig.loggedIn(5, "phone", 0);

    rig.pass(Duration.ofSeconds(60));

    assertThat(rig.useCases.calls.stream().filter("reread"::equals).count()).isBetween(15L, 30L);
  }

  @Test
  void login_nothingIsKnownOfTheCursor_nothingAcknowledgedIsRememberedUntilItIs() {
    rig.useCases.storeDown = true;
    rig.useCases.ledgerDown = true;
    rig.useCases.given.put(5L, 9L);
    Peer peer = rig.loggedIn(5, "phone", 9);
    rig.deliver(Batches.text(5, 10, "hi"));
    peer.send(Frames.ack(10));
    rig.pass(SessionRig.ACK);
    assertThat(rig.useCases.delivered).isEmpty();

    rig.useCases.storeDown = false;
    rig.useCases.ledgerDown = false;
    rig.pass(Duration.ofSeconds(4));
    peer.connection.close();
    rig.settle();

    assertThat(rig.useCases.delivered).containsEntry("phone", 10L);
  }

  @Test
  void login_cursorProvesToBeOfAnotherStore_closesToComeBack() {
    rig.useCases.storeDown = true;
    rig.useCases.ledgerDown = true;
    Peer peer = rig.loggedIn(5, "phone", 9);

    rig.useCases.storeDown = false;
    rig.useCases.ledgerDown = false;
    rig.pass(Duration.ofSeconds(4));

    List<ServerFrame> frames = peer.received();
    Closing closing = frames.getLast().getClosing();
    assertThat(closing.getReason()).isEqualTo(Closing.Reason.CURSOR_AHEAD);
    assertThat(closing.getReconnectAfterMs()).isPositive();
    assertThat(rig.useCases.delivered).isEmpty();
    assertThat(rig.useCases.present).isEmpty();
  }

  @Test
  void login_nodeHasNoTurnLeft_isRefusedForNow() {
    Peer peer = rig.connect();
    fillAdmission();

    peer.send(Frames.login("user 5", "phone", 0));
    rig.runLoops();

    List<ServerFrame> frames = peer.received();
    assertThat(frames.getFirst().getError().getCode()).isEqualTo(Code.OVERLOADED);
    assertThat(frames.getLast().getClosing().getReason()).isEqualTo(Closing.Reason.OVERLOAD);
    assertThat(peer.connection.isOpen()).isFalse();
  }

  @Test
  void login_neverAnsweredByTheStore_endsIdle() {
    Peer peer = rig.connect();
    peer.send(Frames.login("user 5", "phone", 0));

    rig.time.advance(SessionRig.IDLE);
    rig.runLoops();

    assertThat(peer.closedWith()).isEqualTo(Closing.Reason.IDLE);
  }

  // ---- presence ------------------------------------------------------------------------------

  @Test
  void presence_endsWithTheSession() {
    Peer peer = rig.loggedIn(5, "phone", 0);
    assertThat(rig.useCases.present).hasSize(1);

    peer.connection.close();
    rig.settle();

    assertThat(rig.useCases.present).isEmpty();
    assertThat(rig.gateway.sessions()).isZero();
    assertThat(rig.gateway.waiting()).isZero();
  }

  @Test
  void presence_connectionLostDuringLogin_isTakenBack() {
    Peer peer = rig.connect();
    peer.send(Frames.login("user 5", "phone", 0));
    rig.runLoops();
    peer.connection.close();
    rig.runLoops();
    rig.threads.runNewest();

    rig.settle();

    assertThat(rig.useCases.calls).contains("opened");
    assertThat(rig.useCases.present).isEmpty();
    assertThat(rig.gateway.sessions()).isZero();
    assertThat(rig.gateway.waiting()).isZero();
  }

  @Test
  void presence_connectionLostAndStoreDownDuringLogin_isTakenBack() {
    Peer peer = rig.connect();
    peer.send(Frames.login("user 5", "phone", 0));
    rig.runLoops();
    peer.connection.close();
    rig.runLoops();
    rig.useCases.storeDown = true;
    rig.threads.runNewest();

    rig.settle();

    assertThat(rig.useCases.calls).contains("opened");
    assertThat(rig.useCases.present).isEmpty();
  }

  @Test
  void presence_endWhileNodeHasNoTurnLeft_isTakenBackLater() {
    Peer peer = rig.loggedIn(5, "phone", 0);
    fillAdmission();
    peer.connection.close();
    rig.runLoops();
    assertThat(rig.useCases.present).hasSize(1);

    rig.pass(Duration.ofSeconds(4));

    assertThat(rig.useCases.present).isEmpty();
  }

  // ---- devices -------------------------------------------------------------------------------

  @Test
  void sameDevice_olderSessionIsReplacedAndTold() {
    Peer older = rig.loggedIn(5, "phone", 0);
    Peer newer = rig.loggedIn(5, "phone", 0);

    assertThat(older.answer().hasReplaced()).isTrue();
    assertThat(older.toldToClose()).isTrue();
    assertThat(older.connection.isOpen()).isFalse();
    rig.deliver(Batches.text(5, 1, "hi"));
    assertThat(newer.answer().hasPush()).isTrue();
    assertThat(rig.useCases.present).containsExactly(2L);
    assertThat(rig.gateway.sessions()).isEqualTo(1);
  }

  @Test
  void sameDevice_olderPeerTakesNothing_isCutOffInTime() {
    Peer older = rig.loggedIn(5, "phone", 0);
    older.connection.block();
    rig.loggedIn(5, "phone", 0);
    assertThat(older.connection.isOpen()).isTrue();

    rig.pass(SessionRig.WRITE);

    assertThat(older.connection.isOpen()).isFalse();
  }

  @Test
  void replacedSession_whatItStillSends_isIgnored() {
    Peer older = rig.loggedIn(5, "phone", 0);
    older.connection.block();
    rig.loggedIn(5, "phone", 0);

    older.send(Frames.text(2, "g7", "a", "late"));
    rig.settle();

    assertThat(rig.useCases.posted).isEmpty();
  }

  @Test
  void otherDevicesAndUsers_stay() {
    Peer phone = rig.loggedIn(5, "phone", 0);
    Peer laptop = rig.loggedIn(5, "laptop", 0);
    Peer other = rig.loggedIn(6, "phone", 0);

    rig.deliver(Batches.texts(Recipients.of(new long[] {5, 6}, new long[] {1, 40}), "to all"));

    assertThat(phone.answer().getPush().getFirstSeq()).isEqualTo(1);
    assertThat(laptop.answer().getPush().getFirstSeq()).isEqualTo(1);
    assertThat(other.answer().getPush().getFirstSeq()).isEqualTo(40);
  }

  // ---- behind --------------------------------------------------------------------------------

  @Test
  void unwritable_getsNoPushesAndIsToldOnceWhatItMissedIsStored() {
    Peer peer = rig.loggedIn(5, "phone", 0);
    peer.connection.block();
    rig.deliver(Batches.text(5, 1, "x".repeat(EmbeddedConnection.HIGH)));
    rig.deliver(Batches.text(5, 2, "missed"));
    rig.deliver(Batches.text(5, 3, "missed too"));
    rig.useCases.latest.put(5L, 2L);

    peer.connection.unblock();
    rig.settle();
    rig.pass(Duration.ofSeconds(1));
    assertThat(peer.answer().getPush().getFirstSeq()).isEqualTo(1);

    rig.useCases.latest.put(5L, 3L);
    rig.pass(Duration.ofSeconds(4));
    assertThat(peer.answer().getPong().getLatestSeq()).isEqualTo(3);
  }

  @Test
  void unwritable_afterDraining_pushesGoOn() {
    Peer peer = rig.loggedIn(5, "phone", 0);
    peer.connection.block();
    rig.deliver(Batches.text(5, 1, "x".repeat(EmbeddedConnection.HIGH)));
    rig.deliver(Batches.text(5, 2, "missed"));
    peer.connection.unblock();
    rig.useCases.latest.put(5L, 2L);
    rig.settle();
    peer.received();

    rig.deliver(Batches.text(5, 3, "next"));

    assertThat(peer.answer().getPush().getFirstSeq()).isEqualTo(3);
  }

  @Test
  void unwritable_againWhileCatchingUp_isToldOfTheHigherSeq() {
    Peer peer = rig.loggedIn(5, "phone", 0);
    for (int i = 0; i < 2; i++) {
      peer.connection.block();
      rig.deliver(Batches.text(5, 1 + 2 * i, "x".repeat(EmbeddedConnection.HIGH)));
      rig.deliver(Batches.text(5, 2 + 2 * i, "missed"));
      peer.connection.unblock();
      rig.settle();
      peer.received();
    }

    rig.useCases.latest.put(5L, 4L);
    rig.pass(Duration.ofSeconds(4));

    assertThat(peer.answer().getPong().getLatestSeq()).isEqualTo(4);
  }

  @Test
  void unwritable_onlyBecauseNotFlushedYet_isNotBehind() {
    Peer peer = rig.loggedIn(5, "phone", 0);
    for (int i = 0; i < 8; i++) {
      rig.gateway.deliver(Batches.text(5, 1 + i, "x".repeat(EmbeddedConnection.HIGH / 2)));
    }

    rig.settle();

    assertThat(peer.received())
        .extracting(frame -> frame.getPush().getFirstSeq())
        .containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L);
  }

  @Test
  void behind_storeDownOrSlow_asksMoreAndMoreSeldom() {
    Peer peer = rig.loggedIn(5, "phone", 0);
    peer.connection.block();
    rig.deliver(Batches.text(5, 1, "x".repeat(EmbeddedConnection.HIGH)));
    rig.deliver(Batches.text(5, 2, "missed"));
    peer.connection.unblock();
    rig.settle();
    peer.received();

    int asked = 0;
    for (int i = 0; i < 1_000; i++) {
      rig.time.advance(Duration.ofMillis(50));
      peer.connection.advanceTimeBy(50, TimeUnit.MILLISECONDS);
      peer.connection.runScheduledPendingTasks();
      asked += rig.threads.waiting();
      rig.settle();
      peer.send(Frames.ack(1));
      if (i % 100 == 0) {
        rig.settle();
        peer.received();
      }
    }

    assertThat(asked).isBetween(10, 30);
  }

  @Test
  void unwritable_tooLong_isCutOff() {
    Peer peer = rig.loggedIn(5, "phone", 0);
    peer.connection.block();
    rig.deliver(Batches.text(5, 1, "x".repeat(EmbeddedConnection.HIGH)));

    rig.pass(SessionRig.WRITE.minusMillis(100));
    assertThat(peer.connection.isOpen()).isTrue();
    rig.pass(Duration.ofMillis(200));

    assertThat(peer.connection.isOpen()).isFalse();
    assertThat(rig.useCases.present).isEmpty();
  }

  @Test
  void unwritable_nowAndThen_isNotCutOff() {
    Peer peer = rig.loggedIn(5, "phone", 0);
    for (int i = 1; i <= 6; i++) {
      peer.connection.block();
      rig.deliver(Batches.text(5, i, "x".repeat(EmbeddedConnection.HIGH)));
      rig.pass(SessionRig.WRITE.minusSeconds(5));
      peer.connection.unblock();
      peer.send(Frames.ack(i));
      rig.settle();
    }

    assertThat(peer.connection.isOpen()).isTrue();
  }

  // ---- acknowledgements ----------------------------------------------------------------------

  @Test
  void unacknowledged_isSentAgainThreeTimesAndThenClosed() {
    Peer peer = rig.loggedIn(5, "phone", 0);
    rig.deliver(Batches.text(5, 1, "hi"));
    rig.useCases.latest.put(5L, 1L);
    peer.received();

    for (int i = 0; i < 3; i++) {
      rig.pass(SessionRig.ACK);
      assertThat(peer.answer().getPage().getAfter()).isZero();
      peer.send(Frames.ping(2));
      rig.settle();
      peer.received();
    }
    rig.pass(SessionRig.ACK);

    assertThat(peer.closedWith()).isEqualTo(Closing.Reason.UNACKNOWLEDGED);
    assertThat(rig.useCases.calls).containsOnlyOnce("opened").contains("page 0 500");
  }

  /// A client that pings and cannot do more.
  private void passWithPings(Peer peer, int ackTimeouts) {
    for (int i = 0; i < ackTimeouts && peer.connection.isOpen(); i++) {
      peer.send(Frames.ping(2));
      rig.settle();
      rig.pass(SessionRig.ACK);
    }
  }

  @Test
  void unacknowledged_forAHoleThatIsNotDecided_isNeitherSentAgainNorClosed() {
    rig.useCases.latest.put(5L, 2L);
    rig.useCases.pending.put(5L, new SeqRange(1, 1));
    Peer peer = rig.loggedIn(5, "phone", 0);
    rig.deliver(Batches.text(5, 2, "above a hole"));
    peer.received();

    passWithPings(peer, 12);

    assertThat(peer.connection.isOpen()).isTrue();
    assertThat(peer.received()).extracting(ServerFrame::getBodyCase).containsOnly(BodyCase.PONG);

    rig.useCases.pending.clear();
    rig.pass(SessionRig.ACK);
    assertThat(peer.received()).extracting(ServerFrame::getBodyCase).contains(BodyCase.PAGE);
  }

  @Test
  void unacknowledged_whileRowsAreToCome_isNotClosed() {
    Peer peer = rig.loggedIn(5, "phone", 0);
    rig.deliver(Batches.text(5, 1, "hi"));

    passWithPings(peer, 12);

    assertThat(peer.connection.isOpen()).isTrue();
  }

  @Test
  void unacknowledged_whileTheInboxCannotBeRead_isNotClosed() {
    rig.useCases.latest.put(5L, 1L);
    Peer peer = rig.loggedIn(5, "phone", 0);
    rig.deliver(Batches.text(5, 1, "hi"));
    rig.useCases.storeDown = true;
    peer.received();

    passWithPings(peer, 12);

    assertThat(peer.connection.isOpen()).isTrue();
    assertThat(peer.received())
        .allMatch(frame -> frame.getReplyTo() == 2, "nothing but answers to its pings");

    rig.useCases.storeDown = false;
    passWithPings(peer, 6);

    assertThat(peer.closedWith()).isEqualTo(Closing.Reason.UNACKNOWLEDGED);
  }

  /// Resends that pile up in front of a store that hangs count once, not each.
  @Test
  void unacknowledged_storeHangsAndComesBack_leavesTimeToAcknowledge() {
    rig.useCases.latest.put(5L, 1L);
    Peer peer = rig.loggedIn(5, "phone", 0);
    rig.deliver(Batches.text(5, 1, "hi"));
    for (int i = 0; i < 6; i++) {
      rig.time.advance(SessionRig.ACK);
      rig.runLoops();
    }

    rig.settle();
    rig.time.advance(SessionRig.ACK);
    rig.settle();

    assertThat(peer.connection.isOpen()).isTrue();
  }

  @Test
  void acknowledged_isNotSentAgain() {
    Peer peer = rig.loggedIn(5, "phone", 0);
    rig.deliver(Batches.text(5, 1, "hi"));
    peer.received();

    peer.send(Frames.ack(1));
    rig.pass(SessionRig.ACK.multipliedBy(3));

    assertThat(peer.received()).isEmpty();
  }

  @Test
  void acknowledgedInPart_theRestIsSentAgainFromThere() {
    Peer peer = rig.loggedIn(5, "phone", 0);
    rig.deliver(Batches.texts(Recipients.of(new long[] {5}, new long[] {1}), "a", "b", "c"));
    rig.useCases.latest.put(5L, 3L);
    peer.received();

    peer.send(Frames.ack(2));
    rig.pass(SessionRig.ACK);

    assertThat(peer.answer().getPage().getAfter()).isEqualTo(2);
  }

  @Test
  void acknowledgedAfterResends_theCountBeginsAnew() {
    Peer peer = rig.loggedIn(5, "phone", 0);
    for (int seq = 1; seq <= 3; seq++) {
      rig.deliver(Batches.text(5, seq, "hi"));
      rig.useCases.latest.put(5L, (long) seq);
      rig.pass(SessionRig.ACK.multipliedBy(2));
      peer.send(Frames.ack(seq));
      rig.settle();
    }

    assertThat(peer.connection.isOpen()).isTrue();
  }

  @Test
  void pushBelowWhatIsAcknowledged_isNotWaitedFor() {
    rig.useCases.latest.put(5L, 20L);
    Peer peer = rig.loggedIn(5, "phone", 20);

    rig.deliver(Batches.text(5, 15, "late, and synced before"));
    peer.received();
    for (int i = 0; i < 6; i++) {
      rig.pass(SessionRig.ACK);
      peer.send(Frames.ping(2));
    }

    assertThat(peer.received()).extracting(ServerFrame::getBodyCase).containsOnly(BodyCase.PONG);
    assertThat(peer.connection.isOpen()).isTrue();
  }

  @Test
  void ack_beyondWhatWasTold_isRefused() {
    Peer peer = rig.loggedIn(5, "phone", 0);
    rig.deliver(Batches.text(5, 1, "hi"));
    peer.received();

    for (long seq : new long[] {2, Long.MAX_VALUE, -1}) {
      peer.send(Frames.ack(seq));
      rig.settle();

      ServerFrame answer = peer.answer();
      assertThat(answer.getReplyTo()).isEqualTo(9);
      assertThat(answer.getError().getCode()).isEqualTo(Code.INVALID_ARGUMENT);
      assertThat(answer.getError().getField()).isEqualTo("ack.seq");
      assertThat(answer.getError().getMessage())
          .isEqualTo("ack.seq: " + seq + " (expected: a seq that this session was told of)");
    }
  }

  @Test
  void ack_ofWhatAPageOrPongTold_isTaken() {
    Peer peer = rig.loggedIn(5, "phone", 0);
    rig.useCases.latest.put(5L, 8L);
    peer.send(Frames.sync(2, 0, 10));
    rig.settle();
    peer.received();
    peer.send(Frames.ack(8));
    rig.useCases.latest.put(5L, 9L);
    peer.send(Frames.ping(3));
    rig.settle();
    peer.received();

    peer.send(Frames.ack(9));
    rig.settle();

    assertThat(peer.received()).isEmpty();
  }

  @Test
  void ack_isRememberedSoonAndAtTheEnd() {
    Peer peer = rig.loggedIn(5, "phone", 0);
    rig.deliver(Batches.text(5, 1, "hi"));
    peer.send(Frames.ack(1));
    rig.pass(SessionRig.ACK);
    assertThat(rig.useCases.delivered).containsEntry("phone", 1L);

    rig.deliver(Batches.text(5, 2, "hi"));
    peer.send(Frames.ack(2));
    peer.connection.close();
    rig.settle();

    assertThat(rig.useCases.delivered).containsEntry("phone", 2L);
  }

  // ---- the ends ------------------------------------------------------------------------------

  @Test
  void idle_isClosed() {
    Peer peer = rig.loggedIn(5, "phone", 0);

    rig.pass(SessionRig.IDLE.minusMillis(100));
    assertThat(peer.connection.isOpen()).isTrue();
    rig.pass(Duration.ofMillis(200));

    assertThat(peer.closedWith()).isEqualTo(Closing.Reason.IDLE);
  }

  @Test
  void pings_keepASessionOpen() {
    Peer peer = rig.loggedIn(5, "phone", 0);

    for (int i = 0; i < 10; i++) {
      rig.pass(SessionRig.IDLE.minusSeconds(1));
      peer.send(Frames.ping(2));
      rig.settle();
    }

    assertThat(peer.connection.isOpen()).isTrue();
  }

  @Test
  void tokenExpiry_closes() {
    rig.useCases.expiresAtMillis = rig.time.wallMillis() + 20_000;
    Peer peer = rig.loggedIn(5, "phone", 0);
    rig.pass(Duration.ofMillis(19_900));
    assertThat(peer.connection.isOpen()).isTrue();

    rig.pass(Duration.ofMillis(200));

    assertThat(peer.closedWith()).isEqualTo(Closing.Reason.LOGIN_REFUSED);
  }

  @Test
  void refused_inMoreConversationsThanCanBeRemembered_closesToComeBack() {
    Peer peer = rig.loggedIn(5, "phone", 0);
    peer.send(Frames.text(2, "g7", "a", "hi"));
    peer.send(Frames.text(3, "g8", "b", "ho"));
    stall(rig.useCases.orders.getFirst(), SendOrder.MAX_STALLED);
    refuse(0);
    assertThat(peer.answer().getError().getCode()).isEqualTo(Code.OVERLOADED);
    assertThat(peer.connection.isOpen()).isTrue();

    stall(rig.useCases.orders.getFirst(), SendOrder.MAX_STALLED + 1);
    refuse(1);

    Closing closing = peer.closing();
    assertThat(closing.getReason()).isEqualTo(Closing.Reason.OVERLOAD);
    assertThat(closing.getMessage())
        .isEqualTo(
            "messages to more than 1024 conversations were refused for now; come back and send"
                + " them again");
    assertThat(closing.getReconnectAfterMs()).isPositive();
  }

  @Test
  void abandon_isAnsweredAndLetsLaterMessagesPass() {
    Peer peer = rig.loggedIn(5, "phone", 0);
    peer.send(Frames.text(2, "@7", "a", "hi"));
    SendOrder order = rig.useCases.orders.getFirst();
    ConversationId direct = ConversationId.direct(new UserId(5), new UserId(7));
    order.refused(direct, new ClientMessageId("a"));
    rig.settle();
    peer.received();

    peer.send(Frames.abandon(3, "@7", "a"));
    rig.settle();

    ServerFrame answer = peer.answer();
    assertThat(answer.getReplyTo()).isEqualTo(3);
    assertThat(answer.getAbandoned().getConversation()).isEqualTo("d5-7");
    assertThat(answer.getAbandoned().getClientId()).isEqualTo("a");
    assertThat(answer.getAbandoned().getUnderWay()).isFalse();
    assertThat(order.admits(direct, new ClientMessageId("b"))).isTrue();
  }

  @Test
  void abandon_badFields_areNamed() {
    Peer peer = rig.loggedIn(5, "phone", 0);
    peer.send(Frames.abandon(3, "nonsense", "a"));
    rig.settle();
    assertThat(peer.answer().getError().getField()).isEqualTo("abandon.conversation");

    peer.send(Frames.abandon(4, "g7", "with blank"));
    rig.settle();
    assertThat(peer.answer().getError().getField()).isEqualTo("abandon.client_id");
  }

  private static void stall(SendOrder order, int conversations) {
    for (int i = 1; i <= conversations; i++) {
      order.refused(ConversationId.group(100 + i), new ClientMessageId("c" + i));
    }
  }

  private void refuse(int post) {
    rig.useCases
        .replies
        .get(post)
        .answer(
            new PostMessage.Outcome.TryAgain(
                PostMessage.Outcome.Why.OVERLOADED, "the lane is full", 500));
    rig.settle();
  }

  @Test
  void ended_nothingMoreIsWritten() {
    Peer peer = rig.loggedIn(5, "phone", 0);
    peer.send(Frames.text(2, "g7", "a", "hi"));
    peer.send(Frames.ping(3));
    rig.gateway.deliver(Batches.text(5, 1, "hi"));
    rig.connect();
    peer.connection.block();
    rig.loggedIn(5, "phone", 0);

    rig.useCases.replies.getFirst().answer(new PostMessage.Outcome.NotAMember());
    rig.deliver(Batches.text(5, 2, "hi"));
    peer.connection.unblock();
    rig.settle();

    assertThat(peer.received().getLast().hasReplaced()).isTrue();
    assertThat(rig.time.pending()).isEqualTo(1);
  }

  // ---- requests ------------------------------------------------------------------------------

  @Test
  void requests_runOneAfterAnother() {
    Peer peer = rig.loggedIn(5, "phone", 0);

    peer.send(Frames.sync(2, 1, 10));
    peer.send(Frames.sync(3, 2, 10));
    rig.runLoops();
    assertThat(rig.threads.waiting()).isEqualTo(1);
    rig.settle();

    assertThat(peer.received()).extracting(ServerFrame::getReplyTo).containsExactly(2L, 3L);
    assertThat(rig.useCases.calls).endsWith("page 1 10", "page 2 10");
  }

  @Test
  void requests_tooMany_areRefusedAndTheOthersAnswered() {
    Peer peer = rig.loggedIn(5, "phone", 0);

    IntStream.rangeClosed(1, 34).forEach(id -> peer.send(Frames.ping(id)));
    rig.runLoops();

    ServerFrame refused = peer.answer();
    assertThat(refused.getReplyTo()).isEqualTo(34);
    assertThat(refused.getError().getCode()).isEqualTo(Code.OVERLOADED);
    assertThat(refused.getError().getRetryAfterMs()).isPositive();
    rig.settle();
    assertThat(peer.received()).hasSize(33).allMatch(ServerFrame::hasPong);
  }

  @Test
  void requests_noTurnLeft_areAllRefusedAndLaterOnesAnswered() {
    Peer peer = rig.loggedIn(5, "phone", 0);
    fillAdmission();

    peer.send(Frames.ping(2));
    peer.send(Frames.ping(3));
    rig.runLoops();

    assertThat(peer.received())
        .hasSize(2)
        .allMatch(frame -> frame.getError().getCode() == Code.OVERLOADED);
    rig.settle();
    peer.send(Frames.ping(4));
    rig.settle();
    assertThat(peer.answer().hasPong()).isTrue();
  }

  @Test
  void requests_whileUnwritable_waitAndGoOnAfterwards() {
    Peer peer = rig.loggedIn(5, "phone", 0);
    peer.connection.block();
    rig.deliver(Batches.text(5, 1, "x".repeat(EmbeddedConnection.HIGH)));
    peer.send(Frames.ping(2));
    peer.send(Frames.ping(3));
    rig.settle();
    assertThat(rig.useCases.calls).isEqualTo(List.of("opened"));

    peer.connection.unblock();
    rig.settle();

    assertThat(peer.received()).extracting(ServerFrame::getReplyTo).containsExactly(0L, 2L, 3L);
  }

  @Test
  void requests_storeDown_areAnsweredSo() {
    Peer peer = rig.loggedIn(5, "phone", 0);
    rig.useCases.storeDown = true;

    peer.send(Frames.sync(2, 0, 10));
    rig.settle();

    ServerFrame answer = peer.answer();
    assertThat(answer.getReplyTo()).isEqualTo(2);
    assertThat(answer.getError().getCode()).isEqualTo(Code.UNAVAILABLE);
    assertThat(answer.getError().getRetryAfterMs()).isPositive();
  }

  @Test
  void requests_bug_isAnsweredWithoutItsWords() {
    Peer peer = rig.loggedIn(5, "phone", 0);
    rig.useCases.bug = new IllegalStateException("secret");

    peer.send(Frames.sync(2, 0, 10));
    rig.settle();

    ServerFrame answer = peer.answer();
    assertThat(answer.getError().getCode()).isEqualTo(Code.INTERNAL);
    assertThat(answer.toString()).doesNotContain("secret");
    assertThat(peer.connection.isOpen()).isTrue();
  }

  @Test
  void requests_anError_leavesTheNextOnesTheirTurn() {
    Peer peer = rig.loggedIn(5, "phone", 0);
    rig.useCases.error = new StackOverflowError("secret");
    peer.send(Frames.sync(2, 0, 10));
    rig.settle();
    assertThat(peer.answer().getError().getCode()).isEqualTo(Code.INTERNAL);
    rig.useCases.error = null;

    peer.send(Frames.sync(3, 0, 10));
    rig.settle();

    assertThat(peer.answer().getReplyTo()).isEqualTo(3);
  }

  /// Uses up all turns of blocking work; settling frees them.
  private void fillAdmission() {
    while (rig.gateway.reads().submit(() -> {})) {
      // one more
    }
  }
}
