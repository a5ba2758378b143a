package dev.peal.bootstrap;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/// Whether an address can be listened on, found out before anything is opened or registered.
final class FreeAddress {

  private FreeAddress() {}

  /// @param hostKey the key that names the host
  /// @param portKey the key that names the port
  /// @throws UncheckedIOException it cannot; says whether the host or the port is at fault
  static void check(String hostKey, String host, String portKey, int port) {
    InetAddress address = null;
    try {
      address = InetAddress.getByName(bare(host));
      try (var _ = new ServerSocket(port, 1, address)) {
        return;
      }
    } catch (UnknownHostException unknown) {
      throw new UncheckedIOException(
          "%s: %s is not known (expected: a name or an address of this machine, or 0.0.0.0 for all of them)"
              .formatted(hostKey, host),
          unknown);
    } catch (IOException refused) {
      throw new UncheckedIOException(
          explained(hostKey, host, portKey, port, refused, address), refused);
    }
  }

  private static String bare(String host) {
    return host.equals("*") ? "0.0.0.0" : host;
  }

  private static String explained(
      String hostKey,
      String host,
      String portKey,
      int port,
      IOException refused,
      @Nullable InetAddress address) {
    if (address != null && port != 0 && refused instanceof BindException && anyPort(address)) {
      String why = String.valueOf(refused.getMessage());
      return "%s: %s:%d %s (expected: a free port, or 0 for any)"
          .formatted(
              portKey,
              host,
              port,
              why.contains("Permission")
                  ? "may not be listened on by this user"
                  : "is in use by another process");
    }
    return "%s: %s cannot be listened on: %s (expected: an address of this machine, or 0.0.0.0 for all of them)"
        .formatted(hostKey, host, refused.getMessage());
  }

  /// Whether the address is this machine's, so that it is the port that cannot be had.
  private static boolean anyPort(InetAddress address) {
    try (var _ = new ServerSocket(0, 1, address)) {
      return true;
    } catch (IOException foreign) {
      return false;
    }
  }
}
