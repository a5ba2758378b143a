package dev.peal.servers;

import java.util.List;

/// A running RabbitMQ.
///
/// @param addresses of its nodes
/// @param user may do everything in the virtual host `/`
/// @param password the user's
public record RabbitServer(List<Address> addresses, String user, String password) {

  public RabbitServer {
    addresses = List.copyOf(addresses);
  }

  public String host() {
    return addresses.getFirst().host();
  }

  public int port() {
    return addresses.getFirst().port();
  }
}
