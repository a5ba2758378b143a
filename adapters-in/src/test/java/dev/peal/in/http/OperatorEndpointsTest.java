package dev.peal.in.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class OperatorEndpointsTest {

  private static final String ADMIN = "authorization: Bearer " + EmbeddedPeal.ADMIN_TOKEN + "\r\n";

  private final EmbeddedPeal peal = new EmbeddedPeal();

  @AfterEach
  void close() {
    peal.close();
  }

  @Test
  void livez_always_isOk() {
    peal.state = NodeState.DRAINING;

    Answer answer = peal.request("GET", "/livez", "", "");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("ok");
  }

  @Test
  void readyz_whileDraining_is503() {
    assertThat(peal.request("GET", "/readyz", "", "").status()).isEqualTo(200);
    peal.state = NodeState.DRAINING;

    Answer answer = peal.request("GET", "/readyz", "", "");

    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.body()).isEqualTo("draining");
  }

  private static NodeState.Trouble away(String server, boolean refusing) {
    return new NodeState.Trouble(
        server, "does not answer", refusing, "something is refused", 1_700_000_000_000L);
  }

  @Test
  void readyz_aServerAwayThatMessagesNeed_is503AndNamesIt() {
    peal.state = new NodeState(NodeState.Phase.RUNNING, List.of(away("redis", true)));

    Answer answer = peal.request("GET", "/readyz", "", "");

    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.body())
        .isEqualTo(
            "not ready\n"
                + "redis does not answer since 2023-11-14T22:13:20Z: something is refused");
  }

  @Test
  void readyz_aServerAwayThatMessagesDoNotNeed_is200AndNamesIt() {
    peal.state = new NodeState(NodeState.Phase.RUNNING, List.of(away("mysql", false)));

    Answer answer = peal.request("GET", "/readyz", "", "");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).startsWith("ok, but impaired\nmysql does not answer since");
  }

  @Test
  void readyz_acceptingJson_saysTheSame() {
    peal.state =
        new NodeState(
            NodeState.Phase.RUNNING, List.of(away("mysql", false), away("rabbitmq", true)));

    Answer answer = peal.request("GET", "/readyz", "accept: application/json\r\n", "");

    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.body())
        .contains("\"ready\":false", "\"state\":\"failing\"", "\"what\":\"rabbitmq\"")
        .contains("\"since\":\"2023-11-14T22:13:20Z\"");
  }

  @Test
  void metrics_afterRequests_countsThemByRouteAndStatus() {
    peal.get("/v1/groups/3");
    peal.get("/v1/groups/4");
    peal.get("/v1/nothing/5");

    String metrics = peal.request("GET", "/metrics", "", "").body();

    assertThat(metrics)
        .contains(
            "peal_http_requests_seconds_count{method=\"GET\",route=\"/v1/groups/{id}\",status=\"200\"} 2")
        .contains("route=\"none\",status=\"404\"} 1")
        .contains("peal_connections_open 1.0")
        .contains("peal_http_requests_active 1.0")
        .doesNotContain("/v1/nothing");
  }

  @Test
  void nodes_severalAlive_listsThemWithoutAddresses() {
    Answer answer = peal.request("GET", "/nodes", "", "");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body())
        .isEqualTo(
            "{\"nodes\":[{\"id\":\"n1.a\",\"name\":\"n1\",\"started_at_ms\":1767225600000,"
                + "\"self\":true,\"roles\":[\"gateway\",\"persister\"]},"
                + "{\"id\":\"n2.b\",\"name\":\"n2\",\"started_at_ms\":1767225700000,"
                + "\"self\":false,\"roles\":[\"gateway\"]}]}");
  }

  @Test
  void stats_withAdminToken_answersTheFigures() {
    Answer answer = peal.request("GET", "/v1/admin/stats", ADMIN, "");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().get("inbox_rows").longValue()).isEqualTo(50_000);
    assertThat(answer.json().get("sessions_not_logged_in").longValue()).isEqualTo(4);
    assertThat(answer.json().get("journal_backlog_records").longValue()).isEqualTo(2);
    assertThat(answer.json().get("rss_mb").longValue()).isPositive();
    assertThat(answer.json().get("ready").booleanValue()).isTrue();
    assertThat(peal.useCases.calls).containsExactly("status false");
  }

  @Test
  void stats_withScan_asksForIt() {
    peal.request("GET", "/v1/admin/stats?scan=true", ADMIN, "");

    assertThat(peal.useCases.calls).containsExactly("status true");
  }

  @Test
  void stats_scanThatIsNeither_isNamed() {
    assertThat(peal.request("GET", "/v1/admin/stats?scan=yes", ADMIN, "").field())
        .isEqualTo("scan");
  }

  @Test
  void stats_withUsersToken_isRefused() {
    Answer answer = peal.get("/v1/admin/stats");

    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.code()).isEqualTo("INVALID_TOKEN");
    assertThat(answer.body()).doesNotContain(EmbeddedPeal.ADMIN_TOKEN);
    assertThat(peal.useCases.calls).isEmpty();
  }

  @Test
  void stats_withoutToken_isUnauthenticated() {
    assertThat(peal.request("GET", "/v1/admin/stats", "", "").code()).isEqualTo("UNAUTHENTICATED");
  }

  @Test
  void stats_noAdminConfigured_isNotThere() {
    HttpSettings settings = EmbeddedPeal.settings(List.of(), Optional.empty());
    try (EmbeddedPeal without = new EmbeddedPeal(settings, Runnable::run)) {
      Answer answer = without.request("GET", "/v1/admin/stats", ADMIN, "");

      assertThat(answer.status()).isEqualTo(404);
      assertThat(without.useCases.calls).isEmpty();
    }
  }
}
