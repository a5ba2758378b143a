package dev.peal.peer;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Proves to the other end of a call that this one has the cluster's secret, which does not travel:
///
/// ```
/// caller                                              callee
///   │ Link: version, from, to, caller's nonce            │
///   ├──────────────────────────────────────────────────►│ reads the headers and nothing else
///   │ UNAUTHENTICATED: callee's nonce, callee's proof    │
///   │◄──────────────────────────────────────────────────┤
///   │ checks it: no message goes to somebody else        │
///   │ Link: the same, and the caller's proof             │
///   ├──────────────────────────────────────────────────►│ checks it
///   │ Welcome                                            │
///   │◄──────────────────────────────────────────────────┤
/// ```
///
/// A proof is the HMAC-SHA-256 of the side, both nodes' ids and both nonces. The callee's nonce is
/// its connection's: a proof that was overheard fits no other connection, and no clock is involved.
/// Immutable; thread-safe.
public final class PeerProof {

  /// Bytes of a nonce.
  public static final int NONCE_BYTES = 16;

  private static final String ALGORITHM = "HmacSHA256";
  private static final SecureRandom RANDOM = new SecureRandom();

  private final SecretKeySpec key;

  public PeerProof(String secret) {
    this.key = new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM);
  }

  /// Which end proves something.
  public enum Side {
    CALLER,
    CALLEE
  }

  /// Bytes that were never used before.
  public static byte[] nonce() {
    byte[] nonce = new byte[NONCE_BYTES];
    RANDOM.nextBytes(nonce);
    return nonce;
  }

  /// What one side of a call from node `from` to node `to` proves itself by.
  public byte[] of(Side side, String from, String to, byte[] callerNonce, byte[] calleeNonce) {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      DataOutputStream said = new DataOutputStream(bytes);
      // Each part is preceded by its length, so that no two calls say the same.
      said.writeUTF("peal.peer.v1 " + side);
      said.writeUTF(from);
      said.writeUTF(to);
      said.writeInt(callerNonce.length);
      said.write(callerNonce);
      said.writeInt(calleeNonce.length);
      said.write(calleeNonce);
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return mac.doFinal(bytes.toByteArray());
    } catch (IOException inMemory) {
      throw new UncheckedIOException(inMemory);
    } catch (GeneralSecurityException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }

  /// Whether two proofs are the same; takes as long whether or not they are.
  public static boolean same(byte[] one, byte[] other) {
    return MessageDigest.isEqual(one, other);
  }
}
