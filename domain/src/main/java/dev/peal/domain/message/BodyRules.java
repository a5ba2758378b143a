package dev.peal.domain.message;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;

/// What the body of a message by a user has to look like.
public final class BodyRules {

  /// The largest encoded body, in bytes.
  public static final int MAX_BYTES = 64 * 1024;

  private static final int MAX_URL = 2048;
  private static final int MAX_NAME = 255;
  private static final int MAX_CAPTION = 4096;
  private static final int MAX_TYPE = 64;

  private BodyRules() {}

  /// A field that breaks a rule, and the sentence that says how.
  public record Problem(String field, String sentence) {}

  /// The first problem of a body that a user wrote; nothing when it is fine.
  public static Optional<Problem> check(Body body) {
    return switch (body) {
      case Body.Text(var text) ->
          text.isBlank()
              ? problem("text.text", "empty or blank (expected: at least one visible character)")
              : unicode("text.text", text);
      case Body.Image(var url, var width, var height, var caption) ->
          url("image.url", url)
              .or(() -> atLeastZero("image.width", width))
              .or(() -> atLeastZero("image.height", height))
              .or(() -> atMost("image.caption", caption, MAX_CAPTION));
      case Body.File(var url, var name, var sizeBytes, var mediaType) ->
          url("file.url", url)
              .or(() -> oneToMany("file.name", name, MAX_NAME))
              .or(() -> atLeastZero("file.size_bytes", sizeBytes))
              .or(() -> atMost("file.media_type", mediaType, MAX_NAME));
      case Body.Custom(var type, var ignored) -> oneToMany("custom.type", type, MAX_TYPE);
      case Body.MembershipChange ignored -> serverOnly("membership");
      case Body.ReadMark ignored -> serverOnly("read_mark");
      case Body.Opaque ignored -> problem("content", "a kind that this server does not know");
    };
  }

  private static Optional<Problem> url(String field, String url) {
    if (url.isEmpty() || url.length() > MAX_URL) {
      return problem(
          field, url.length() + " characters (expected: a URL of 1 to " + MAX_URL + " characters)");
    }
    try {
      String scheme = new URI(url).getScheme();
      boolean web =
          scheme != null
              && (scheme.toLowerCase(Locale.ROOT).equals("https")
                  || scheme.toLowerCase(Locale.ROOT).equals("http"));
      return web
          ? unicode(field, url)
          : problem(field, "scheme " + printable(scheme) + " (expected: https or http)");
    } catch (URISyntaxException notOne) {
      return problem(field, "not a URL (expected: an absolute https or http URL)");
    }
  }

  private static String printable(String scheme) {
    return scheme == null || scheme.length() > 20 ? "missing or long" : scheme;
  }

  private static Optional<Problem> atLeastZero(String field, long value) {
    return value >= 0 ? Optional.empty() : problem(field, value + " (expected: 0 or more)");
  }

  private static Optional<Problem> atMost(String field, String value, int most) {
    return value.length() <= most
        ? unicode(field, value)
        : problem(field, value.length() + " characters (expected: at most " + most + ")");
  }

  private static Optional<Problem> oneToMany(String field, String value, int most) {
    return value.isEmpty() || value.length() > most
        ? problem(field, value.length() + " characters (expected: 1 to " + most + ")")
        : unicode(field, value);
  }

  /// JSON can carry half a character; such a string would come back as another one.
  private static Optional<Problem> unicode(String field, String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (Character.isHighSurrogate(c)
          && i + 1 < value.length()
          && Character.isLowSurrogate(value.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(c)) {
        return problem(
            field, "half a character at index " + i + " (expected: surrogates in pairs, or none)");
      }
    }
    return Optional.empty();
  }

  private static Optional<Problem> serverOnly(String field) {
    return problem(
        field, "a kind that only the server writes (expected: text, image, file or custom)");
  }

  private static Optional<Problem> problem(String field, String sentence) {
    return Optional.of(new Problem(field, field + ": " + sentence));
  }
}
