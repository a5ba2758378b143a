package dev.peal.in.http;

import dev.peal.domain.group.GroupId;
import dev.peal.domain.session.UserId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// A request that has found its route, with the parameters that the route's template names.
record Call(Request request, Map<String, String> pathParameters) {

  JsonBody json(String... allowedFields) {
    return JsonBody.of(request, allowedFields);
  }

  GroupId group() {
    return new GroupId(idInPath("id"));
  }

  UserId user() {
    return new UserId(idInPath("user"));
  }

  String pathParameter(String name) {
    @Nullable String value = pathParameters.get(name);
    if (value == null) {
      throw new IllegalArgumentException(
          "path parameter: " + name + " (expected: " + pathParameters.keySet() + ")");
    }
    return value;
  }

  /// Refuses a body, and query parameters other than these.
  void nothingWithIt(String... allowed) {
    JsonBody.none(request);
    onlyParameters(allowed);
  }

  /// Refuses query parameters other than these.
  void onlyParameters(String... allowed) {
    for (String name : request.target().query().keySet()) {
      if (!List.of(allowed).contains(name)) {
        throw new Refusal(
            Problem.invalid(
                Shown.beginning(name, 64),
                "unknown parameter",
                allowed.length == 0 ? "none" : String.join(", ", allowed)));
      }
    }
  }

  Optional<String> parameter(String name) {
    return Optional.ofNullable(request.target().query().get(name));
  }

  long number(String name, long otherwise, long min, long max) {
    Optional<String> text = parameter(name);
    return text.isEmpty() ? otherwise : number(name, text.get(), min, max);
  }

  boolean flag(String name) {
    String text = parameter(name).orElse("false");
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new Refusal(Problem.invalid(name, Shown.quoted(text), "true or false"));
    };
  }

  /// User ids separated by commas, 1 to `max` of them.
  static List<UserId> users(String name, String text, int max) {
    String[] parts = text.split(",", -1);
    if (parts.length > max) {
      throw new Refusal(Problem.invalid(name, parts.length + " ids", "1 to " + max));
    }
    List<UserId> out = new ArrayList<>(parts.length);
    for (String part : parts) {
      out.add(new UserId(number(name, part, 1, UserId.MAX)));
    }
    return out;
  }

  private long idInPath(String name) {
    return number(name, pathParameter(name), 1, UserId.MAX);
  }

  private static long number(String name, String text, long min, long max) {
    OptionalLong value = digits(text);
    if (value.isEmpty() || value.getAsLong() < min || value.getAsLong() > max) {
      throw new Refusal(
          Problem.invalid(name, Shown.quoted(text), "integer from " + min + " to " + max));
    }
    return value.getAsLong();
  }

  private static OptionalLong digits(String text) {
    boolean plain =
        !text.isEmpty() && text.length() <= 18 && text.chars().allMatch(c -> c >= '0' && c <= '9');
    return plain ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
  }
}
