package dev.peal.servers;

import java.util.List;

/// A running Redis: one server, or a cluster of masters that hold all slots together.
///
/// @param addresses of the server, or of every node
/// @param password empty if there is none
public record RedisServer(List<Address> addresses, String password) {

  public RedisServer {
    addresses = List.copyOf(addresses);
  }

  public String host() {
    return addresses.getFirst().host();
  }

  public int port() {
    return addresses.getFirst().port();
  }
}
