package dev.peal.servers;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/// What Redis says to a command.
final class Answers {

  private static final int TIMEOUT_MILLIS = 10_000;

  private Answers() {}

  static String ofRedis(Address address, String command) throws IOException {
    return ofRedis(address, command, 1);
  }

  /// @param line which line of the answer, from 1
  static String ofRedis(Address address, String command, int line) throws IOException {
    try (Socket socket = new Socket(address.host(), address.port())) {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
      BufferedReader reader =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
      for (int skipped = 1; skipped < line; skipped++) {
        reader.readLine();
      }
      return reader.readLine();
    }
  }
}
