package dev.peal.in.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The request target, taken apart. The path is split before it is decoded, so that an encoded
/// slash never makes a new segment; `.` and `..` mean nothing special and so match no route.
///
/// @param segments of the path, decoded: `/v1/me` is `[v1, me]` and `/` is `[]`
/// @param query parameters by name, decoded
record Target(List<String> segments, Map<String, String> query) {

  /// The target of `OPTIONS *`; its segment is one that no path can have.
  static final Target ASTERISK = new Target(List.of("/"), Map.of());

  private static final String EXPECTED =
      "a path, with everything but ASCII percent-encoded as UTF-8";

  Target {
    segments = List.copyOf(segments);
  }

  /// Reads a target in origin form (`/path?query`), absolute form or asterisk form.
  ///
  /// @throws Refusal for anything else, for wrong percent-encoding, for encoded slashes and control
  ///   characters in the path, and for a parameter that is given twice
  static Target parse(String uri) {
    if (uri.equals("*")) {
      return ASTERISK;
    }
    String target = withoutAuthority(uri);
    if (!target.startsWith("/") || !target.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '#')) {
      throw malformed(uri);
    }
    int mark = target.indexOf('?');
    String path = mark < 0 ? target : target.substring(0, mark);
    return new Target(segments(path), mark < 0 ? Map.of() : parameters(target.substring(mark + 1)));
  }

  boolean is(String path) {
    return ("/" + String.join("/", segments)).equals(path);
  }

  private static String withoutAuthority(String uri) {
    if (!uri.regionMatches(true, 0, "http://", 0, 7)
        && !uri.regionMatches(true, 0, "https://", 0, 8)) {
      return uri;
    }
    int slash = uri.indexOf('/', uri.indexOf("://") + 3);
    return slash < 0 ? "/" : uri.substring(slash);
  }

  private static List<String> segments(String path) {
    List<String> out = new ArrayList<>();
    if (path.equals("/")) {
      return out;
    }
    int from = 1;
    while (from <= path.length()) {
      int slash = path.indexOf('/', from);
      int to = slash < 0 ? path.length() : slash;
      String segment = decode(path.substring(from, to));
      if (segment.chars().anyMatch(c -> c == '/' || Character.isISOControl(c))) {
        throw malformed(path);
      }
      out.add(segment);
      from = to + 1;
    }
    return out;
  }

  private static Map<String, String> parameters(String query) {
    Map<String, String> out = new LinkedHashMap<>();
    int from = 0;
    while (from < query.length()) {
      int ampersand = query.indexOf('&', from);
      int to = ampersand < 0 ? query.length() : ampersand;
      if (to > from) {
        put(out, query.substring(from, to).replace('+', ' '));
      }
      from = to + 1;
    }
    return out;
  }

  private static void put(Map<String, String> out, String parameter) {
    int equals = parameter.indexOf('=');
    String name = decode(equals < 0 ? parameter : parameter.substring(0, equals));
    String value = equals < 0 ? "" : decode(parameter.substring(equals + 1));
    if (out.putIfAbsent(name, value) != null) {
      throw new Refusal(Problem.invalid(Shown.beginning(name, 64), "given twice", "once"));
    }
  }

  private static String decode(String text) {
    if (text.indexOf('%') < 0) {
      return text;
    }
    ByteBuffer bytes = ByteBuffer.allocate(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '%') {
        bytes.put((byte) c);
        continue;
      }
      if (i + 2 >= text.length()
          || !HexFormat.isHexDigit(text.charAt(i + 1))
          || !HexFormat.isHexDigit(text.charAt(i + 2))) {
        throw malformed(text);
      }
      bytes.put((byte) HexFormat.fromHexDigits(text, i + 1, i + 3));
      i += 2;
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
    } catch (CharacterCodingException e) {
      throw malformed(text);
    }
  }

  private static Refusal malformed(String text) {
    return new Refusal(
        Problem.of(
            ErrorCode.MALFORMED_REQUEST,
            Problem.sentence("request target", Shown.quoted(text), EXPECTED)));
  }
}
