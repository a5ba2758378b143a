package dev.peal.application.port.out;

/// How many connections this node has.
public interface SessionCensus {

  /// Connections that are logged in.
  int sessions();

  /// Connections that are not logged in yet.
  int waiting();
}
