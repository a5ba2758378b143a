package dev.peal.in.http;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// An answer, whole in memory. Immutable, except that nobody may write into its body.
final class Response {

  static final String JSON = "application/json";
  static final String TEXT = "text/plain; charset=utf-8";
  private static final byte[] NOTHING = {};

  private final int status;
  private final String contentType;
  private final byte[] body;
  private final Map<String, String> headers;

  /// @param contentType empty when there is no body
  /// @param headers names in lower case; those that every answer carries are added later
  Response(int status, String contentType, byte[] body, Map<String, String> headers) {
    this.status = status;
    this.contentType = contentType;
    this.body = body;
    this.headers = Map.copyOf(headers);
  }

  static Response json(int status, JsonNode body) {
    return json(status, body, Map.of());
  }

  static Response json(int status, JsonNode body, Map<String, String> headers) {
    return new Response(status, JSON, Json.bytes(body), headers);
  }

  static Response text(int status, String text) {
    return new Response(status, TEXT, text.getBytes(StandardCharsets.UTF_8), Map.of());
  }

  static Response empty(int status, Map<String, String> headers) {
    return new Response(status, "", NOTHING, headers);
  }

  Response with(String header, String value) {
    Map<String, String> all = new LinkedHashMap<>(headers);
    all.put(header, value);
    return new Response(status, contentType, body, all);
  }

  int status() {
    return status;
  }

  String contentType() {
    return contentType;
  }

  byte[] body() {
    return body;
  }

  Map<String, String> headers() {
    return headers;
  }
}
