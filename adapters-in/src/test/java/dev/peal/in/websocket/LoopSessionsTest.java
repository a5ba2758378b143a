package dev.peal.in.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.peal.application.port.in.TrackSession;
import dev.peal.domain.message.Recipients;
import dev.peal.domain.session.DeviceName;
import dev.peal.domain.session.UserId;
import dev.peal.protocol.v1.ServerFrame;
import io.netty.util.IllegalReferenceCountException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// How what waits for a loop leaves it.
final class LoopSessionsTest {

  private static final TrackSession.Opened BEGUN =
      new TrackSession.Opened(OptionalLong.of(0), 0, new TrackSession.Standing.Current());

  private final SessionRig rig = new SessionRig(2);

  @AfterEach
  void close() {
    rig.close();
  }

  @Test
  void everythingQueued_leavesWithOneFlush() {
    Peer peer = rig.loggedIn(5, "phone", 0);
    peer.send(Frames.text(2, "g7", "a", "mine"));
    rig.settle();
    int before = peer.connection.flushes();

    for (int i = 1; i <= 10; i++) {
      rig.gateway.deliver(Batches.text(5, i, "hi"));
    }
    rig.useCases
        .replies
        .getFirst()
        .answer(new dev.peal.application.port.in.PostMessage.Outcome.NotAMember());
    rig.settle();

    assertThat(peer.received()).hasSize(11);
    assertThat(peer.connection.flushes() - before).isEqualTo(1);
  }

  @Test
  void batch_forMoreThanASlice_reachesEverySessionOnce() {
    int sessions = 3 * LoopSessions.SLICE + 1;
    LoopSessions loop = rig.gateway.loopOf(rig.connect().connection);
    List<EmbeddedConnection> connections = welcomed(loop, sessions);
    int before = connections.getFirst().flushes();

    rig.deliver(Batches.texts(firstSeqsOf(sessions, 1), "hi"));

    assertThat(connections)
        .allSatisfy(connection -> {
          assertThat(connection.outboundMessages()).hasSize(1);
          assertThat(connection.flushes() - before).isEqualTo(1);
        });
  }

  @Test
  void batchToFew_isFlushedBeforeTheRestOfOneToMany_andKeepsItsPlaceInEachSession() {
    int sessions = 3 * LoopSessions.SLICE + 1;
    LoopSessions loop = rig.gateway.loopOf(rig.connect().connection);
    List<EmbeddedConnection> connections = welcomed(loop, sessions);
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < sessions; i++) {
      int user = i + 1;
      connections.get(i).onFlush(() -> order.add(user));
    }

    rig.gateway.deliver(Batches.texts(firstSeqsOf(sessions, 1), "to all"));
    rig.gateway.deliver(Batches.text(sessions, 2, "to one"));
    rig.settle();

    assertThat(order.getFirst()).isEqualTo(sessions);
    assertThat(order).hasSize(sessions).doesNotHaveDuplicates();
    assertThat(connections.getLast().outboundMessages()).hasSize(2);
    rig.gateway.deliver(Batches.text(sessions, 3, "again"));
    rig.settle();
    assertThat(connections.getLast().outboundMessages()).hasSize(3);
  }

  /// Sessions of the users from 1 on, to which nothing was written yet.
  private List<EmbeddedConnection> welcomed(LoopSessions loop, int sessions) {
    List<EmbeddedConnection> connections = new ArrayList<>();
    for (int user = 1; user <= sessions; user++) {
      EmbeddedConnection connection = new EmbeddedConnection();
      Session session = session(loop, connection, user);
      loop.add(session);
      session.welcome(ServerFrame.getDefaultInstance(), BEGUN, 0);
      connections.add(connection);
    }
    rig.settle();
    connections.forEach(connection -> connection.outboundMessages().clear());
    return connections;
  }

  private static Recipients firstSeqsOf(int sessions, long seq) {
    return Recipients.of(
        LongStream.rangeClosed(1, sessions).toArray(),
        LongStream.generate(() -> seq).limit(sessions).toArray());
  }

  @Test
  void batch_sessionEndedBeforeItsFlush_isLetGo() {
    LoopSessions loop = rig.gateway.loopOf(rig.connect().connection);
    EmbeddedConnection connection = new EmbeddedConnection();
    Session session = session(loop, connection, 5);
    loop.add(session);
    session.welcome(ServerFrame.getDefaultInstance(), BEGUN, 0);
    rig.settle();
    PushFrames frames = new PushFrames(Batches.text(5, 1, "hi")).prepare();

    session.push(frames, 1, false);
    session.end();
    frames.release();

    assertThatThrownBy(() -> frames.writeTo(connection, Encoding.PROTOBUF, 1))
        .isInstanceOf(IllegalReferenceCountException.class);
  }

  private Session session(LoopSessions loop, EmbeddedConnection connection, long user) {
    return new Session(
        rig.gateway,
        loop,
        connection,
        Encoding.PROTOBUF,
        new Session.Identity(new UserId(user), new DeviceName("x"), user, Long.MAX_VALUE),
        0);
  }

  @Test
  void answer_afterABatch_doesNotOvertakeIt() {
    Peer peer = rig.loggedIn(5, "phone", 0);
    peer.send(Frames.text(2, "g7", "a", "mine"));
    rig.settle();

    rig.gateway.deliver(Batches.text(5, 1, "hi"));
    rig.useCases
        .replies
        .getFirst()
        .answer(new dev.peal.application.port.in.PostMessage.Outcome.NotAMember());
    rig.settle();

    assertThat(peer.received())
        .extracting(ServerFrame::getBodyCase)
        .containsExactly(ServerFrame.BodyCase.PUSH, ServerFrame.BodyCase.ERROR);
  }

  @Test
  void batches_ofNobodyHere_writeNothing() {
    Peer peer = rig.loggedIn(5, "phone", 0);

    rig.deliver(Batches.texts(Recipients.of(new long[] {4, 6}, new long[] {1, 1}), "hi"));

    assertThat(peer.received()).isEmpty();
  }

  @Test
  void batches_beyondTheBound_areToldAsMissed() {
    Peer peer = rig.loggedIn(5, "phone", 0);
    int most = LoopSessions.MAX_BATCHES;
    for (int i = 1; i <= most + 20; i++) {
      rig.gateway.deliver(Batches.text(5, i, "x"));
    }
    rig.useCases.latest.put(5L, most + 20L);

    rig.settle();

    List<ServerFrame> frames = new ArrayList<>(peer.received());
    ServerFrame last = frames.removeLast();
    assertThat(last.getPong().getLatestSeq()).isEqualTo(most + 20);
    assertThat(frames)
        .extracting(frame -> frame.getPush().getFirstSeq())
        .hasSize(most)
        .endsWith((long) most);
    rig.deliver(Batches.text(5, most + 21, "next"));
    assertThat(peer.answer().getPush().getFirstSeq()).isEqualTo(most + 21);
  }

  @Test
  void batches_farBeyondTheBound_keepNothingButOneTask() {
    rig.loggedIn(5, "phone", 0);
    LoopSessions loop = rig.gateway.loopOf(rig.connect().connection);
    loop.add(session(loop, new EmbeddedConnection(), 5));
    for (int i = 1; i <= 5 * LoopSessions.MAX_BATCHES; i++) {
      rig.gateway.deliver(Batches.text(5, i, "x"));
    }

    assertThat(loop.queued()).isEqualTo(LoopSessions.MAX_BATCHES + 1);
    rig.settle();
  }

  @Test
  void tasks_thatNeverEnd_doNotHoldBackTheFlush() {
    Peer peer = rig.loggedIn(5, "phone", 0);
    LoopSessions loop = rig.gateway.loopOf(peer.connection);
    int before = peer.connection.flushes();
    int[] runs = {0};
    int[] runsAtFlush = {0};
    Runnable again =
        new Runnable() {
          @Override
          public void run() {
            if (runsAtFlush[0] == 0 && peer.connection.flushes() > before) {
              runsAtFlush[0] = runs[0];
            }
            if (++runs[0] < 3 * LoopSessions.MAX_TASKS_A_TURN) {
              loop.enqueue(this);
            }
          }
        };
    rig.gateway.deliver(Batches.text(5, 1, "hi"));
    loop.enqueue(again);

    rig.settle();

    assertThat(runs[0]).isEqualTo(3 * LoopSessions.MAX_TASKS_A_TURN);
    assertThat(runsAtFlush[0]).isBetween(1, LoopSessions.MAX_TASKS_A_TURN);
  }

  @Test
  void task_thatFails_doesNotKeepTheOthersBack() {
    Peer peer = rig.loggedIn(5, "phone", 0);
    rig.gateway
        .loopOf(peer.connection)
        .enqueue(() -> {
          throw new StackOverflowError("a bug of this test");
        });

    rig.deliver(Batches.text(5, 1, "hi"));

    assertThat(peer.answer().hasPush()).isTrue();
  }

  @Test
  void deliver_withoutSessions_encodesNothing() {
    rig.gateway.deliver(Batches.text(5, 1, "hi"));

    assertThat(rig.gateway.sessions()).isZero();
  }
}
