package dev.peal.client;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The HTTP side of a server: accounts, groups, statistics. Every call waits for its answer; a
/// refusal is an [HttpRefused], an unreachable server an [IOException]. Thread-safe.
public final class PealAccounts implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final JsonMapper JSON = JsonMapper.shared();

  private final URI server;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(10))
          .build();

  /// @param server as in `http://127.0.0.1:8080`
  public PealAccounts(URI server) {
    this.server = server;
  }

  /// An account as the server tells of it.
  public record Account(long id, String username, String displayName) {}

  /// What a login gives.
  public record Ticket(String token, long expiresAtMillis, Account account) {
    @Override
    public String toString() {
      return "Ticket[account=" + account + ", expiresAtMillis=" + expiresAtMillis + "]";
    }
  }

  /// What an operator sees of a node; `rssMb` is its resident memory.
  public record Stats(
      int sessions, long inboxRows, long messages, long journalBacklogRecords, double rssMb) {}

  /// Where clients of this server connect to.
  public URI webSocket() {
    return URI.create("ws://" + server.getRawAuthority() + "/ws");
  }

  /// Opens an account.
  public Account register(String username, String password, String displayName)
      throws IOException, InterruptedException {
    ObjectNode body =
        object()
            .put("username", username)
            .put("password", password)
            .put("display_name", displayName);
    return account(post("/v1/accounts", body, null));
  }

  /// Logs in.
  public Ticket logIn(String username, String password) throws IOException, InterruptedException {
    JsonNode answer =
        post("/v1/login", object().put("username", username).put("password", password), null);
    return new Ticket(
        answer.required("token").asString(),
        answer.required("expires_at_ms").asLong(),
        account(answer.required("user")));
  }

  /// Creates a group that the token's user owns, and answers its conversation, as in `g7`.
  public String createGroup(String token, String name, Collection<Long> members)
      throws IOException, InterruptedException {
    ObjectNode body = object().put("name", name);
    ArrayNode ids = body.putArray("members");
    members.forEach(ids::add);
    return post("/v1/groups", body, token).required("conversation").asString();
  }

  /// Asks an operator's question; `scan` counts the inbox rows by reading the whole store.
  public Stats stats(String adminToken, boolean scan) throws IOException, InterruptedException {
    JsonNode answer = get(scan ? "/v1/admin/stats?scan=true" : "/v1/admin/stats", adminToken);
    return new Stats(
        answer.required("sessions").asInt(),
        answer.required("inbox_rows").asLong(),
        answer.required("messages").asLong(),
        answer.required("journal_backlog_records").asLong(),
        answer.required("rss_mb").asDouble());
  }

  /// Any other GET.
  public JsonNode get(String path, @Nullable String token)
      throws IOException, InterruptedException {
    return call("GET", path, null, token);
  }

  /// Any other POST.
  public JsonNode post(String path, JsonNode body, @Nullable String token)
      throws IOException, InterruptedException {
    return call("POST", path, body, token);
  }

  /// Any call; an answer without a body is a missing node.
  public JsonNode call(String method, String path, @Nullable JsonNode body, @Nullable String token)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(server.resolve(path)).timeout(TIMEOUT);
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    if (body == null) {
      request.method(method, HttpRequest.BodyPublishers.noBody());
    } else {
      request.header("Content-Type", "application/json");
      request.method(method, HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)));
    }
    HttpResponse<String> response =
        http.send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    JsonNode answer = parse(response);
    if (response.statusCode() / 100 != 2) {
      throw new HttpRefused(
          response.statusCode(),
          answer.path("code").asString(""),
          answer.path("message").asString(""),
          answer.path("field").asString(""),
          answer.path("retry_after_ms").asLong(0));
    }
    return answer;
  }

  @Override
  public void close() {
    http.shutdownNow();
  }

  private static JsonNode parse(HttpResponse<String> response) throws IOException {
    if (response.body().isEmpty()) {
      return JsonNodeFactory.instance.missingNode();
    }
    try {
      return JSON.readTree(response.body());
    } catch (JacksonException notJson) {
      throw new IOException(
          "answer to "
              + response.uri().getPath()
              + ": status "
              + response.statusCode()
              + ", not JSON",
          notJson);
    }
  }

  private static Account account(JsonNode answer) {
    return new Account(
        answer.required("id").asLong(),
        answer.required("username").asString(),
        answer.required("display_name").asString());
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }
}
