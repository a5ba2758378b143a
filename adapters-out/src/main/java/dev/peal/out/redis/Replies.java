package dev.peal.out.redis;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads the answers of scripts, which are trusted to have the shape that their scripts give them.
final class Replies {

  private Replies() {}

  static List<?> list(@Nullable Object reply) {
    if (reply instanceof List<?> list) {
      return list;
    }
    throw unexpected(reply);
  }

  static long number(@Nullable Object reply) {
    if (reply instanceof Long number) {
      return number;
    }
    throw unexpected(reply);
  }

  static String text(@Nullable Object reply) {
    if (reply instanceof byte[] bytes) {
      return new String(bytes, StandardCharsets.ISO_8859_1);
    }
    throw unexpected(reply);
  }

  private static IllegalStateException unexpected(@Nullable Object reply) {
    return new IllegalStateException(
        "reply of Redis: "
            + (reply == null ? "none" : reply.getClass().getSimpleName())
            + " (expected: another type)");
  }
}
