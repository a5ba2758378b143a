package dev.peal.in.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;

/// One file served from memory. A client asks every time whether it has changed, and is told by its
/// tag: the names carry no version, and a new server must not meet an old page.
final class Page {

  private static final int TAG_BYTES = 16;

  private final String etag;
  private final Response whole;
  private final Response unchanged;

  Page(String contentType, byte[] bytes) {
    this.etag = '"' + HexFormat.of().formatHex(Arrays.copyOf(sha256(bytes), TAG_BYTES)) + '"';
    Map<String, String> headers = Map.of("etag", etag, "cache-control", "no-cache");
    this.whole = new Response(200, contentType, bytes, headers);
    this.unchanged = Response.empty(304, headers);
  }

  /// The file, or word that it is the one that the client has.
  Response answer(Request request) {
    for (String list : request.headers().getAll(HttpHeaderNames.IF_NONE_MATCH)) {
      for (String tag : list.split(",", -1)) {
        String bare = tag.strip();
        if (bare.equals("*") || bare.equals(etag) || bare.equals("W/" + etag)) {
          return unchanged;
        }
      }
    }
    return whole;
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is part of every JDK", e);
    }
  }
}
