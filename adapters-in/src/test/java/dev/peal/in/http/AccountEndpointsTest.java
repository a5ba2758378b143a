package dev.peal.in.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.peal.application.port.in.Invalid;
import dev.peal.application.port.in.LogIn;
import dev.peal.application.port.in.RegisterAccount;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class AccountEndpointsTest {

  private static final String REGISTRATION =
      "{\"username\":\"ada\",\"password\":\"correct horse\",\"display_name\":\"Ada\"}";
  private static final String CREDENTIALS = "{\"username\":\"ada\",\"password\":\"correct horse\"}";

  private final EmbeddedPeal peal = new EmbeddedPeal();

  @AfterEach
  void close() {
    peal.close();
  }

  @Test
  void register_newName_isCreated() {
    Answer answer = peal.request("POST", "/v1/accounts", "", REGISTRATION);

    assertThat(answer.status()).isEqualTo(201);
    assertThat(answer.body())
        .isEqualTo("{\"id\":7,\"username\":\"ada\",\"display_name\":\"Ada Lovelace\"}");
    assertThat(peal.useCases.calls).containsExactly("register ada Ada");
  }

  @Test
  void register_takenName_isConflict() {
    peal.useCases.registered = new RegisterAccount.Outcome.UsernameTaken("ada");

    Answer answer = peal.request("POST", "/v1/accounts", "", REGISTRATION);

    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.code()).isEqualTo("CONFLICT");
    assertThat(answer.field()).isEqualTo("username");
  }

  @Test
  void register_refusedByRule_passesFieldAndSentence() {
    peal.useCases.registered =
        new RegisterAccount.Outcome.Refused(
            new Invalid("display_name", "display_name: a control character (expected: none)"));

    Answer answer =
        peal.request(
            "POST",
            "/v1/accounts",
            "",
            "{\"username\":\"ada\",\"password\":\"correct horse\",\"display_name\":\"A\\u0007\\u202e😀\"}");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.code()).isEqualTo("INVALID_ARGUMENT");
    assertThat(answer.field()).isEqualTo("display_name");
    assertThat(answer.message()).isEqualTo("display_name: a control character (expected: none)");
    assertThat(peal.useCases.calls).containsExactly("register ada A\u0007\u202e😀");
  }

  @Test
  void register_overloaded_saysWhenToRetry() {
    peal.useCases.registered = new RegisterAccount.Outcome.Overloaded(1_500);

    Answer answer = peal.request("POST", "/v1/accounts", "", REGISTRATION);

    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.code()).isEqualTo("OVERLOADED");
    assertThat(answer.json().get("retry_after_ms").longValue()).isEqualTo(1_500);
    assertThat(answer.header("retry-after")).isEqualTo("2");
  }

  @Test
  void logIn_goodPair_givesTokenThatNobodyMayStore() {
    Answer answer = peal.request("POST", "/v1/login", "", CREDENTIALS);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().get("token").stringValue()).isEqualTo("ada");
    assertThat(answer.json().get("expires_at_ms").longValue()).isEqualTo(1_767_225_600_000L);
    assertThat(answer.json().at("/user/id").longValue()).isEqualTo(7);
    assertThat(answer.header("cache-control")).isEqualTo("no-store");
  }

  @Test
  void logIn_badPair_isRefused() {
    peal.useCases.loggedIn = new LogIn.Outcome.BadCredentials();

    Answer answer = peal.request("POST", "/v1/login", "", CREDENTIALS);

    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.code()).isEqualTo("BAD_CREDENTIALS");
  }

  @Test
  void logIn_overloaded_saysWhenToRetry() {
    peal.useCases.loggedIn = new LogIn.Outcome.Overloaded(1_000);

    Answer answer = peal.request("POST", "/v1/login", "", CREDENTIALS);

    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.header("retry-after")).isEqualTo("1");
  }

  @Test
  void me_withToken_isItsAccount() {
    Answer answer = peal.get("/v1/me");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().get("username").stringValue()).isEqualTo("ada");
    assertThat(peal.useCases.calls).containsExactly("byIds [7]");
  }

  @Test
  void me_accountGone_isInvalidToken() {
    peal.useCases.accounts = List.of();

    assertThat(peal.get("/v1/me").code()).isEqualTo("INVALID_TOKEN");
  }

  @Test
  void me_withoutToken_isUnauthenticated() {
    Answer answer = peal.request("GET", "/v1/me", "", "");

    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.code()).isEqualTo("UNAUTHENTICATED");
    assertThat(answer.header("www-authenticate")).isEqualTo("Bearer");
    assertThat(peal.useCases.calls).isEmpty();
  }

  @Test
  void me_otherScheme_isUnauthenticated() {
    Answer answer = peal.request("GET", "/v1/me", "authorization: Basic YWRhOmFkYQ==\r\n", "");

    assertThat(answer.code()).isEqualTo("UNAUTHENTICATED");
  }

  @Test
  void me_twoTokens_isUnauthenticated() {
    String header = "authorization: Bearer ada\r\n";

    assertThat(peal.request("GET", "/v1/me", header + header, "").code())
        .isEqualTo("UNAUTHENTICATED");
  }

  @Test
  void me_expiredToken_saysSince() {
    Answer answer = peal.request("GET", "/v1/me", "authorization: Bearer expired\r\n", "");

    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.code()).isEqualTo("EXPIRED_TOKEN");
    assertThat(answer.message()).contains("2025-01-01T00:00:00Z");
  }

  @Test
  void me_forgedToken_isInvalidAndNotRepeated() {
    Answer answer = peal.request("GET", "/v1/me", "authorization: Bearer f0rged\r\n", "");

    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.code()).isEqualTo("INVALID_TOKEN");
    assertThat(answer.body()).doesNotContain("f0rged");
  }

  @Test
  void find_byUsername_saysWhoIsOnline() {
    Answer answer = peal.get("/v1/users?username=ada");

    assertThat(answer.body())
        .isEqualTo(
            "{\"users\":[{\"id\":7,\"username\":\"ada\",\"display_name\":\"Ada Lovelace\",\"online\":true}]}");
    assertThat(peal.useCases.calls).containsExactly("byUsername ada", "online [7]");
  }

  @Test
  void find_byIds_asksForThem() {
    peal.useCases.online = List.of();

    Answer answer = peal.get("/v1/users?ids=1%2C2,3");

    assertThat(answer.json().at("/users/0/online").booleanValue()).isFalse();
    assertThat(peal.useCases.calls).contains("byIds [1, 2, 3]");
  }

  @Test
  void find_unknownUsername_isEmpty() {
    peal.useCases.accounts = List.of();

    assertThat(peal.get("/v1/users?username=nobody").body()).isEqualTo("{\"users\":[]}");
  }

  @Test
  void find_tooManyIds_isRefused() {
    String ids =
        IntStream.rangeClosed(1, 201).mapToObj(Integer::toString).collect(Collectors.joining(","));

    Answer answer = peal.get("/v1/users?ids=" + ids);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.message()).isEqualTo("ids: 201 ids (expected: 1 to 200)");
  }

  @Test
  void find_idThatIsNone_isNamed() {
    assertThat(peal.get("/v1/users?ids=1,x").message())
        .isEqualTo("ids: \"x\" (expected: integer from 1 to 9007199254740991)");
    assertThat(peal.get("/v1/users?ids=0").field()).isEqualTo("ids");
    assertThat(peal.get("/v1/users?ids=-1").field()).isEqualTo("ids");
    assertThat(peal.get("/v1/users?ids=9007199254740992").field()).isEqualTo("ids");
    assertThat(peal.get("/v1/users?ids=99999999999999999999").field()).isEqualTo("ids");
    assertThat(peal.get("/v1/users?ids=").field()).isEqualTo("ids");
  }

  @Test
  void find_bothOrNeither_isRefused() {
    assertThat(peal.get("/v1/users?ids=1&username=ada").status()).isEqualTo(400);
    assertThat(peal.get("/v1/users").message())
        .isEqualTo("username: missing (expected: either username or ids)");
  }

  @Test
  void find_unknownOrRepeatedParameter_isNamed() {
    assertThat(peal.get("/v1/users?name=ada").field()).isEqualTo("name");
    assertThat(peal.get("/v1/users?ids=1&ids=2").message())
        .isEqualTo("ids: given twice (expected: once)");
  }
}
