package dev.peal.in.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.peal.domain.message.Body;
import dev.peal.domain.message.BodyRules;
import dev.peal.domain.session.UserId;
import dev.peal.protocol.v1.Code;
import dev.peal.protocol.v1.Content;
import dev.peal.protocol.v1.Custom;
import dev.peal.protocol.v1.Error;
import dev.peal.protocol.v1.File;
import dev.peal.protocol.v1.Image;
import dev.peal.protocol.v1.Login;
import dev.peal.protocol.v1.MembershipChange;
import dev.peal.protocol.v1.ReadMark;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The rules of every field that a client fills in.
final class RequestsTest {

  private static final UserId SELF = new UserId(5);
  private static final Content HI = Frames.content("hi");

  // ---- login ---------------------------------------------------------------------------------

  @ParameterizedTest
  @ValueSource(strings = {"p", "my phone", "~!@#$%^&*()"})
  void login_deviceOfPrintableAscii_isGood(String device) {
    assertThat(good(Requests.login(login(device, 0))).device().value()).isEqualTo(device);
    assertThat(good(Requests.login(login("p".repeat(64), 0))).cursor()).isZero();
    assertThat(good(Requests.login(login(device, Long.MAX_VALUE))).cursor())
        .isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void login_otherDevice_isRefused() {
    String expected = " (expected: 1 to 64 printable ASCII characters)";
    refused(Requests.login(login("", 0)), "login.device", "\"\"" + expected);
    refused(Requests.login(login(" p", 0)), "login.device", "\" p\"" + expected);
    refused(Requests.login(login("p".repeat(65), 0)), "login.device", "65 characters" + expected);
    refused(Requests.login(login("a\nb", 0)), "login.device", "3 characters" + expected);
    refused(Requests.login(login("téléphone", 0)), "login.device", "9 characters" + expected);
  }

  @Test
  void login_negativeCursor_isRefused() {
    refused(Requests.login(login("p", -1)), "login.cursor", "-1 (expected: 0 or more)");
    refused(
        Requests.login(login("p", Long.MIN_VALUE)),
        "login.cursor",
        Long.MIN_VALUE + " (expected: 0 or more)");
  }

  // ---- conversation --------------------------------------------------------------------------

  @ParameterizedTest
  @CsvSource({
    "g7, g7",
    "d5-6, d5-6",
    "d1-2, d1-2",
    "d5-5, d5-5",
    "@6, d5-6",
    "@4, d4-5",
    "@5, d5-5",
    "@9007199254740991, d5-9007199254740991"
  })
  void conversation_everyForm_isRead(String given, String meant) {
    assertThat(good(send(given, "a", HI)).conversation()).hasToString(meant);
    assertThat(good(Requests.read(SELF, Frames.read(1, given, 1).getRead())).conversation())
        .hasToString(meant);
    assertThat(
            good(Requests.history(SELF, Frames.history(1, given, 0, 0).getHistory()))
                .conversation())
        .hasToString(meant);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "g",
        "g0",
        "g-1",
        "g07",
        "7",
        "G7",
        "g7 ",
        "d6-5",
        "d5",
        "d5-",
        "d-5",
        "d5-6-7",
        "@",
        "@0",
        "@-6",
        "@@6",
        "@x",
        "g9007199254740992",
        "@9007199254740992",
        "g99999999999999999999"
      })
  void conversation_otherText_isRefused(String given) {
    String expected =
        "\"" + given + "\" (expected: g<group id>, d<lower user id>-<higher>, or @<user id>)";

    refused(send(given, "a", HI), "send.conversation", expected);
    refused(Requests.read(SELF, Frames.read(1, given, 1).getRead()), "read.conversation", expected);
    refused(
        Requests.history(SELF, Frames.history(1, given, 0, 0).getHistory()),
        "history.conversation",
        expected);
  }

  @Test
  void conversation_longOrUnprintable_isNotShown() {
    assertThat(bad(send("x".repeat(10_000), "a", HI)).getMessage())
        .startsWith("send.conversation: 10000 characters (expected: ");
    assertThat(bad(send("g7\u202e", "a", HI)).getMessage())
        .startsWith("send.conversation: 3 characters (expected: ");
  }

  // ---- client id -----------------------------------------------------------------------------

  @Test
  void clientId_printableAsciiWithoutBlanks_isGood() {
    for (String id : new String[] {"a", "peal", "0-9_./:", "x".repeat(64)}) {
      assertThat(good(send("g7", id, HI)).clientId().value()).isEqualTo(id);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a b", "peal/x", "peal/"})
  void clientId_other_isRefused(String id) {
    refused(
        send("g7", id, HI),
        "send.client_id",
        "\""
            + id
            + "\" (expected: 1 to 64 printable ASCII characters without blanks, not beginning with"
            + " peal/)");
  }

  @Test
  void clientId_longOrUnprintable_isRefusedAndNotShown() {
    assertThat(bad(send("g7", "x".repeat(65), HI)).getMessage())
        .startsWith("send.client_id: 65 characters (expected: ");
    assertThat(bad(send("g7", "é", HI)).getMessage())
        .startsWith("send.client_id: 1 characters (expected: ");
  }

  // ---- content -------------------------------------------------------------------------------

  @ParameterizedTest
  @ValueSource(strings = {"x", "a\u0000\u0007b", "\u200f\u202eשלום", "😀", "  x  "})
  void text_anythingVisible_isGoodAndUnchanged(String text) {
    Requests.Sending sending = good(send("g7", "a", Frames.content(text)));

    assertThat(sending.body()).isEqualTo(new Body.Text(text));
    assertThat(sending.bodyBytes()).isEqualTo(Frames.content(text).getSerializedSize());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  \n"})
  void text_emptyOrBlank_isRefused(String text) {
    refused(
        send("g7", "a", Frames.content(text)),
        "send.content.text.text",
        "empty or blank (expected: at least one visible character)");
  }

  @Test
  void content_upToTheLimit_isGoodAndOneByteMoreTooLarge() {
    int besides = Frames.content("x".repeat(65_000)).getSerializedSize() - 65_000;
    Content most = Frames.content("x".repeat(BodyRules.MAX_BYTES - besides));
    Content more = Frames.content("x".repeat(BodyRules.MAX_BYTES - besides + 1));

    assertThat(good(send("g7", "a", most)).bodyBytes()).isEqualTo(65_536);
    Error error = bad(send("g7", "a", more));
    assertThat(error.getCode()).isEqualTo(Code.TOO_LARGE);
    assertThat(error.getField()).isEqualTo("send.content");
    assertThat(error.getMessage()).isEqualTo("send.content: 65537 bytes (expected: at most 65536)");
  }

  @Test
  void content_missingOrTheServersOwn_isRefused() {
    String expected = " (expected: one of text, image, file and custom)";
    refused(send("g7", "a", Content.getDefaultInstance()), "send.content", "missing" + expected);
    refused(
        send(
            "g7",
            "a",
            Content.newBuilder().setMembership(MembershipChange.getDefaultInstance()).build()),
        "send.content",
        "membership" + expected);
    refused(
        send("g7", "a", Content.newBuilder().setReadMark(ReadMark.getDefaultInstance()).build()),
        "send.content",
        "read_mark" + expected);
  }

  @Test
  void content_otherKinds_areCheckedAndTaken() {
    var image =
        Image.newBuilder().setUrl("https://x.example/a.png").setWidth(3).setCaption("c").build();
    var file = File.newBuilder().setUrl("http://x.example/f").setName("f").setSizeBytes(9).build();
    var custom = Custom.newBuilder().setType("t").setData(ByteString.copyFromUtf8("d")).build();

    assertThat(good(send("g7", "a", Content.newBuilder().setImage(image).build())).body())
        .isEqualTo(new Body.Image("https://x.example/a.png", 3, 0, "c"));
    assertThat(good(send("g7", "a", Content.newBuilder().setFile(file).build())).body())
        .isEqualTo(new Body.File("http://x.example/f", "f", 9, ""));
    assertThat(good(send("g7", "a", Content.newBuilder().setCustom(custom).build())).body())
        .isInstanceOf(Body.Custom.class);
    Error error =
        bad(
            send(
                "g7",
                "a",
                Content.newBuilder().setImage(image.toBuilder().setUrl("javascript:1")).build()));
    assertThat(error.getField()).isEqualTo("send.content.image.url");
    assertThat(error.getMessage()).startsWith("send.content.image.url: scheme javascript");
  }

  // ---- numbers -------------------------------------------------------------------------------

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MIN_VALUE})
  void read_positionBelowOne_isRefused(long position) {
    refused(
        Requests.read(SELF, Frames.read(1, "g7", position).getRead()),
        "read.position",
        position + " (expected: 1 or more)");
  }

  @Test
  void sync_limits() {
    assertThat(good(Requests.sync(Frames.sync(1, 0, 0).getSync())).limit()).isEqualTo(500);
    assertThat(good(Requests.sync(Frames.sync(1, 0, 1).getSync())).limit()).isEqualTo(1);
    assertThat(good(Requests.sync(Frames.sync(1, Long.MAX_VALUE, 1_000).getSync())))
        .isEqualTo(new Requests.Syncing(Long.MAX_VALUE, 1_000));
    refused(
        Requests.sync(Frames.sync(1, -1, 0).getSync()), "sync.after", "-1 (expected: 0 or more)");
    for (int limit : new int[] {-1, 1_001, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
      refused(
          Requests.sync(Frames.sync(1, 0, limit).getSync()),
          "sync.limit",
          limit + " (expected: 1 to 1000, or 0 for the server's choice)");
    }
  }

  @Test
  void history_limits() {
    assertThat(good(history(0, 0)).limit()).isEqualTo(50);
    assertThat(good(history(Long.MAX_VALUE, 200)))
        .extracting(Requests.Browsing::before, Requests.Browsing::limit)
        .containsExactly(Long.MAX_VALUE, 200);
    refused(history(-1, 0), "history.before", "-1 (expected: 0 or more)");
    for (int limit : new int[] {-1, 201, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
      refused(
          history(0, limit),
          "history.limit",
          limit + " (expected: 1 to 200, or 0 for the server's choice)");
    }
  }

  private static Requests.Checked<Requests.Browsing> history(long before, int limit) {
    return Requests.history(SELF, Frames.history(1, "g7", before, limit).getHistory());
  }

  private static Requests.Checked<Requests.Sending> send(
      String conversation, String clientId, Content content) {
    return Requests.send(SELF, Frames.send(1, conversation, clientId, content).getSend());
  }

  private static Login login(String device, long cursor) {
    return Frames.login("t", device, cursor).getLogin();
  }

  private static <T> T good(Requests.Checked<T> checked) {
    return switch (checked) {
      case Requests.Checked.Good<T>(var request) -> request;
      case Requests.Checked.Bad<T>(var error) ->
          throw new AssertionError("refused: " + error.getMessage());
    };
  }

  private static <T> Error bad(Requests.Checked<T> checked) {
    return switch (checked) {
      case Requests.Checked.Good<T>(var request) -> throw new AssertionError("taken: " + request);
      case Requests.Checked.Bad<T>(var error) -> error.build();
    };
  }

  private static <T> void refused(Requests.Checked<T> checked, String field, String sentence) {
    Error error = bad(checked);
    assertThat(error.getCode()).isEqualTo(Code.INVALID_ARGUMENT);
    assertThat(error.getField()).isEqualTo(field);
    assertThat(error.getMessage()).isEqualTo(field + ": " + sentence);
  }
}
