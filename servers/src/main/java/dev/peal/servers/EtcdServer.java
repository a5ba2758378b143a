package dev.peal.servers;

import java.util.List;

/// A running etcd without accounts.
///
/// @param endpoints `http://HOST:PORT` of every node
public record EtcdServer(List<String> endpoints) {

  public EtcdServer {
    endpoints = List.copyOf(endpoints);
  }
}
