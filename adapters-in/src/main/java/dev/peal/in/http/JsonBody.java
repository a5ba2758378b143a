package dev.peal.in.http;

import dev.peal.domain.session.UserId;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The JSON object in a request's body, read strictly: what is not understood is refused, never
/// ignored. The sentences name fields and kinds but never the value of a string, which may be a
/// password.
final class JsonBody {

  private static final int DEPTH_MAX = 32;
  private static final int NUMBER_DIGITS_MAX = 64;
  private static final int NAME_MAX = 256;
  private static final String ONE_OBJECT = "one JSON object in UTF-8";
  private static final String ID = "integer from 1 to " + UserId.MAX;
  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(DEPTH_MAX)
                          .maxNumberLength(NUMBER_DIGITS_MAX)
                          .maxNameLength(NAME_MAX)
                          .build())
                  .build())
          // A value is read out of the middle of an object: more tokens always follow.
          .disable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final Map<String, JsonNode> fields;

  private JsonBody(Map<String, JsonNode> fields) {
    this.fields = fields;
  }

  /// Reads the body of a request that may have these fields and no others.
  ///
  /// @throws Refusal unless it is one JSON object in UTF-8, sent as `application/json`, with no
  ///   other fields and none twice
  static JsonBody of(Request request, String... allowed) {
    requireJson(request);
    JsonBody body = new JsonBody(parse(utf8(request.body())));
    for (String name : body.fields.keySet()) {
      if (!List.of(allowed).contains(name)) {
        throw new Refusal(
            Problem.invalid(
                Shown.beginning(name, 64),
                "unknown field",
                allowed.length == 0 ? "no fields" : String.join(", ", allowed)));
      }
    }
    return body;
  }

  /// Refuses a body where none belongs; an empty object passes, since many clients send one.
  static void none(Request request) {
    if (request.body().length > 0) {
      of(request);
    }
  }

  String string(String name) {
    JsonNode node = required(name, "string");
    if (!node.isString()) {
      throw wrongKind(name, node, "string");
    }
    String value = node.stringValue();
    if (value
        .codePoints()
        .anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)) {
      throw new Refusal(
          Problem.invalid(name, "half of a surrogate pair in it", "whole Unicode characters"));
    }
    return value;
  }

  UserId user(String name) {
    return userIn(name, required(name, ID));
  }

  List<UserId> users(String name) {
    String expected = "array of user ids";
    JsonNode node = required(name, expected);
    if (!node.isArray()) {
      throw wrongKind(name, node, expected);
    }
    List<UserId> out = new ArrayList<>(node.size());
    for (int i = 0; i < node.size(); i++) {
      out.add(userIn(name + "[" + i + "]", node.get(i)));
    }
    return out;
  }

  private JsonNode required(String name, String expected) {
    @Nullable JsonNode node = fields.get(name);
    if (node == null) {
      throw new Refusal(Problem.invalid(name, "missing", expected));
    }
    return node;
  }

  private static UserId userIn(String name, JsonNode node) {
    if (!node.isIntegralNumber()) {
      throw wrongKind(name, node, ID);
    }
    if (!node.canConvertToLong() || node.longValue() < 1 || node.longValue() > UserId.MAX) {
      throw new Refusal(Problem.invalid(name, node.asString(), ID));
    }
    return new UserId(node.longValue());
  }

  private static Refusal wrongKind(String name, JsonNode node, String expected) {
    String kind = node.getNodeType().name().toLowerCase(Locale.ROOT);
    return new Refusal(
        Problem.invalid(
            name, node.isNumber() && !node.isIntegralNumber() ? "fraction" : kind, expected));
  }

  private static void requireJson(Request request) {
    @Nullable String type = request.headers().get(HttpHeaderNames.CONTENT_TYPE);
    String[] parts = type == null ? new String[0] : type.toLowerCase(Locale.ROOT).split(";", -1);
    boolean json = parts.length > 0 && parts[0].strip().equals(Response.JSON);
    for (int i = 1; json && i < parts.length; i++) {
      String parameter = parts[i].strip().replace("\"", "");
      json = !parameter.startsWith("charset=") || parameter.equals("charset=utf-8");
    }
    if (!json) {
      throw new Refusal(
          Problem.of(
              ErrorCode.UNSUPPORTED_MEDIA_TYPE,
              Problem.sentence(
                  "content-type", type == null ? "missing" : Shown.quoted(type), Response.JSON)));
    }
  }

  private static String utf8(byte[] body) {
    if (body.length == 0) {
      throw malformed("empty");
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
    } catch (CharacterCodingException e) {
      throw malformed("not UTF-8");
    }
  }

  private static Map<String, JsonNode> parse(String text) {
    Map<String, JsonNode> out = new LinkedHashMap<>();
    try (JsonParser parser = MAPPER.createParser(text)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw malformed("not an object");
      }
      @Nullable String name;
      while ((name = parser.nextName()) != null) {
        parser.nextToken();
        JsonNode value = MAPPER.readTree(parser);
        if (out.putIfAbsent(name, value) != null) {
          throw new Refusal(Problem.invalid(Shown.beginning(name, 64), "given twice", "once"));
        }
      }
      if (parser.nextToken() != null) {
        throw malformed("something after the object");
      }
      return out;
    } catch (StreamConstraintsException e) {
      throw malformed(
          "over a limit (nesting %d, names of %d characters, numbers of %d digits)%s"
              .formatted(DEPTH_MAX, NAME_MAX, NUMBER_DIGITS_MAX, at(e)));
    } catch (JacksonException e) {
      throw malformed("not JSON" + at(e));
    }
  }

  private static String at(JacksonException e) {
    return e.getLocation() == null
        ? ""
        : " at line %d, column %d"
            .formatted(e.getLocation().getLineNr(), e.getLocation().getColumnNr());
  }

  private static Refusal malformed(String found) {
    return new Refusal(
        Problem.of(ErrorCode.MALFORMED_JSON, Problem.sentence("body", found, ONE_OBJECT)));
  }
}
