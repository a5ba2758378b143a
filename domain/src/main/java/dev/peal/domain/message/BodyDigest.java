package dev.peal.domain.message;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// Tells whether two bodies are the same without keeping them: the first 64 bits of SHA-256 over
/// the kind and the fields, each field preceded by its length.
public final class BodyDigest {

  private final MessageDigest sha256;

  private BodyDigest() {
    try {
      this.sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java platform has SHA-256", impossible);
    }
  }

  /// The digest of a body.
  public static long of(Body body) {
    var digest = new BodyDigest();
    switch (body) {
      case Body.Text(var text) -> digest.add("text").add(text);
      case Body.Image(var url, var width, var height, var caption) ->
          digest.add("image").add(url).add(width).add(height).add(caption);
      case Body.File(var url, var name, var sizeBytes, var mediaType) ->
          digest.add("file").add(url).add(name).add(sizeBytes).add(mediaType);
      case Body.Custom(var type, var data) -> digest.add("custom").add(type).add(data.toArray());
      case Body.MembershipChange(var kind, var actor, var users, var groupName, var version) -> {
        digest.add("membership").add(kind.name()).add(actor).add(groupName).add(version);
        users.forEach(digest::add);
      }
      case Body.ReadMark(var conversation, var position) ->
          digest.add("read").add(conversation.toString()).add(position);
      case Body.Opaque(var content, var known, var given) -> {
        return given;
      }
    }
    return digest.value();
  }

  /// The digest of a body in bytes of which nothing better is known.
  public static long ofUnknown(byte[] content) {
    return new BodyDigest().add("unknown").add(content).value();
  }

  private long value() {
    return ByteBuffer.wrap(sha256.digest()).getLong();
  }

  private BodyDigest add(String field) {
    return add(field.getBytes(StandardCharsets.UTF_8));
  }

  private BodyDigest add(long field) {
    sha256.update(ByteBuffer.allocate(Long.BYTES).putLong(field).flip());
    return this;
  }

  private BodyDigest add(byte[] field) {
    add(field.length);
    sha256.update(field);
    return this;
  }
}
