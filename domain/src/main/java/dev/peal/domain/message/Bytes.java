package dev.peal.domain.message;

import java.util.Arrays;

/// Immutable bytes.
public final class Bytes {

  private final byte[] bytes;

  private Bytes(byte[] bytes) {
    this.bytes = bytes;
  }

  /// A copy of `bytes`.
  public static Bytes copyOf(byte[] bytes) {
    return new Bytes(bytes.clone());
  }

  public int size() {
    return bytes.length;
  }

  /// The bytes, as a copy.
  public byte[] toArray() {
    return bytes.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes that && Arrays.equals(that.bytes, bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return "Bytes[" + bytes.length + "]";
  }
}
