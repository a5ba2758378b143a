package dev.peal.client;

import dev.peal.protocol.v1.ClientFrame;

/// The way to the server while a session is logged in.
interface Wire {

  /// Gives the frame an id of its own, writes it behind the earlier ones, and answers the id. Never
  /// waits; a frame that does not get through is lost with its session.
  long write(ClientFrame.Builder frame);
}
