package dev.peal.in.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// One HTTP response as it was on the wire.
record Answer(int status, Map<String, String> headers, String body) {

  /// The responses in `wire`, of which those at `heads` (counted from 0) answer HEAD and so have no
  /// body whatever their length says.
  static List<Answer> all(String wire, Integer... heads) {
    List<Answer> out = new ArrayList<>();
    int from = 0;
    while (from < wire.length()) {
      int end = wire.indexOf("\r\n\r\n", from);
      String[] lines = wire.substring(from, end).split("\r\n", -1);
      Map<String, String> headers = new LinkedHashMap<>();
      for (int i = 1; i < lines.length; i++) {
        int colon = lines[i].indexOf(':');
        headers.put(
            lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
            lines[i].substring(colon + 1).strip());
      }
      int length =
          List.of(heads).contains(out.size())
              ? 0
              : Integer.parseInt(headers.getOrDefault("content-length", "0"));
      from = end + 4 + length;
      String body =
          new String(
              wire.substring(end + 4, from).getBytes(StandardCharsets.ISO_8859_1),
              StandardCharsets.UTF_8);
      out.add(new Answer(Integer.parseInt(lines[0].split(" ", -1)[1]), headers, body));
    }
    return out;
  }

  JsonNode json() {
    return JsonMapper.shared().readTree(body);
  }

  String header(String name) {
    return headers.getOrDefault(name, "");
  }

  String code() {
    return json().get("code").stringValue();
  }

  String message() {
    return json().get("message").stringValue();
  }

  String field() {
    return json().get("field").stringValue();
  }
}
