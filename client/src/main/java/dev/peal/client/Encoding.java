package dev.peal.client;

/// How the frames of a connection are written: one for each subprotocol of the server.
public enum Encoding {
  /// Binary messages, the protobuf encoding.
  PROTOBUF("peal.v1"),
  /// Text messages, the protobuf JSON mapping: readable, and several times as long.
  JSON("peal.v1.json");

  private final String subprotocol;

  Encoding(String subprotocol) {
    this.subprotocol = subprotocol;
  }

  String subprotocol() {
    return subprotocol;
  }
}
