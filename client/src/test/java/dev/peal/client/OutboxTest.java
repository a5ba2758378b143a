package dev.peal.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.peal.protocol.v1.Accepted;
import dev.peal.protocol.v1.ClientFrame;
import dev.peal.protocol.v1.Code;
import dev.peal.protocol.v1.Content;
import dev.peal.protocol.v1.Error;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class OutboxTest {
  private final FakeTimers timers = new FakeTimers();
  private final FakeWire wire = new FakeWire();
  private final ClientIds names = new ClientIds(timers::nanoTime);
  private final Outbox outbox =
      new Outbox(new OutboxSettings(8, 1_000_000, Duration.ofSeconds(30)), timers, names::next);

  private CompletableFuture<Sent> send(String conversation, String clientId) {
    return outbox.submit(conversation, clientId, Frames.text("hello " + clientId), false);
  }

  private CompletableFuture<Sent> send(String clientId) {
    return send("g1", clientId);
  }

  private void queue(String clientId) {
    var _ = send(clientId);
  }

  private void accept(String clientId, long position) {
    outbox.accepted(
        Accepted.newBuilder()
            .setClientId(clientId)
            .setConversation("g1")
            .setPosition(position)
            .build());
  }

  private void refuse(String clientId, Code code, long retryAfterMillis) {
    outbox.refused(
        0,
        Error.newBuilder()
            .setClientId(clientId)
            .setCode(code)
            .setMessage("because")
            .setRetryAfterMs(retryAfterMillis)
            .build());
  }

  private List<String> written() {
    return wire.take().stream()
        .map(ClientFrame::getSend)
        .map(sent -> sent.getClientId() + (sent.getResend() ? " again" : ""))
        .toList();
  }

  @Test
  void submit_online_goesAtOnce() {
    outbox.online(wire);
    CompletableFuture<Sent> sent = send("a");
    assertThat(written()).containsExactly("a");
    accept("a", 5);
    assertThat(sent).isCompletedWithValue(new Sent("g1", 5, false));
  }

  /// So that its time is later than whatever befell the server in between; and the name stays.
  @Test
  void submit_withoutAName_getsItWhenItFirstGoesOut() {
    CompletableFuture<Sent> first = outbox.submit("g1", null, Frames.text("one"), false);
    CompletableFuture<Sent> second = outbox.submit("g1", null, Frames.text("two"), false);
    names.told(1_795_417_001_835L);
    outbox.online(wire);
    List<String> sent = written();
    assertThat(sent)
        .hasSize(2)
        .doesNotHaveDuplicates()
        .allMatch(id -> id.startsWith("~1k83j2jrb-"));

    outbox.offline();
    timers.pass(Duration.ofSeconds(1));
    outbox.online(wire);
    assertThat(written()).containsExactly(sent.get(0) + " again", sent.get(1) + " again");
    accept(sent.get(1), 8);
    accept(sent.get(0), 7);
    assertThat(first).isCompletedWithValue(new Sent("g1", 7, false));
    assertThat(second).isCompletedWithValue(new Sent("g1", 8, false));
  }

  @Test
  void submit_offline_goesInOrderAfterTheLogin() {
    var _ = send("g1", "a");
    var _ = send("g2", "b");
    var _ = send("g1", "c");
    outbox.online(wire);
    assertThat(written()).containsExactly("a", "b", "c");
  }

  @Test
  void submit_resend_isMarked() {
    outbox.online(wire);
    var _ = outbox.submit("g1", "a", Frames.text("x"), true);
    assertThat(written()).containsExactly("a again");
  }

  @Test
  void abandon_ofOneRefusedForNow_isSaidToTheServerAndTheOthersGoOn() {
    outbox.online(wire);
    CompletableFuture<Sent> given = send("a");
    queue("b");
    written();
    refuse("a", Code.UNAVAILABLE, 60_000);
    refuse("b", Code.OUT_OF_ORDER, 100);

    outbox.abandon("a");
    outbox.abandon("a");
    timers.pass(Duration.ofSeconds(61));

    List<ClientFrame> frames = wire.take();
    assertThat(frames.getFirst().getAbandon().getConversation()).isEqualTo("g1");
    assertThat(frames.getFirst().getAbandon().getClientId()).isEqualTo("a");
    assertThat(frames.subList(1, frames.size()))
        .extracting(frame -> frame.getSend().getClientId())
        .containsExactly("b");
    assertThatThrownBy(given::join).hasCauseInstanceOf(SendAbandoned.class);
  }

  @Test
  void abandon_ofOneOnItsWay_keepsAnAcceptanceButSendsItNoMore() {
    outbox.online(wire);
    CompletableFuture<Sent> accepted = send("a");
    CompletableFuture<Sent> refused = send("b");
    CompletableFuture<Sent> lost = send("c");
    outbox.abandon("a");
    outbox.abandon("b");
    outbox.abandon("c");
    accept("a", 5);
    refuse("b", Code.OVERLOADED, 10);
    outbox.offline();
    wire.take();
    outbox.online(wire);

    assertThat(accepted).isCompletedWithValue(new Sent("g1", 5, false));
    assertThatThrownBy(refused::join).hasCauseInstanceOf(SendAbandoned.class);
    assertThatThrownBy(lost::join).hasCauseInstanceOf(SendAbandoned.class);
    assertThat(written()).isEmpty();
  }

  @Test
  void abandon_ofOneNeverSent_saysNothing() {
    CompletableFuture<Sent> given = send("a");
    outbox.abandon("a");
    outbox.abandon("unknown");
    outbox.online(wire);

    assertThat(wire.take()).isEmpty();
    assertThatThrownBy(given::join).hasCauseInstanceOf(SendAbandoned.class);
  }

  @Test
  void offline_unanswered_goAgainInOrderMarkedAsResend() {
    outbox.online(wire);
    var _ = send("g1", "a");
    var _ = send("g2", "b");
    var _ = send("g1", "c");
    written();
    accept("a", 1);
    outbox.offline();
    var _ = send("g1", "d");
    outbox.online(wire);
    assertThat(written()).containsExactly("b again", "c again", "d");
  }

  @Test
  void refused_forNow_waitsThenSendsTheFirstAloneThenTheRest() {
    outbox.online(wire);
    List.of("a", "b", "c", "d").forEach(this::queue);
    written();
    refuse("a", Code.OVERLOADED, 100);
    refuse("b", Code.OUT_OF_ORDER, 100);
    refuse("c", Code.OUT_OF_ORDER, 100);
    refuse("d", Code.OUT_OF_ORDER, 100);
    var _ = send("e");
    timers.pass(Duration.ofMillis(99));
    assertThat(written()).isEmpty();
    timers.pass(Duration.ofMillis(1));
    assertThat(written()).containsExactly("a again");
    accept("a", 1);
    assertThat(written()).containsExactly("b again", "c again");
    accept("b", 2);
    accept("c", 3);
    assertThat(written()).containsExactly("d again", "e");
  }

  @Test
  void refused_forNowWhileOthersAreOnTheirWay_waitsForTheirAnswers() {
    outbox.online(wire);
    List.of("a", "b", "c").forEach(this::queue);
    written();
    refuse("a", Code.UNAVAILABLE, 100);
    timers.pass(Duration.ofSeconds(5));
    assertThat(written()).isEmpty();
    accept("b", 1);
    assertThat(written()).isEmpty();
    refuse("c", Code.OUT_OF_ORDER, 100);
    timers.pass(Duration.ofMillis(100));
    assertThat(written()).containsExactly("a again");
    accept("a", 2);
    assertThat(written()).containsExactly("c again");
  }

  @Test
  void refused_forNow_otherConversationsGoOn() {
    outbox.online(wire);
    var _ = send("g1", "a");
    refuse("a", Code.OVERLOADED, 1000);
    written();
    var _ = send("g2", "b");
    assertThat(written()).containsExactly("b");
  }

  @Test
  void refused_forGood_failsThatOneOnly() {
    outbox.online(wire);
    CompletableFuture<Sent> refused = send("a");
    CompletableFuture<Sent> other = send("b");
    refuse("a", Code.NOT_A_MEMBER, 0);
    assertThatThrownBy(refused::join)
        .isInstanceOf(CompletionException.class)
        .cause()
        .isInstanceOfSatisfying(
            SendRefused.class, why -> assertThat(why.code()).isEqualTo(Code.NOT_A_MEMBER));
    assertThat(other).isNotDone();
  }

  @Test
  void refused_withoutClientId_isFoundByItsFrame() {
    outbox.online(wire);
    CompletableFuture<Sent> refused = send("a");
    long frame = wire.take().getFirst().getId();
    assertThat(outbox.refused(frame, Error.newBuilder().setCode(Code.TOO_LARGE).build())).isTrue();
    assertThat(refused).isCompletedExceptionally();
    assertThat(outbox.refused(frame, Error.getDefaultInstance())).isFalse();
  }

  @Test
  void refused_forGoodWhilePaused_theRestStillWaits() {
    outbox.online(wire);
    List.of("a", "b", "c").forEach(this::queue);
    written();
    refuse("a", Code.OVERLOADED, 100);
    refuse("b", Code.NOT_A_MEMBER, 0);
    refuse("c", Code.OUT_OF_ORDER, 50);
    timers.pass(Duration.ofMillis(99));
    assertThat(written()).isEmpty();
    timers.pass(Duration.ofMillis(1));
    assertThat(written()).containsExactly("a again");
  }

  @Test
  void submit_atTheBound_isNotTaken() {
    for (int i = 0; i < 8; i++) {
      var _ = send("m" + i);
    }
    assertThatThrownBy(send("one too many")::join).hasCauseInstanceOf(OutboxFull.class);
    outbox.online(wire);
    assertThat(written()).hasSize(8);
    accept("m0", 1);
    assertThat(send("fits again")).isNotDone();
  }

  @Test
  void submit_contentTooLarge_isRefusedHere() {
    outbox.online(wire);
    Content huge = Frames.text("x".repeat(Outbox.MAX_CONTENT_BYTES));
    assertThatThrownBy(outbox.submit("g1", "a", huge, false)::join)
        .hasCauseInstanceOf(SendRefused.class);
    assertThat(written()).isEmpty();
  }

  @Test
  void submit_sameClientIdOnItsWay_isTheSameMessageOrRefused() {
    outbox.online(wire);
    CompletableFuture<Sent> first = send("a");
    assertThat(send("a")).isSameAs(first);
    assertThat(written()).containsExactly("a");
    assertThat(outbox.submit("g1", "a", Frames.text("another"), false)).isCompletedExceptionally();
    assertThat(first).isNotDone();
  }

  @Test
  void isOverdue_unansweredForLongerThanTheTimeout() {
    outbox.online(wire);
    var _ = send("a");
    timers.pass(Duration.ofSeconds(30));
    assertThat(outbox.isOverdue()).isFalse();
    timers.pass(Duration.ofSeconds(1));
    assertThat(outbox.isOverdue()).isTrue();
    outbox.offline();
    assertThat(outbox.isOverdue()).isFalse();
  }

  @Test
  void stop_unanswered_fail() {
    outbox.online(wire);
    CompletableFuture<Sent> sent = send("a");
    refuse("a", Code.OVERLOADED, 100);
    outbox.stop();
    assertThatThrownBy(sent::join).hasCauseInstanceOf(NotConnected.class);
    assertThat(timers.count()).isZero();
  }
}
