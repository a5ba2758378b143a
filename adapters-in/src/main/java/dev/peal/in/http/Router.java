package dev.peal.in.http;

import io.netty.handler.codec.http.HttpMethod;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/// Finds the route of a request in the table.
final class Router {

  private final List<Route> routes;

  Router(List<Route> routes) {
    this.routes = List.copyOf(routes);
  }

  /// What a method and a path lead to. HEAD is served by the route of GET.
  Found find(HttpMethod method, Target target) {
    HttpMethod wanted = method.equals(HttpMethod.HEAD) ? HttpMethod.GET : method;
    SortedSet<String> allowed = new TreeSet<>();
    for (Route route : routes) {
      Optional<Map<String, String>> parameters = route.match(target.segments());
      if (parameters.isEmpty()) {
        continue;
      }
      if (route.method().equals(wanted)) {
        return new Found.At(route, parameters.get());
      }
      allowed.add(route.method().name());
      if (route.method().equals(HttpMethod.GET)) {
        allowed.add(HttpMethod.HEAD.name());
      }
    }
    if (allowed.isEmpty()) {
      return new Found.Nothing();
    }
    allowed.add(HttpMethod.OPTIONS.name());
    return new Found.OtherMethods(String.join(", ", allowed));
  }

  /// What was found.
  sealed interface Found {
    record At(Route route, Map<String, String> parameters) implements Found {}

    /// The path exists with other methods; `allow` lists them as the header of that name does.
    record OtherMethods(String allow) implements Found {}

    record Nothing() implements Found {}
  }
}
