package dev.peal.in.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Input that no client of good faith and working order sends: each gets its code and a sentence,
/// the connection goes on where it can, and no use case is called.
final class BadInputTest {

  private static final String HOST = "host: peal.test\r\n";

  private final EmbeddedPeal peal = new EmbeddedPeal();

  @AfterEach
  void nothingReachedAUseCase() {
    assertThat(peal.useCases.calls).isEmpty();
    peal.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hello",
        "{\"username\":\"ada\"",
        "{\"username\":\"ada\",}",
        "{'username':'ada'}",
        "{username:\"ada\"}",
        "{\"username\":NaN}",
        "{\"username\":\"a\nb\"}",
        "{\"username\":\"\\x\"}",
        "{\"username\":01}",
        "// comment\n{}",
        "{} {}",
        "{} x",
        "\ufeff{}"
      })
  void body_notJson_isMalformedAndSaysWhere(String body) {
    Answer answer = login(body);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.code()).isEqualTo("MALFORMED_JSON");
    assertThat(answer.message()).startsWith("body: ").contains("one JSON object in UTF-8");
    assertThat(peal.channel().isActive()).isTrue();
  }

  @Test
  void body_withPassword_isNotQuotedBack() {
    assertThat(login("{\"password\":hunter22}").body()).doesNotContain("hunter22");
    assertThat(login("{\"username\":\"ada\",\"password\":[\"hunter22\"]}").body())
        .doesNotContain("hunter22");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "\"text\"", "1", "null", "true"})
  void body_notAnObject_isMalformed(String body) {
    assertThat(login(body).message())
        .isEqualTo("body: not an object (expected: one JSON object in UTF-8)");
  }

  @Test
  void body_empty_isMalformed() {
    Answer answer = peal.request("POST", "/v1/login", "content-type: application/json\r\n", "");

    assertThat(answer.code()).isEqualTo("MALFORMED_JSON");
    assertThat(answer.message()).contains("empty");
  }

  @Test
  void body_notUtf8_isMalformed() {
    Answer answer = loginBytes(new byte[] {'{', '"', (byte) 0xc3, '"', ':', '1', '}'});

    assertThat(answer.code()).isEqualTo("MALFORMED_JSON");
    assertThat(answer.message()).contains("not UTF-8");
  }

  @Test
  void body_utf16_isMalformed() {
    Answer answer = loginBytes("{\"username\":\"ada\"}".getBytes(StandardCharsets.UTF_16));

    assertThat(answer.code()).isEqualTo("MALFORMED_JSON");
  }

  @Test
  void body_tooDeep_isMalformed() {
    String deep = "{\"username\":" + "[".repeat(1_000) + "]".repeat(1_000) + "}";

    Answer answer = login(deep);

    assertThat(answer.code()).isEqualTo("MALFORMED_JSON");
    assertThat(answer.message()).contains("nesting 32");
  }

  @Test
  void body_deepAsAllowed_isOnlyOfTheWrongKind() {
    String deep = "{\"username\":" + "[".repeat(31) + "]".repeat(31) + ",\"password\":\"x\"}";

    assertThat(login(deep).message()).isEqualTo("username: array (expected: string)");
  }

  @Test
  void body_numberOfManyDigits_isMalformed() {
    assertThat(login("{\"username\":" + "9".repeat(100) + "}").code()).isEqualTo("MALFORMED_JSON");
  }

  @Test
  void body_nameOfManyCharacters_isMalformed() {
    assertThat(login("{\"" + "n".repeat(1_000) + "\":1}").code()).isEqualTo("MALFORMED_JSON");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"password\":\"x\"}|username: missing (expected: string)",
        "{\"username\":\"ada\"}|password: missing (expected: string)",
        "{\"username\":null,\"password\":\"x\"}|username: null (expected: string)",
        "{\"username\":7,\"password\":\"x\"}|username: number (expected: string)",
        "{\"username\":true,\"password\":\"x\"}|username: boolean (expected: string)",
        "{\"username\":{},\"password\":\"x\"}|username: object (expected: string)",
        "{\"username\":\"a\",\"username\":\"b\"}|username: given twice (expected: once)",
        "{\"username\":\"a\",\"password\":\"x\",\"admin\":true}"
            + "|admin: unknown field (expected: username, password)",
        "{\"username\":\"\\ud800\",\"password\":\"x\"}"
            + "|username: half of a surrogate pair in it (expected: whole Unicode characters)"
      })
  void field_missingWrongOrUnknown_isNamed(String body, String message) {
    Answer answer = login(body);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.code()).isEqualTo("INVALID_ARGUMENT");
    assertThat(answer.message()).isEqualTo(message);
    assertThat(message).startsWith(answer.field());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "8|members: number (expected: array of user ids)",
        "[8,\"9\"]|members[1]: string (expected: integer from 1 to 9007199254740991)",
        "[1.5]|members[0]: fraction (expected: integer from 1 to 9007199254740991)",
        "[0]|members[0]: 0 (expected: integer from 1 to 9007199254740991)",
        "[-1]|members[0]: -1 (expected: integer from 1 to 9007199254740991)",
        "[9007199254740992]"
            + "|members[0]: 9007199254740992 (expected: integer from 1 to 9007199254740991)",
        "[99999999999999999999]"
            + "|members[0]: 99999999999999999999 (expected: integer from 1 to 9007199254740991)",
        "[null]|members[0]: null (expected: integer from 1 to 9007199254740991)"
      })
  void members_notIds_areNamed(String members, String message) {
    Answer answer = peal.call("POST", "/v1/groups", "{\"name\":\"x\",\"members\":" + members + "}");

    assertThat(answer.code()).isEqualTo("INVALID_ARGUMENT");
    assertThat(answer.message()).isEqualTo(message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/jsonp",
        "application/json; charset=iso-8859-1"
      })
  void contentType_notJson_isUnsupported(String type) {
    Answer answer = peal.request("POST", "/v1/login", "content-type: " + type + "\r\n", "{}");

    assertThat(answer.status()).isEqualTo(415);
    assertThat(answer.code()).isEqualTo("UNSUPPORTED_MEDIA_TYPE");
  }

  @Test
  void contentType_withUtf8_passes() {
    String type = "content-type: Application/JSON; Charset=\"UTF-8\"\r\n";

    assertThat(peal.request("POST", "/v1/login", type, "{}").code()).isEqualTo("INVALID_ARGUMENT");
  }

  @Test
  void body_tooLargeByItsLength_isRefusedUnread() {
    peal.send("POST /v1/login HTTP/1.1\r\n" + HOST + "content-length: 4097\r\n\r\n");

    Answer answer = peal.answers().getFirst();
    assertThat(answer.status()).isEqualTo(413);
    assertThat(answer.code()).isEqualTo("TOO_LARGE");
    assertThat(answer.message()).isEqualTo("body: 4097 bytes (expected: at most 4096 bytes)");
    assertThat(answer.header("connection")).isEqualTo("close");
    assertThat(peal.channel().isActive()).isFalse();
  }

  @Test
  void body_tooLargeInChunks_isRefusedOnTheWay() {
    peal.send("POST /v1/login HTTP/1.1\r\n" + HOST + "transfer-encoding: chunked\r\n\r\n");
    peal.send("800\r\n" + "x".repeat(2_048) + "\r\n");
    peal.send("800\r\n" + "x".repeat(2_048) + "\r\n");
    assertThat(peal.answers()).isEmpty();
    peal.send("1\r\nx\r\n");

    assertThat(peal.answers().getFirst().status()).isEqualTo(413);
  }

  @Test
  void body_largeAsAllowed_isRead() {
    String padding = "x".repeat(4_096 - "{\"username\":\"\"}".length());

    Answer answer = login("{\"username\":\"" + padding + "\"}");

    assertThat(answer.message()).isEqualTo("password: missing (expected: string)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v2/me",
        "/v1",
        "/v1/me/",
        "/v1/ME",
        "//v1/me",
        "/v1/groups/3/members/8/role/x",
        "/v1%2Fme"
      })
  void path_unknown_isNotFoundInJson(String path) {
    Answer answer = peal.get(path);

    assertThat(answer.status()).isIn(404, 400);
    assertThat(answer.header("content-type")).isEqualTo("application/json");
    assertThat(answer.message()).contains(path.startsWith("/v1%") ? "request target" : "path");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/v1/%", "/v1/%zz", "/v1/%f", "/v1/%ff", "/v1/%c0%80", "/a%00b", "/%0d%0a"})
  void path_wronglyEncoded_isMalformed(String path) {
    Answer answer = peal.get(path);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.code()).isEqualTo("MALFORMED_REQUEST");
    assertThat(peal.channel().isActive()).isTrue();
  }

  @Test
  void method_wrong_isToldWhichAreRight() {
    Answer answer = peal.call("DELETE", "/v1/groups", "");

    assertThat(answer.status()).isEqualTo(405);
    assertThat(answer.code()).isEqualTo("METHOD_NOT_ALLOWED");
    assertThat(answer.header("allow")).isEqualTo("GET, HEAD, OPTIONS, POST");
    assertThat(peal.call("HEAD", "/v1/login", "").status()).isEqualTo(405);
    assertThat(peal.call("BREW", "/v1/me", "").status()).isEqualTo(405);
    assertThat(peal.call("TRACE", "/v1/me", "").status()).isEqualTo(405);
  }

  @Test
  void options_path_listsItsMethods() {
    Answer answer = peal.request("OPTIONS", "/v1/groups/3", "", "");

    assertThat(answer.status()).isEqualTo(204);
    assertThat(answer.header("allow")).isEqualTo("DELETE, GET, HEAD, OPTIONS, PATCH");
    assertThat(answer.headers()).doesNotContainKey("access-control-allow-origin");
    assertThat(peal.request("OPTIONS", "*", "", "").status()).isEqualTo(204);
    assertThat(peal.request("OPTIONS", "/nothing", "", "").status()).isEqualTo(404);
  }

  @Test
  void line_tooLong_is414() {
    peal.send("GET /" + "x".repeat(9_000) + " HTTP/1.1\r\n" + HOST + "\r\n");

    Answer answer = peal.answers().getFirst();
    assertThat(answer.status()).isEqualTo(414);
    assertThat(answer.code()).isEqualTo("URI_TOO_LONG");
    assertThat(peal.channel().isActive()).isFalse();
  }

  @Test
  void headers_tooLarge_is431() {
    String header = "x-filler: " + "x".repeat(4_000) + "\r\n";
    peal.send("GET /livez HTTP/1.1\r\n" + HOST + header.repeat(5) + "\r\n");

    Answer answer = peal.answers().getFirst();
    assertThat(answer.status()).isEqualTo(431);
    assertThat(answer.code()).isEqualTo("HEADERS_TOO_LARGE");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\r\n\r\n",
        "GET\r\n\r\n",
        "GET /livez HTTP/1.1\r\nhost : peal.test\r\n\r\n",
        "GET /livez HTTP/1.1\r\nno colon\r\nhost: peal.test\r\n\r\n",
        "GET /livez HTTP/1.1\r\n\r\n",
        "GET /livez HTTP/1.1\r\nhost: a\r\nhost: b\r\n\r\n",
        "GET /livez HTTP/3.0\r\nhost: a\r\n\r\n",
        "POST /v1/login HTTP/1.1\r\nhost: a\r\ncontent-length: -1\r\n\r\n",
        "POST /v1/login HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n",
        "POST /v1/login HTTP/1.1\r\nhost: a\r\ncontent-length: 2\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST /v1/login HTTP/1.1\r\nhost: a\r\ntransfer-encoding: gzip\r\n\r\n",
        "POST /v1/login HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n\r\n",
        "POST /v1/login HTTP/1.1\r\nhost: a\r\nexpect: a miracle\r\ncontent-length: 2\r\n\r\n{}"
      })
  void request_notHttp_isMalformedAndEndsTheConnection(String bytes) {
    peal.send(bytes);

    Answer answer = peal.answers().getFirst();
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.code()).isEqualTo("MALFORMED_REQUEST");
    assertThat(answer.header("connection")).isEqualTo("close");
    assertThat(peal.channel().isActive()).isFalse();
  }

  @Test
  void body_whereNoneBelongs_isRefused() {
    assertThat(peal.call("GET", "/v1/me", "{\"id\":1}").message())
        .isEqualTo("id: unknown field (expected: no fields)");
    assertThat(peal.call("DELETE", "/v1/groups/3", "x").code()).isEqualTo("MALFORMED_JSON");
  }

  private Answer login(String body) {
    return peal.request("POST", "/v1/login", "", body);
  }

  private Answer loginBytes(byte[] body) {
    peal.send(
        "POST /v1/login HTTP/1.1\r\n"
            + HOST
            + "content-type: application/json\r\ncontent-length: "
            + body.length
            + "\r\n\r\n");
    peal.send(body);
    return peal.answers().getFirst();
  }
}
