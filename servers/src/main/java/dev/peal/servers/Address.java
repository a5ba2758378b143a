package dev.peal.servers;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;

/// Where a server listens.
///
/// @param host a name or an address
/// @param port its TCP port
public record Address(String host, int port) {

  private static final int CONNECT_MILLIS = 2_000;

  static Address parse(String text) {
    String place = text.strip().replaceFirst("^http://", "");
    int colon = place.lastIndexOf(':');
    try {
      return new Address(place.substring(0, colon), Integer.parseInt(place.substring(colon + 1)));
    } catch (IndexOutOfBoundsException | NumberFormatException malformed) {
      throw new IllegalArgumentException("address: " + text + " (expected: HOST:PORT)", malformed);
    }
  }

  static List<Address> parseAll(String commaSeparated) {
    return Arrays.stream(commaSeparated.split(",", -1)).map(Address::parse).toList();
  }

  /// Whether something accepts connections there.
  boolean isReachable() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(host, port), CONNECT_MILLIS);
      return true;
    } catch (IOException refused) {
      return false;
    }
  }

  @Override
  public String toString() {
    return host + ":" + port;
  }
}
