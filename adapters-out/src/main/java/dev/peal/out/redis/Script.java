package dev.peal.out.redis;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// The text of a Lua script and the name that Redis gives it. Redis keeps scripts in memory only:
/// whoever runs one has to be ready to load it again.
record Script(String text, String sha1) {

  /// Who this server is, and since when it has been taking writes as what it is now: another
  /// process has another run id, and a replica that is promoted gets another replication id. Read
  /// inside the script, on the very server and at the very instant at which it runs.
  static final String REIGN =
      """
      local function told(section, name)
        local info = redis.call('INFO', section)
        local _, colon = string.find(info, name, 1, true)
        return string.sub(info, colon + 1, colon + 40)
      end
      local function reign()
        return told('server', '\\nrun_id:') .. '/' .. told('replication', '\\nmaster_replid:')
      end
      """;

  static Script of(String... parts) {
    String text = String.join("", parts);
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8));
      return new Script(text, HexFormat.of().formatHex(digest));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java platform has SHA-1", impossible);
    }
  }
}
