package dev.peal.in.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Holds `openapi.json` against the table of routes; answers are held against it by [EmbeddedPeal].
final class OpenApiTest {

  private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");

  private final List<Route> routes =
      Routes.of(
          new FakeUseCases().useCases(),
          () -> NodeState.READY,
          new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));

  @Test
  void document_andTable_haveTheSameRoutes() {
    Set<String> described = new TreeSet<>();
    OpenApi.DOCUMENT
        .get("paths")
        .properties()
        .forEach(path ->
            path.getValue().propertyNames().stream()
                .filter(METHODS::contains)
                .forEach(method -> described.add(method + " " + path.getKey())));
    Set<String> routed =
        routes.stream().map(OpenApiTest::name).collect(Collectors.toCollection(TreeSet::new));

    assertThat(described).isEqualTo(routed);
  }

  @Test
  void document_security_isThatOfTheTable() {
    for (Route route : routes) {
      JsonNode operation = operation(route);
      String scheme =
          switch (route.endpoint()) {
            case Endpoint.Personal ignored -> "token";
            case Endpoint.Administration ignored -> "adminToken";
            case Endpoint.Instant ignored -> "";
            case Endpoint.Open ignored -> "";
            case Endpoint.Monitoring ignored -> "";
          };
      JsonNode security =
          operation.has("security") ? operation.get("security") : OpenApi.DOCUMENT.get("security");
      assertThat(security.isEmpty() ? "" : security.get(0).propertyNames().iterator().next())
          .as(name(route))
          .isEqualTo(scheme);
    }
  }

  @Test
  void document_pathParameters_areThoseOfTheTemplates() {
    for (Route route : routes) {
      JsonNode path = OpenApi.DOCUMENT.get("paths").get(described(route));
      List<String> names = new ArrayList<>();
      for (JsonNode holder : List.of(path, operation(route))) {
        holder
            .path("parameters")
            .forEach(parameter -> {
              JsonNode resolved = OpenApi.resolve(parameter);
              if (resolved.get("in").stringValue().equals("path")) {
                names.add("{" + resolved.get("name").stringValue() + "}");
              }
            });
      }
      assertThat(
              Arrays.stream(described(route).split("/", -1)).filter(part -> part.startsWith("{")))
          .as(name(route))
          .containsExactlyElementsOf(names);
    }
  }

  @Test
  void document_errorCodes_areThoseOfTheEnum() {
    List<String> codes = new ArrayList<>();
    OpenApi.DOCUMENT
        .at("/components/schemas/Error/properties/code/enum")
        .forEach(code -> codes.add(code.stringValue()));

    assertThat(codes)
        .containsExactlyElementsOf(Arrays.stream(ErrorCode.values()).map(Enum::name).toList());
  }

  @Test
  void document_examples_fitTheirSchemas() {
    int examples = 0;
    for (JsonNode media : OpenApi.DOCUMENT.findValues("application/json")) {
      if (media.has("example")) {
        examples++;
        assertThat(OpenApi.errors(media.get("schema"), media.get("example")))
            .as(media.get("example").toString())
            .isEmpty();
      }
    }
    assertThat(examples).isGreaterThan(20);
  }

  @Test
  void document_references_allLeadSomewhere() {
    assertThat(OpenApi.DOCUMENT.findValues("$ref"))
        .isNotEmpty()
        .allSatisfy(ref ->
            assertThat(OpenApi.DOCUMENT.at(ref.stringValue().substring(1)).isMissingNode())
                .as(ref.stringValue())
                .isFalse());
  }

  @Test
  void document_operations_haveUniqueIds() {
    assertThat(OpenApi.DOCUMENT.findValues("operationId"))
        .hasSize(routes.size())
        .doesNotHaveDuplicates();
  }

  @Test
  void document_isServedAsItIs() {
    try (EmbeddedPeal peal = new EmbeddedPeal()) {
      Answer answer = peal.request("GET", "/openapi.json", "", "");

      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.json()).isEqualTo(OpenApi.DOCUMENT);
      assertThat(answer.header("etag")).isNotEmpty();
    }
  }

  @Test
  void schema_fieldTooMany_isFound() {
    JsonNode version = OpenApi.DOCUMENT.at("/components/schemas/Version");

    assertThat(OpenApi.errors(version, Json.version(1))).isEmpty();
    assertThat(OpenApi.errors(version, Json.version(1).put("more", 1))).isNotEmpty();
    assertThat(OpenApi.errors(version, Json.object())).isNotEmpty();
  }

  private static JsonNode operation(Route route) {
    Map.Entry<String, String> at = Map.entry(described(route), route.method().name());
    return OpenApi.DOCUMENT
        .get("paths")
        .get(at.getKey())
        .get(at.getValue().toLowerCase(Locale.ROOT));
  }

  private static String name(Route route) {
    return route.method().name().toLowerCase(Locale.ROOT) + " " + described(route);
  }

  private static String described(Route route) {
    return route.template().replace("+}", "}");
  }
}
