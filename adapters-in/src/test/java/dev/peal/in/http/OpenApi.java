package dev.peal.in.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The description of the API, and the check of answers against it.
final class OpenApi {

  static final JsonNode DOCUMENT = read();
  private static final SchemaRegistry SCHEMAS =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

  private OpenApi() {}

  /// Fails unless the document has this answer to this request, with this content type and a body
  /// that fits its schema. Requests that no path of the document matches may only fail.
  static void check(String method, String uri, Answer answer) {
    if (method.equals("OPTIONS") && answer.status() == 204) {
      assertThat(answer.body()).as(method + " " + uri).isEmpty();
      return;
    }
    Optional<JsonNode> operation = operation(method, uri);
    JsonNode response =
        operation
            .map(found -> response(found, answer.status()))
            .orElseGet(() -> resolve(DOCUMENT.at("/components/responses/Problem")));
    String what = method + " " + uri + " " + answer.status();
    if (method.equals("HEAD") || response.path("content").isEmpty()) {
      assertThat(answer.body()).as(what).isEmpty();
      return;
    }
    String type = answer.header("content-type").replaceFirst(";.*", "");
    JsonNode content = response.path("content");
    JsonNode media = content.has(type) ? content.get(type) : content.path("*/*");
    assertThat(media.isMissingNode()).as(what + " is " + type).isFalse();
    JsonNode body =
        type.equals(Response.JSON)
            ? answer.json()
            : JsonNodeFactory.instance.stringNode(answer.body());
    assertThat(errors(media.get("schema"), body)).as(what + " " + answer.body()).isEmpty();
  }

  /// What is wrong with a value by a schema of the document.
  static List<String> errors(JsonNode schema, JsonNode value) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.set("components", DOCUMENT.get("components"));
    root.putArray("allOf").add(schema);
    return SCHEMAS.getSchema(root).validate(value).stream().map(Object::toString).toList();
  }

  static JsonNode resolve(JsonNode node) {
    return node.has("$ref") ? DOCUMENT.at(node.get("$ref").stringValue().substring(1)) : node;
  }

  private static JsonNode response(JsonNode operation, int status) {
    JsonNode responses = operation.get("responses");
    String key = Integer.toString(status);
    if (!responses.has(key)) {
      assertThat(status)
          .as("a status that only failures may leave out")
          .isGreaterThanOrEqualTo(400);
    }
    return resolve(responses.has(key) ? responses.get(key) : responses.get("default"));
  }

  private static Optional<JsonNode> operation(String method, String uri) {
    Target target;
    try {
      target = Target.parse(uri);
    } catch (Refusal e) {
      return Optional.empty();
    }
    String name = method.equals("HEAD") ? "get" : method.toLowerCase(Locale.ROOT);
    return DOCUMENT.get("paths").properties().stream()
        .filter(path -> matches(path.getKey(), target))
        .flatMap(path -> Stream.ofNullable(path.getValue().get(name)))
        .findFirst();
  }

  private static boolean matches(String template, Target target) {
    String open = template.startsWith("/assets/") ? "/assets/{path+}" : template;
    return new Route(
            io.netty.handler.codec.http.HttpMethod.GET, open, new Endpoint.Instant(call -> null))
        .match(target.segments())
        .isPresent();
  }

  private static JsonNode read() {
    try (InputStream in = OpenApi.class.getResourceAsStream("openapi.json")) {
      return JsonMapper.shared().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
