package dev.peal.in.http;

import io.netty.handler.codec.http.HttpMethod;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One line of the table of routes.
///
/// @param template a path in which `{name}` stands for any one segment and a last `{name+}` for all
///   that follow
record Route(HttpMethod method, String template, Endpoint endpoint) {

  /// The parameters in a path of this template; nothing when the path is of another one.
  Optional<Map<String, String>> match(List<String> segments) {
    List<String> parts = parts();
    boolean open = !parts.isEmpty() && parts.getLast().endsWith("+}");
    if (open ? segments.size() < parts.size() : segments.size() != parts.size()) {
      return Optional.empty();
    }
    Map<String, String> parameters = new LinkedHashMap<>();
    for (int i = 0; i < parts.size(); i++) {
      String part = parts.get(i);
      if (part.endsWith("+}")) {
        String rest = String.join("/", segments.subList(i, segments.size()));
        parameters.put(part.substring(1, part.length() - 2), rest);
      } else if (part.startsWith("{")) {
        parameters.put(part.substring(1, part.length() - 1), segments.get(i));
      } else if (!part.equals(segments.get(i))) {
        return Optional.empty();
      }
    }
    return Optional.of(parameters);
  }

  private List<String> parts() {
    return template.equals("/") ? List.of() : List.of(template.substring(1).split("/", -1));
  }
}
