package dev.peal.in.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.peal.domain.group.GroupId;
import dev.peal.domain.session.UserId;
import dev.peal.protocol.v1.ClientFrame;
import dev.peal.protocol.v1.Closing;
import dev.peal.protocol.v1.Code;
import dev.peal.protocol.v1.Content;
import dev.peal.protocol.v1.Custom;
import dev.peal.protocol.v1.Error;
import dev.peal.protocol.v1.Message;
import dev.peal.protocol.v1.ServerFrame;
import dev.peal.protocol.v1.ServerFrame.BodyCase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Bad input over real sockets, against a whole node: each gets a code and a sentence, or a close
/// with a reason, and a healthy session beside it does not notice.
final class BadInputIT {

  @TempDir static Path folder;
  private static LivePeal peal;

  private UserId user;
  private UserId friend;
  private GroupId group;
  private RawClient healthy;
  private RawClient client;

  @BeforeAll
  static void start() {
    peal = new LivePeal(folder, WebSocketSettings.defaults("node-1"));
  }

  @AfterAll
  static void stop() {
    peal.close();
  }

  @BeforeEach
  void connect() throws IOException {
    user = peal.user();
    friend = peal.user();
    group = peal.group(friend, user);
    healthy = peal.loggedIn(friend, "healthy");
    client = peal.connect();
  }

  @AfterEach
  void healthySessionDidNotNotice() throws IOException {
    client.close();
    try (RawClient beside = healthy) {
      beside.send(Frames.text(77, "@" + friend, "still-here", "still here"));
      assertThat(healthy.expect(BodyCase.ACCEPTED).getReplyTo()).isEqualTo(77);
      ServerFrame push;
      do {
        push = healthy.expect(BodyCase.PUSH);
      } while (!push.getPush().getConversation().equals("d" + friend + "-" + friend));
      assertThat(push.getPush().getMessages(0).getContent().getText().getText())
          .isEqualTo("still here");
    }
  }

  private void logIn() throws IOException {
    client.send(Frames.login(peal.token(user), "phone", 0));
    client.expect(BodyCase.WELCOME);
  }

  private void stillServed() throws IOException {
    client.send(Frames.ping(99));
    assertThat(client.expect(BodyCase.PONG).getReplyTo()).isEqualTo(99);
  }

  private void refused(Error error, Code code, String field, String message) {
    assertThat(error.getCode()).isEqualTo(code);
    assertThat(error.getField()).isEqualTo(field);
    assertThat(error.getMessage()).isEqualTo(message);
  }

  // ---- frames --------------------------------------------------------------------------------

  @Test
  void notAProtobuf_isToldAndSurvived() throws IOException {
    logIn();
    client.frame(RawClient.FINAL | RawClient.BINARY, new byte[] {1, 2, 3});

    refused(
        client.error(),
        Code.MALFORMED_FRAME,
        "",
        "message: 3 bytes that are not a ClientFrame (expected: its protobuf encoding)");
    stillServed();
  }

  @Test
  void notAProtobuf_again_endsTheSession() throws IOException {
    logIn();
    for (int i = 0; i < 10; i++) {
      client.frame(RawClient.FINAL | RawClient.BINARY, new byte[] {1, 2, 3});
    }

    Closing closing = client.closing();
    assertThat(closing.getReason()).isEqualTo(Closing.Reason.PROTOCOL_ERROR);
    assertThat(closing.getMessage()).isEqualTo("10 frames in a row were wrong");
  }

  @Test
  void unknownOneof_isToldAndSurvived() throws IOException {
    logIn();
    // a field 100 of a later version, and the id 5
    client.frame(RawClient.FINAL | RawClient.BINARY, new byte[] {8, 5, (byte) 0xa2, 6, 1, 'x'});

    refused(
        client.error(),
        Code.UNKNOWN_FRAME,
        "",
        "frame: without a body that this server knows (expected: login, send, ack, read, sync,"
            + " history, ping or abandon)");
    stillServed();
  }

  @Test
  void frameOverTheLimit_isToldAndClosed() throws IOException {
    logIn();
    client.frame(RawClient.FINAL | RawClient.BINARY, new byte[(256 << 10) + 1]);

    tooLarge();
  }

  @Test
  void frameOverTheLimit_inFragments_isToldAndClosed() throws IOException {
    logIn();
    client.frame(RawClient.BINARY, new byte[200 << 10]);
    client.frame(0, new byte[50 << 10]);
    client.frame(RawClient.FINAL, new byte[50 << 10]);

    tooLarge();
  }

  private void tooLarge() throws IOException {
    List<ServerFrame> frames = client.untilClosed();
    refused(
        frames.getFirst().getError(),
        Code.TOO_LARGE,
        "",
        "frame: larger than the limit (expected: at most 262144 bytes)");
    assertThat(frames.getLast().getClosing().getReason()).isEqualTo(Closing.Reason.PROTOCOL_ERROR);
  }

  @Test
  void frameUpToTheLimit_inFragments_isTaken() throws IOException {
    logIn();
    byte[] frame = Frames.text(5, "@" + friend, "in-parts", "x".repeat(60_000)).toByteArray();
    for (int i = 0; i < frame.length; i += 100) {
      boolean last = i + 100 >= frame.length;
      client.frame(
          (last ? RawClient.FINAL : 0) | (i == 0 ? RawClient.BINARY : 0),
          Arrays.copyOfRange(frame, i, Math.min(i + 100, frame.length)));
    }

    assertThat(client.expect(BodyCase.ACCEPTED).getReplyTo()).isEqualTo(5);
  }

  @Test
  void unmaskedFrame_closes() throws IOException {
    logIn();
    client.bytes(new byte[] {(byte) 0x82, 1, 0});

    Closing closing = client.closing();
    assertThat(closing.getReason()).isEqualTo(Closing.Reason.PROTOCOL_ERROR);
    assertThat(closing.getMessage()).isEqualTo("that was not a WebSocket frame");
  }

  @Test
  void textWhereBinaryBelongs_isToldAndSurvived() throws IOException {
    logIn();
    client.text("{\"ping\":{}}");

    refused(
        client.error(),
        Code.WRONG_ENCODING,
        "",
        "message: text (expected: binary, as subprotocol peal.v1 has it)");
    stillServed();
  }

  @Test
  void binaryWhereTextBelongs_isToldAndSurvived() throws IOException {
    try (RawClient json = json()) {
      json.send(Frames.ping(1));

      refused(
          json.error(),
          Code.WRONG_ENCODING,
          "",
          "message: binary (expected: text, as subprotocol peal.v1.json has it)");
      json.text("{\"ping\":{}}");
      json.expect(BodyCase.PONG);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "hello", "{\"ping\":", "[]", "{\"ping\":{}}{\"ping\":{}}"})
  void malformedJson_isToldAndSurvived(String text) throws IOException {
    try (RawClient json = json()) {
      json.text(text);

      refused(
          json.error(),
          Code.MALFORMED_FRAME,
          "",
          "message: "
              + text.length()
              + " bytes that are not a ClientFrame (expected: its protobuf JSON mapping)");
      json.text("{\"ping\":{}}");
      json.expect(BodyCase.PONG);
    }
  }

  @Test
  void jsonTooDeep_isToldAndSurvived() throws IOException {
    try (RawClient json = json()) {
      json.text("{\"x\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}");

      assertThat(json.error().getCode()).isEqualTo(Code.MALFORMED_FRAME);
      json.text("{\"ping\":{}}");
      json.expect(BodyCase.PONG);
    }
  }

  private RawClient json() throws IOException {
    RawClient json = RawClient.connect(peal.port(), "peal.v1.json");
    json.text(
        "{\"id\":\"1\",\"login\":{\"token\":\"" + peal.token(user) + "\",\"device\":\"json\"}}");
    json.expect(BodyCase.WELCOME);
    return json;
  }

  @Test
  void unknownSubprotocol_isRefusedBeforeTheHandshake() throws IOException {
    try (RawClient other = RawClient.dial(peal.port(), "peal.v9, chat", 64 << 10)) {
      assertThat(other.handshake())
          .startsWith("HTTP/1.1 400 ")
          .containsIgnoringCase("content-type: application/json");
      assertThat(other.rest())
          .isEqualTo(
              "{\"code\":\"INVALID_ARGUMENT\",\"message\":\"sec-websocket-protocol: missing or"
                  + " unknown (expected: peal.v1 or peal.v1.json)\","
                  + "\"field\":\"sec-websocket-protocol\",\"retry_after_ms\":0}");
    }
  }

  // ---- login ---------------------------------------------------------------------------------

  @Test
  void anythingBeforeLogin_isRefused() throws IOException {
    List<ClientFrame> frames =
        List.of(
            Frames.text(1, "@" + friend, "a", "hi"),
            Frames.ack(1),
            Frames.read(1, "g1", 1),
            Frames.sync(1, 0, 0),
            Frames.history(1, "g1", 0, 0),
            Frames.ping(1));
    for (ClientFrame frame : frames) {
      client.send(frame);
      String kind = frame.getBodyCase().name().toLowerCase(Locale.ROOT);
      refused(
          client.error(), Code.NOT_LOGGED_IN, "", "frame: " + kind + " (expected: login first)");
    }
    logIn();
  }

  @Test
  void expiredToken_isRefused() throws IOException {
    client.send(Frames.login(peal.expiredToken(user), "phone", 0));

    refused(
        client.error(), Code.EXPIRED_TOKEN, "login.token", "login.token: expired; log in again");
    assertThat(client.closing().getReason()).isEqualTo(Closing.Reason.LOGIN_REFUSED);
  }

  @Test
  void forgedToken_isRefused() throws IOException {
    String token = peal.token(user);
    String forged = token.substring(0, token.lastIndexOf('.') + 1) + "A".repeat(43);
    client.send(Frames.login(forged, "phone", 0));

    invalidToken(
        "login.token: the signature is not this server's (expected: a token that" + " it issued)");
  }

  @Test
  void foreignToken_isRefused() throws IOException {
    client.send(Frames.login(peal.foreignToken(user), "phone", 0));

    invalidToken(
        "login.token: issued by or for somebody else (expected: issuer and audience of this"
            + " server)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "a.b.c"})
  void notAToken_isRefused(String token) throws IOException {
    client.send(Frames.login(token, "phone", 0));

    invalidToken("login.token: malformed (expected: a token that POST /v1/login returned)");
  }

  private void invalidToken(String message) throws IOException {
    refused(client.error(), Code.INVALID_TOKEN, "login.token", message);
    Closing closing = client.closing();
    assertThat(closing.getReason()).isEqualTo(Closing.Reason.LOGIN_REFUSED);
    assertThat(closing.getReconnectAfterMs()).isZero();
  }

  @Test
  void secondLogin_isRefusedAndSurvived() throws IOException {
    logIn();
    client.send(Frames.login(peal.token(user), "phone", 0));

    refused(client.error(), Code.ALREADY_LOGGED_IN, "", "this session is logged in already");
    stillServed();
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, Long.MIN_VALUE})
  void login_negativeCursor_isRefusedAndMayBeTriedAgain(long cursor) throws IOException {
    client.send(Frames.login(peal.token(user), "phone", cursor));

    refused(
        client.error(),
        Code.INVALID_ARGUMENT,
        "login.cursor",
        "login.cursor: " + cursor + " (expected: 0 or more)");
    logIn();
  }

  @Test
  void login_hugeCursor_isOfNoStoreHere_theWelcomeSaysWhereToGoOn() throws IOException {
    client.send(Frames.login(peal.token(user), "phone", Long.MAX_VALUE));

    var welcome = client.expect(BodyCase.WELCOME).getWelcome();
    assertThat(welcome.hasCursor()).isTrue();
    assertThat(welcome.getCursor()).isZero();
    stillServed();
    try (RawClient again = peal.connect()) {
      again.send(Frames.login(peal.token(user), "phone", 0));
      assertThat(again.expect(BodyCase.WELCOME).getWelcome().getDeviceCursor()).isZero();
    }
  }

  // ---- send ----------------------------------------------------------------------------------

  private Error sent(String conversation, String clientId, Content content) throws IOException {
    logIn();
    client.send(Frames.send(5, conversation, clientId, content));
    return client.error();
  }

  @Test
  void emptyBody_isRefused() throws IOException {
    refused(
        sent("@" + friend, "a", Frames.content("")),
        Code.INVALID_ARGUMENT,
        "send.content.text.text",
        "send.content.text.text: empty or blank (expected: at least one visible character)");
    stillServed();
  }

  @Test
  void missingBody_isRefused() throws IOException {
    refused(
        sent("@" + friend, "a", Content.getDefaultInstance()),
        Code.INVALID_ARGUMENT,
        "send.content",
        "send.content: missing (expected: one of text, image, file and custom)");
    stillServed();
  }

  @Test
  void oversizedBody_isRefused() throws IOException {
    refused(
        sent("@" + friend, "a", ofSize(65_537)),
        Code.TOO_LARGE,
        "send.content",
        "send.content: 65537 bytes (expected: at most 65536)");
    stillServed();
  }

  @Test
  void largestBody_isDeliveredUnchanged() throws IOException {
    Content most = ofSize(65_536);
    logIn();

    client.send(Frames.send(5, "@" + friend, "a", most));

    client.expect(BodyCase.ACCEPTED);
    assertThat(received("d" + user + "-" + friend)).isEqualTo(most);
  }

  private static Content ofSize(int bytes) {
    int besides =
        Content.newBuilder()
                .setCustom(Custom.newBuilder().setType("t").setData(data(60_000)))
                .build()
                .getSerializedSize()
            - 60_000;
    Content content =
        Content.newBuilder()
            .setCustom(Custom.newBuilder().setType("t").setData(data(bytes - besides)))
            .build();
    assertThat(content.getSerializedSize()).isEqualTo(bytes);
    return content;
  }

  private static ByteString data(int bytes) {
    return ByteString.copyFrom(new byte[bytes]);
  }

  private Content received(String conversation) throws IOException {
    while (true) {
      ServerFrame frame = healthy.expect(BodyCase.PUSH);
      if (frame.getPush().getConversation().equals(conversation)) {
        return frame.getPush().getMessages(0).getContent();
      }
    }
  }

  @Test
  void text_ofAnyCharacters_isDeliveredUnchanged() throws IOException {
    logIn();
    String[] texts = {
      "bell \u0007, zero \u0000, escape \u001b[31m",
      "right-to-left \u200f\u202e mark and override",
      "😀👩‍👩‍👧‍👦",
      "x".repeat(10_000),
      "<script>alert(1)</script> ' \" \\ & %00"
    };
    for (int i = 0; i < texts.length; i++) {
      client.send(Frames.text(5, "@" + friend, "t" + i, texts[i]));
      client.expect(BodyCase.ACCEPTED);

      assertThat(received("d" + user + "-" + friend).getText().getText()).isEqualTo(texts[i]);
    }
    try (RawClient json = json()) {
      List<Message> messages = List.of();
      // Rows follow the pushes; each look is a round trip.
      for (int looks = 0; looks < 10_000 && messages.size() < texts.length; looks++) {
        json.text("{\"id\":\"2\",\"history\":{\"conversation\":\"@" + friend + "\"}}");
        messages = json.expect(BodyCase.HISTORY).getHistory().getMessagesList();
      }
      assertThat(messages.reversed())
          .extracting(message -> message.getContent().getText().getText())
          .containsExactly(texts);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "g", "x7", "d2-1"})
  void conversation_notOne_isRefused(String conversation) throws IOException {
    refused(
        sent(conversation, "a", Frames.content("hi")),
        Code.INVALID_ARGUMENT,
        "send.conversation",
        "send.conversation: \""
            + conversation
            + "\" (expected: g<group id>, d<lower user id>-<higher>, or @<user id>)");
    stillServed();
  }

  @ParameterizedTest
  @ValueSource(strings = {"g999999999", "@999999999", "d999999998-999999999"})
  void conversation_unknown_isRefused(String conversation) throws IOException {
    refused(
        sent(conversation, "a", Frames.content("hi")),
        Code.NO_SUCH_CONVERSATION,
        "send.conversation",
        "send.conversation: unknown (expected: a conversation of yours)");
    stillServed();
  }

  @Test
  void conversation_ofOthers_isRefusedEverywhere() throws IOException {
    String foreign = "g" + peal.group(friend, peal.user());
    refused(
        sent(foreign, "a", Frames.content("hi")),
        Code.NOT_A_MEMBER,
        "send.conversation",
        "send.conversation: you are not a member (expected: a group you are in)");
    client.send(Frames.history(6, foreign, 0, 0));
    refused(
        client.error(),
        Code.NOT_A_MEMBER,
        "history.conversation",
        "history.conversation: you are not a member (expected: a group you are in)");
    client.send(Frames.read(7, foreign, 1));
    refused(
        client.error(),
        Code.NOT_A_MEMBER,
        "read.conversation",
        "read.conversation: you are not a member (expected: a group you are in)");
  }

  @Test
  void removedInBetween_isRefusedAndGetsNothingMore() throws IOException {
    logIn();
    client.send(Frames.text(5, "g" + group, "a", "before"));
    client.expect(BodyCase.ACCEPTED);

    peal.groups.remove(friend, group, user);

    client.send(Frames.text(6, "g" + group, "b", "after"));
    refused(
        client.error(),
        Code.NOT_A_MEMBER,
        "send.conversation",
        "send.conversation: you are not a member (expected: a group you are in)");
    healthy.send(Frames.text(7, "g" + group, "c", "without him"));
    healthy.expect(BodyCase.ACCEPTED);
    client.send(Frames.text(8, "@" + friend, "d", "the next thing he sees"));
    ServerFrame next;
    do {
      next = client.next();
      assertThat(next.toString()).doesNotContain("without him");
    } while (!next.toString().contains("the next thing he sees"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "peal/m/g1/1"})
  void clientId_emptyOrReserved_isRefused(String id) throws IOException {
    refused(
        sent("@" + friend, id, Frames.content("hi")),
        Code.INVALID_ARGUMENT,
        "send.client_id",
        "send.client_id: \""
            + id
            + "\" (expected: 1 to 64 printable ASCII characters without blanks, not beginning with"
            + " peal/)");
    stillServed();
  }

  @Test
  void clientId_tooLong_isRefused() throws IOException {
    refused(
        sent("@" + friend, "x".repeat(65), Frames.content("hi")),
        Code.INVALID_ARGUMENT,
        "send.client_id",
        "send.client_id: 65 characters (expected: 1 to 64 printable ASCII characters without blanks,"
            + " not beginning with peal/)");
    stillServed();
  }

  @Test
  void clientId_reusedForAnotherBody_isRefused() throws IOException {
    logIn();
    client.send(Frames.text(5, "g" + group, "a", "one"));
    long position = client.expect(BodyCase.ACCEPTED).getAccepted().getPosition();

    client.send(Frames.text(6, "g" + group, "a", "another"));

    Error error = client.error();
    refused(
        error,
        Code.CLIENT_ID_REUSED,
        "send.client_id",
        "send.client_id: a (expected: a new id; this one is message "
            + position
            + " of g"
            + group
            + ", which says something else)");
    assertThat(error.getClientId()).isEqualTo("a");
    client.send(Frames.text(7, "g" + group, "a", "one"));
    ServerFrame again = client.expect(BodyCase.ACCEPTED);
    assertThat(again.getAccepted().getRepeated()).isTrue();
    assertThat(again.getAccepted().getPosition()).isEqualTo(position);
  }

  // ---- numbers -------------------------------------------------------------------------------

  @Test
  void cursorsAndLimits_outOfRange_areRefusedOneByOne() throws IOException {
    logIn();
    client.send(Frames.sync(2, -1, 0));
    refused(
        client.error(),
        Code.INVALID_ARGUMENT,
        "sync.after",
        "sync.after: -1 (expected: 0 or more)");
    for (int limit : new int[] {-1, 1_001, Integer.MAX_VALUE}) {
      client.send(Frames.sync(3, 0, limit));
      refused(
          client.error(),
          Code.INVALID_ARGUMENT,
          "sync.limit",
          "sync.limit: " + limit + " (expected: 1 to 1000, or 0 for the server's choice)");
    }
    client.send(Frames.history(4, "g" + group, -1, 0));
    refused(
        client.error(),
        Code.INVALID_ARGUMENT,
        "history.before",
        "history.before: -1 (expected: 0 or more)");
    for (int limit : new int[] {-1, 201, Integer.MAX_VALUE}) {
      client.send(Frames.history(5, "g" + group, 0, limit));
      refused(
          client.error(),
          Code.INVALID_ARGUMENT,
          "history.limit",
          "history.limit: " + limit + " (expected: 1 to 200, or 0 for the server's choice)");
    }
    for (long seq : new long[] {-1, 1_000_000, Long.MAX_VALUE}) {
      client.send(Frames.ack(seq));
      refused(
          client.error(),
          Code.INVALID_ARGUMENT,
          "ack.seq",
          "ack.seq: " + seq + " (expected: a seq that this session was told of)");
    }
    for (long position : new long[] {0, -1}) {
      client.send(Frames.read(6, "g" + group, position));
      refused(
          client.error(),
          Code.INVALID_ARGUMENT,
          "read.position",
          "read.position: " + position + " (expected: 1 or more)");
    }
    client.send(Frames.read(6, "g" + group, Long.MAX_VALUE));
    Error ahead = client.error();
    assertThat(ahead.getField()).isEqualTo("read.position");
    assertThat(ahead.getMessage())
        .startsWith("read.position: above the newest stored message (expected: at most ");
    stillServed();
  }

  @Test
  void cursorsAndLimits_zeroAndHuge_areTakenWhereTheyMakeSense() throws IOException {
    logIn();
    client.send(Frames.sync(2, Long.MAX_VALUE, 1_000));
    ServerFrame above = client.expect(BodyCase.PAGE);
    assertThat(above.getPage().getEntriesCount()).isZero();
    assertThat(above.getPage().getMore()).isFalse();
    client.send(Frames.sync(3, 0, 0));
    assertThat(client.expect(BodyCase.PAGE).getPage().getAfter()).isZero();
    int messages = 0;
    // The row of the group's first notice may still be on its way; each look is a round trip.
    for (int looks = 0; looks < 10_000 && messages == 0; looks++) {
      client.send(Frames.history(4, "g" + group, Long.MAX_VALUE, 200));
      messages = client.expect(BodyCase.HISTORY).getHistory().getMessagesCount();
    }
    assertThat(messages).isEqualTo(1);
    client.send(Frames.ack(0));
    stillServed();
  }

  @Test
  void rubbishInsteadOfFrames_closes() throws IOException {
    logIn();
    client.bytes("GET / HTTP/1.1\r\n\r\n".repeat(100).getBytes(StandardCharsets.US_ASCII));

    assertThat(client.closing().getReason()).isEqualTo(Closing.Reason.PROTOCOL_ERROR);
  }
}
