package dev.peal.in.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.peal.domain.group.GroupId;
import dev.peal.domain.session.UserId;
import dev.peal.protocol.v1.Closing;
import dev.peal.protocol.v1.Entry;
import dev.peal.protocol.v1.Page;
import dev.peal.protocol.v1.ServerFrame;
import dev.peal.protocol.v1.ServerFrame.BodyCase;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Clients that read, write or say nothing, over real sockets, against a whole node.
@Timeout(60)
final class SlowClientsIT {

  @TempDir Path folder;
  private LivePeal peal;

  @AfterEach
  void close() {
    peal.close();
  }

  private static WebSocketSettings settings(
      int maxWaiting, Duration login, Duration idle, Duration ack, Duration write) {
    return new WebSocketSettings(
        "node-1",
        256 << 10,
        100_000,
        maxWaiting,
        1_000,
        login,
        idle.dividedBy(2),
        idle,
        ack,
        write,
        64 << 10,
        Duration.ofSeconds(1));
  }

  private void start(int maxWaiting, Duration login, Duration idle, Duration ack, Duration write) {
    peal = new LivePeal(folder, settings(maxWaiting, login, idle, ack, write));
  }

  private static final Duration LONG = Duration.ofSeconds(50);
  private static final Duration SHORT = Duration.ofMillis(500);

  // ---- reading nothing -----------------------------------------------------------------------

  @Test
  void clientThatDoesNotRead_costsNoMemoryAndCatchesUpLater() throws IOException {
    start(100, LONG, LONG, LONG, LONG);
    UserId sender = peal.user();
    UserId slow = peal.user();
    UserId quick = peal.user();
    GroupId group = peal.group(sender, slow, quick);
    int messages = 300;
    try (RawClient from = peal.loggedIn(sender, "phone");
        RawClient reader = peal.loggedIn(quick, "phone");
        RawClient stuck = RawClient.connect(peal.port(), "peal.v1", 4_096)) {
      stuck.send(Frames.login(peal.token(slow), "phone", 0));
      stuck.expect(BodyCase.WELCOME);
      long before = UnpooledByteBufAllocator.DEFAULT.metric().usedDirectMemory();

      // 18 MB, one after the other
      for (int i = 0; i < messages; i++) {
        from.send(Frames.text(1, "g" + group, "m" + i, i + " " + "x".repeat(60_000)));
        from.expect(BodyCase.ACCEPTED);
        reader.expect(BodyCase.PUSH);
      }

      assertThat(UnpooledByteBufAllocator.DEFAULT.metric().usedDirectMemory() - before)
          .isLessThan(2 << 20);
      // told by itself of what it missed, once it reads again
      ServerFrame pong;
      TreeSet<Long> seen = new TreeSet<>();
      do {
        pong = stuck.next();
        if (pong.hasPush()) {
          seen.add(pong.getPush().getFirstSeq());
        }
      } while (!pong.hasPong());
      assertThat(seen.size()).isLessThan(messages);
      assertThat(pong.getPong().getLatestSeq()).isEqualTo(messages + 1L);
      assertThat(inbox(stuck, 1))
          .extracting(entry -> entry.getMessage().getClientId())
          .hasSize(messages)
          .startsWith("m0")
          .endsWith("m" + (messages - 1));
      // and pushes go on
      from.send(Frames.text(1, "g" + group, "next", "next"));
      assertThat(stuck.expect(BodyCase.PUSH).getPush().getFirstSeq()).isEqualTo(messages + 2L);
    }
  }

  private static List<Entry> inbox(RawClient client, long after) throws IOException {
    List<Entry> entries = new ArrayList<>();
    Page page;
    do {
      long last = entries.isEmpty() ? after : entries.getLast().getSeq();
      client.send(Frames.sync(1, last, 0));
      page = client.expect(BodyCase.PAGE).getPage();
      entries.addAll(page.getEntriesList());
    } while (page.getMore());
    return entries;
  }

  @Test
  void clientThatNeverReads_isCutOff() throws Exception {
    start(100, LONG, LONG, LONG, SHORT);
    UserId sender = peal.user();
    UserId slow = peal.user();
    try (RawClient from = peal.loggedIn(sender, "phone");
        RawClient stuck = RawClient.connect(peal.port(), "peal.v1", 4_096)) {
      stuck.send(Frames.login(peal.token(slow), "phone", 0));
      stuck.expect(BodyCase.WELCOME);
      for (int i = 0; peal.gateway.sessions() == 2; i++) {
        from.send(Frames.text(1, "@" + slow, "m" + i, "x".repeat(60_000)));
        from.expect(BodyCase.ACCEPTED);
      }

      from.send(Frames.ping(5));
      assertThat(from.expect(BodyCase.PONG).getReplyTo()).isEqualTo(5);
      assertThat(peal.gateway.sessions()).isEqualTo(1);
    }
  }

  @Test
  void clientThatAsksAndNeverReads_isCutOff() throws IOException {
    start(100, LONG, LONG, LONG, SHORT);
    UserId user = peal.user();
    UserId friend = peal.user();
    try (RawClient beside = peal.loggedIn(friend, "phone");
        RawClient stuck = RawClient.connect(peal.port(), "peal.v1", 4_096)) {
      stuck.send(Frames.login(peal.token(user), "phone", 0));
      stuck.expect(BodyCase.WELCOME);
      for (int i = 0; i < 8; i++) {
        stuck.send(Frames.text(1, "@" + user, "m" + i, "x".repeat(60_000)));
        stuck.expect(BodyCase.ACCEPTED);
      }
      try {
        // 0.5 MB for each, until the server reads no more and then hangs up
        while (peal.gateway.sessions() == 2) {
          stuck.send(Frames.history(1, "@" + user, 0, 0));
        }
      } catch (IOException hungUp) {
        assertThat(hungUp).isNotNull();
      }

      beside.send(Frames.ping(5));
      assertThat(beside.expect(BodyCase.PONG).getReplyTo()).isEqualTo(5);
      assertThat(peal.gateway.sessions()).isEqualTo(1);
    }
  }

  // ---- saying nothing ------------------------------------------------------------------------

  @Test
  void clientThatSaysNothing_isClosedIdle() throws IOException {
    start(100, LONG, SHORT, LONG, LONG);
    UserId user = peal.user();
    try (RawClient halfOpen = peal.loggedIn(user, "phone")) {
      assertThat(peal.presence.online(List.of(user))).containsExactly(user);

      Closing closing = halfOpen.closing();

      assertThat(closing.getReason()).isEqualTo(Closing.Reason.IDLE);
      assertThat(closing.getMessage()).isEqualTo("nothing was heard for too long");
      assertThat(closing.getReconnectAfterMs()).isPositive();
    }
  }

  @Test
  void clientThatDribblesHalfAFrame_isClosedIdle() throws IOException {
    start(100, LONG, SHORT, LONG, LONG);
    try (RawClient dribbling = peal.loggedIn(peal.user(), "phone")) {
      byte[] half = {(byte) 0x82, (byte) 0xfe, 0x40, 0, 0, 0, 0, 0, 1, 2, 3};
      for (byte one : half) {
        dribbling.bytes(new byte[] {one});
      }

      assertThat(dribbling.closing().getReason()).isEqualTo(Closing.Reason.IDLE);
    }
  }

  @Test
  void clientThatAcknowledgesNothing_isSentAllAgainAndThenClosed() throws IOException {
    start(100, LONG, LONG, SHORT, LONG);
    UserId user = peal.user();
    try (RawClient from = peal.loggedIn(peal.user(), "phone");
        RawClient silent = peal.loggedIn(user, "phone")) {
      from.send(Frames.text(1, "@" + user, "m", "hello?"));

      List<ServerFrame> frames = silent.untilClosed();

      assertThat(frames)
          .extracting(ServerFrame::getBodyCase)
          .containsExactly(
              BodyCase.PUSH, BodyCase.PAGE, BodyCase.PAGE, BodyCase.PAGE, BodyCase.CLOSING);
      assertThat(frames.get(1).getPage().getEntries(0).getMessage().getClientId()).isEqualTo("m");
      assertThat(frames.getLast().getClosing().getReason())
          .isEqualTo(Closing.Reason.UNACKNOWLEDGED);
      assertThat(frames.getLast().getClosing().getMessage())
          .isEqualTo("pushes up to seq 1 were not acknowledged");
    }
  }

  // ---- never logging in ----------------------------------------------------------------------

  @Test
  void connectionsThatNeverLogIn_areClosedAndDisturbNobody() throws IOException {
    // both ends are in this process, so each takes two of its file descriptors; where the limit
    // does not allow for 10,000, as many as it does, and 2,000 at least
    int many = Math.clamp((freeDescriptors() - 500) / 2, 2_000, 10_000);
    start(20_000, Duration.ofSeconds(10), LONG, LONG, LONG);
    List<RawClient> idlers = new ArrayList<>();
    try (RawClient beside = peal.loggedIn(peal.user(), "phone")) {
      for (int i = 0; i < many; i++) {
        idlers.add(RawClient.connect(peal.port(), "peal.v1", 4_096));
        if (i % 1_000 == 0) {
          beside.send(Frames.ping(i + 1));
          assertThat(beside.expect(BodyCase.PONG).getReplyTo()).isEqualTo(i + 1);
        }
      }
      try (RawClient late = peal.loggedIn(peal.user(), "phone")) {
        late.send(Frames.text(1, "@" + peal.user(), "m", "hi"));
        late.expect(BodyCase.ACCEPTED);
      }

      for (RawClient idler : idlers) {
        Closing closing = idler.closing();
        assertThat(closing.getReason()).isEqualTo(Closing.Reason.LOGIN_TIMEOUT);
        assertThat(closing.getMessage()).isEqualTo("no login came in time");
      }
      assertThat(peal.gateway.waiting()).isZero();
      beside.send(Frames.ping(5));
      assertThat(beside.expect(BodyCase.PONG).getReplyTo()).isEqualTo(5);
    } finally {
      for (RawClient idler : idlers) {
        idler.close();
      }
    }
  }

  private static long freeDescriptors() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? unix.getMaxFileDescriptorCount() - unix.getOpenFileDescriptorCount()
        : 5_000;
  }

  @Test
  void connectionsThatNeverLogIn_beyondTheBound_areRefused() throws IOException {
    start(50, LONG, LONG, LONG, LONG);
    List<RawClient> idlers = new ArrayList<>();
    try (RawClient beside = peal.loggedIn(peal.user(), "phone")) {
      for (int i = 0; i < 50; i++) {
        idlers.add(peal.connect());
      }
      // a client may see the handshake's end before its connection is counted
      while (peal.gateway.waiting() < 50) {
        Thread.onSpinWait();
      }
      for (int i = 0; i < 20; i++) {
        try (RawClient more = peal.connect()) {
          Closing closing = more.closing();
          assertThat(closing.getReason()).isEqualTo(Closing.Reason.OVERLOAD);
          assertThat(closing.getMessage()).isEqualTo("the node takes no more sessions now");
          assertThat(closing.getReconnectAfterMs()).isPositive();
        }
      }
      assertThat(peal.gateway.waiting()).isEqualTo(50);
      beside.send(Frames.ping(5));
      assertThat(beside.expect(BodyCase.PONG).getReplyTo()).isEqualTo(5);
    } finally {
      for (RawClient idler : idlers) {
        idler.close();
      }
    }
  }
}
