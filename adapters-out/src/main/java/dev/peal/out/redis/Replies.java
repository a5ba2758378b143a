package dev.peal.out.redis;

import java.nio.charset.StandardCharsets;
import java.util.List;

/// Reads the answers of scripts, which are trusted to have the shape that their scripts give them.
final class Replies {

  private Replies() {}

  static List<?> list(Object reply) {
    if (reply instanceof List<?> list) {
      return list;
    }
    throw unexpected(reply);
  }

  static long number(Object reply) {
    if (reply instanceof Long number) {
      return number;
    }
    throw unexpected(reply);
  }

  static String text(Object reply) {
    if (reply instanceof byte[] bytes) {
      return new String(bytes, StandardCharsets.ISO_8859_1);
    }
    throw unexpected(reply);
  }

  private static IllegalStateException unexpected(Object reply) {
    return new IllegalStateException(
        "reply of Redis: " + reply.getClass().getSimpleName() + " (expected: another type)");
  }
}
