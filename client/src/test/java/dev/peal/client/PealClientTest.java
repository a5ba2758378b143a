package dev.peal.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.peal.protocol.v1.Accepted;
import dev.peal.protocol.v1.ClientFrame;
import dev.peal.protocol.v1.Closing;
import dev.peal.protocol.v1.Code;
import dev.peal.protocol.v1.Error;
import dev.peal.protocol.v1.HistoryPage;
import dev.peal.protocol.v1.Message;
import dev.peal.protocol.v1.Pong;
import dev.peal.protocol.v1.Replaced;
import dev.peal.protocol.v1.ServerFrame;
import dev.peal.protocol.v1.Welcome;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PealClientTest {
  private static final ClientSettings SETTINGS =
      ClientSettings.standard(URI.create("ws://test.invalid/ws"), "phone")
          .with(new AckSettings(64, Duration.ofMillis(10)))
          .with(
              new ReconnectSettings(
                  Duration.ofMillis(2), Duration.ofMillis(10), Duration.ofSeconds(5)));

  private final BlockingQueue<Long> shown = new LinkedBlockingQueue<>();
  private final BlockingQueue<ConnectionState> states = new LinkedBlockingQueue<>();
  private final PealListener listener =
      new PealListener() {
        @Override
        public void onMessage(long seq, String conversation, Message message) {
          shown.add(seq);
        }

        @Override
        public void onState(ConnectionState state) {
          states.add(state);
        }
      };
  private FakeServer server;
  private PealClient client;

  @BeforeEach
  void startServer() throws InterruptedException {
    server = new FakeServer();
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  private void start() {
    start(SETTINGS, TokenSource.fixed("the token"));
  }

  private void start(ClientSettings settings, TokenSource tokens) {
    client = PealClient.start(settings, tokens, listener, server.loops.next(), server.dialer());
  }

  private static ServerFrame.Builder error(Code code, long retryAfterMillis) {
    return ServerFrame.newBuilder()
        .setError(Error.newBuilder().setCode(code).setRetryAfterMs(retryAfterMillis));
  }

  private static ServerFrame.Builder accepted(ClientFrame send, long position) {
    return ServerFrame.newBuilder()
        .setAccepted(
            Accepted.newBuilder()
                .setClientId(send.getSend().getClientId())
                .setConversation(send.getSend().getConversation())
                .setPosition(position));
  }

  private Stopped awaitStopped() throws Exception {
    return client.stopped().get(10, TimeUnit.SECONDS);
  }

  @Test
  void start_logsInWithTokenDeviceAndCursor() throws Exception {
    start(
        SETTINGS.with(InboxSettings.standard().withStartCursor(41)),
        TokenSource.fixed("the token"));
    ClientFrame login = server.connection().next();
    assertThat(login.getLogin().getToken()).isEqualTo("the token");
    assertThat(login.getLogin().getDevice()).isEqualTo("phone");
    assertThat(login.getLogin().getCursor()).isEqualTo(41);
  }

  @Test
  void push_isShownAndAcknowledged() throws Exception {
    start();
    FakeServer.Connection session = server.online(0);
    session.write(ServerFrame.newBuilder().setPush(Frames.push(1, 2)));
    assertThat(shown.poll(10, TimeUnit.SECONDS)).isEqualTo(1);
    assertThat(shown.poll(10, TimeUnit.SECONDS)).isEqualTo(2);
    assertThat(session.next().getAck().getSeq()).isEqualTo(2);
    assertThat(client.cursor().get(10, TimeUnit.SECONDS)).isEqualTo(2);
  }

  @Test
  void push_listenerThrows_theNextIsStillShown() throws Exception {
    List<Long> heard = new ArrayList<>();
    CompletableFuture<List<Long>> done = new CompletableFuture<>();
    client =
        PealClient.start(
            SETTINGS,
            TokenSource.fixed("the token"),
            new PealListener() {
              @Override
              public void onMessage(long seq, String conversation, Message message) {
                heard.add(seq);
                if (heard.size() == 2) {
                  done.complete(heard);
                }
                throw new IllegalStateException("thrown by the test's listener");
              }
            },
            server.loops.next(),
            server.dialer());
    server.online(0).write(ServerFrame.newBuilder().setPush(Frames.push(1, 2)));
    assertThat(done.get(10, TimeUnit.SECONDS)).containsExactly(1L, 2L);
  }

  @Test
  void send_connectionCut_goesAgainOnTheNextOne() throws Exception {
    start();
    FakeServer.Connection first = server.online(0);
    CompletableFuture<Sent> sent = client.send("g1", Frames.text("hello"));
    ClientFrame once = first.next();
    assertThat(once.getSend().getResend()).isFalse();
    first.cut();

    FakeServer.Connection second = server.online(0);
    ClientFrame again = second.next();
    assertThat(again.getSend()).isEqualTo(once.getSend().toBuilder().setResend(true).build());
    second.answer(again, accepted(again, 3));
    assertThat(sent.get(10, TimeUnit.SECONDS)).isEqualTo(new Sent("g1", 3, false));
  }

  @Test
  void welcome_withALowerCursor_goesOnFromThere() throws Exception {
    start();
    FakeServer.Connection first = server.online(0);
    first.write(ServerFrame.newBuilder().setPush(Frames.push(1, 5)));
    assertThat(first.next().getAck().getSeq()).isEqualTo(5);
    first.cut();

    FakeServer.Connection second = server.connection();
    ClientFrame login = second.next();
    second.answer(
        login,
        ServerFrame.newBuilder()
            .setWelcome(
                Welcome.newBuilder().setCursor(2).setLatestSeq(3).setPingIntervalMs(30_000)));

    assertThat(second.next().getSync().getAfter()).isEqualTo(2);
    assertThat(client.cursor().get(10, TimeUnit.SECONDS)).isEqualTo(2);
  }

  @Test
  void reconnect_logsInWithTheCursorReached() throws Exception {
    start();
    FakeServer.Connection first = server.online(0);
    first.write(ServerFrame.newBuilder().setPush(Frames.push(1, 5)));
    assertThat(first.next().getAck().getSeq()).isEqualTo(5);
    first.cut();
    assertThat(server.connection().next().getLogin().getCursor()).isEqualTo(5);
  }

  @Test
  void closing_withATime_comesBackThen() throws Exception {
    start();
    FakeServer.Connection first = server.online(0);
    first.write(
        ServerFrame.newBuilder()
            .setClosing(
                Closing.newBuilder().setReason(Closing.Reason.DRAINING).setReconnectAfterMs(20)));
    first.awaitClosed();
    assertThat(server.connection().next().hasLogin()).isTrue();
  }

  @Test
  void closing_withoutATime_stops() throws Exception {
    start();
    FakeServer.Connection first = server.online(0);
    first.write(
        ServerFrame.newBuilder()
            .setClosing(Closing.newBuilder().setReason(Closing.Reason.PROTOCOL_ERROR)));
    assertThat(awaitStopped()).isInstanceOf(Stopped.Dismissed.class);
    assertThat(server.hasNoMoreConnections()).isTrue();
  }

  @Test
  void replaced_stopsAndFailsWhatIsUnanswered() throws Exception {
    start();
    FakeServer.Connection first = server.online(0);
    CompletableFuture<Sent> sent = client.send("g1", Frames.text("hello"));
    first.next();
    first.write(ServerFrame.newBuilder().setReplaced(Replaced.getDefaultInstance()));
    assertThat(awaitStopped()).isEqualTo(new Stopped.Replaced());
    assertThatThrownBy(() -> sent.get(10, TimeUnit.SECONDS)).hasCauseInstanceOf(NotConnected.class);
    assertThatThrownBy(() -> client.send("g1", Frames.text("x")).get(10, TimeUnit.SECONDS))
        .hasCauseInstanceOf(NotConnected.class);
  }

  @Test
  void login_invalidToken_stops() throws Exception {
    start();
    FakeServer.Connection first = server.connection();
    first.answer(first.next(), error(Code.INVALID_TOKEN, 0));
    assertThat(awaitStopped())
        .isInstanceOfSatisfying(
            Stopped.LoginRefused.class,
            why -> assertThat(why.error().getCode()).isEqualTo(Code.INVALID_TOKEN));
  }

  @Test
  void login_expiredToken_asksForANewOneOnce() throws Exception {
    start(
        SETTINGS, renew -> CompletableFuture.completedFuture(renew ? "a new token" : "an old one"));
    FakeServer.Connection first = server.connection();
    first.answer(first.next(), error(Code.EXPIRED_TOKEN, 0));
    FakeServer.Connection second = server.connection();
    ClientFrame login = second.next();
    assertThat(login.getLogin().getToken()).isEqualTo("a new token");
    second.answer(login, error(Code.EXPIRED_TOKEN, 0));
    assertThat(awaitStopped()).isInstanceOf(Stopped.LoginRefused.class);
    assertThat(server.hasNoMoreConnections()).isTrue();
  }

  @Test
  void tokenExpiresDuringTheSession_comesBackWithANewOne() throws Exception {
    start(
        SETTINGS, renew -> CompletableFuture.completedFuture(renew ? "a new token" : "an old one"));
    server
        .online(0)
        .write(
            ServerFrame.newBuilder()
                .setClosing(Closing.newBuilder().setReason(Closing.Reason.LOGIN_REFUSED)));
    assertThat(server.connection().next().getLogin().getToken()).isEqualTo("a new token");
  }

  @Test
  void login_refusedForNow_comesBack() throws Exception {
    start();
    FakeServer.Connection first = server.connection();
    first.answer(first.next(), error(Code.OVERLOADED, 5));
    assertThat(server.connection().next().hasLogin()).isTrue();
  }

  @Test
  void login_tokenSourceFails_stops() throws Exception {
    start(SETTINGS, renew -> CompletableFuture.failedFuture(new IllegalStateException("no")));
    assertThat(awaitStopped()).isInstanceOf(Stopped.NoToken.class);
  }

  @Test
  void firstPing_pongWithMoreStored_asksForIt() throws Exception {
    start(SETTINGS.withFirstPing(Duration.ofMillis(5)), TokenSource.fixed("the token"));
    FakeServer.Connection session = server.online(0);
    ClientFrame ping = session.next();
    assertThat(ping.hasPing()).isTrue();
    session.answer(ping, ServerFrame.newBuilder().setPong(Pong.newBuilder().setLatestSeq(7)));
    assertThat(session.next().getSync().getAfter()).isZero();
  }

  @Test
  void notAFrame_comesBackOnAnotherConnection() throws Exception {
    start();
    server.online(0).writeBytes(new byte[] {1, 2, 3});
    assertThat(server.connection().next().hasLogin()).isTrue();
  }

  @Test
  void history_answersThePageOrTheRefusal() throws Exception {
    start();
    FakeServer.Connection session = server.online(0);
    awaitOnline();
    CompletableFuture<HistoryPage> first = client.history("g1", 50, 10);
    CompletableFuture<HistoryPage> second = client.history("g2", 0, 0);
    ClientFrame asked = session.next();
    ClientFrame askedToo = session.next();
    session.answer(askedToo, error(Code.NO_SUCH_CONVERSATION, 0));
    HistoryPage page = HistoryPage.newBuilder().setConversation("g1").setMore(true).build();
    session.answer(asked, ServerFrame.newBuilder().setHistory(page));
    assertThat(first.get(10, TimeUnit.SECONDS)).isEqualTo(page);
    assertThatThrownBy(() -> second.get(10, TimeUnit.SECONDS))
        .hasCauseInstanceOf(RequestRefused.class);
  }

  @Test
  void read_accepted_completes_andFailsWhenTheSessionEnds() throws Exception {
    start();
    FakeServer.Connection session = server.online(0);
    awaitOnline();
    CompletableFuture<?> first = client.read("g1", 5);
    ClientFrame asked = session.next();
    assertThat(asked.getRead().getPosition()).isEqualTo(5);
    session.answer(asked, ServerFrame.newBuilder().setAccepted(Accepted.getDefaultInstance()));
    first.get(10, TimeUnit.SECONDS);
    CompletableFuture<?> second = client.read("g1", 6);
    session.next();
    session.cut();
    assertThatThrownBy(() -> second.get(10, TimeUnit.SECONDS))
        .hasCauseInstanceOf(NotConnected.class);
  }

  @Test
  void close_stopsAndDoesNotComeBack() throws Exception {
    start();
    FakeServer.Connection session = server.online(0);
    client.close();
    assertThat(awaitStopped()).isEqualTo(new Stopped.Closed());
    session.awaitClosed();
    assertThat(server.hasNoMoreConnections()).isTrue();
  }

  private void awaitOnline() throws InterruptedException {
    ConnectionState state;
    do {
      state = states.poll(10, TimeUnit.SECONDS);
      assertThat(state).isNotNull();
    } while (state != ConnectionState.ONLINE);
  }
}
