package dev.peal.out.redis;

import dev.peal.domain.conversation.Members;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Members as Redis keeps them: the version in [#VERSION_DIGITS] decimal digits, so that a script
/// compares two of them as texts; then the ids in ascending order, each as the difference to the
/// one before, in groups of seven bits, the lowest first, all but the last with the eighth bit set.
final class MembersCodec {

  static final int VERSION_DIGITS = 19;

  private MembersCodec() {}

  static byte[] encode(Members members) {
    var bytes = new ByteArrayOutputStream(VERSION_DIGITS + 3 * members.size());
    bytes.writeBytes(
        String.format(Locale.ROOT, "%0" + VERSION_DIGITS + "d", members.version())
            .getBytes(StandardCharsets.US_ASCII));
    long last = 0;
    for (int i = 0; i < members.size(); i++) {
      long left = members.at(i) - last;
      last = members.at(i);
      while (left > 0x7f) {
        bytes.write((int) (left & 0x7f) | 0x80);
        left >>>= 7;
      }
      bytes.write((int) left);
    }
    return bytes.toByteArray();
  }

  /// Null when these are not members, as another version of Peal may have written them.
  static @Nullable Members decode(byte[] bytes) {
    if (bytes.length < VERSION_DIGITS) {
      return null;
    }
    long version;
    try {
      version = Long.parseLong(new String(bytes, 0, VERSION_DIGITS, StandardCharsets.US_ASCII));
    } catch (NumberFormatException notOurs) {
      return null;
    }
    long[] ids = new long[bytes.length - VERSION_DIGITS];
    int size = 0;
    long last = 0;
    long difference = 0;
    int shift = 0;
    for (int at = VERSION_DIGITS; at < bytes.length; at++) {
      difference |= (long) (bytes[at] & 0x7f) << shift;
      shift += 7;
      if (bytes[at] >= 0) {
        last += difference;
        ids[size++] = last;
        difference = 0;
        shift = 0;
      }
    }
    return Members.of(version, Arrays.copyOf(ids, size));
  }
}
