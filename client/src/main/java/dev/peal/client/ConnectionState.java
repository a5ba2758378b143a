package dev.peal.client;

/// Where a client stands.
///
/// ```
/// CONNECTING ──welcome──▶ ONLINE
///    │  ▲                  │
///    │  └──delay──WAITING◀─┤ connection lost, or the server asks to come back
///    ▼                     ▼
///  STOPPED  (closed, replaced, refused: for good)
/// ```
public enum ConnectionState {
  /// Fetching a token, connecting, logging in.
  CONNECTING,
  /// Logged in.
  ONLINE,
  /// Waiting to connect again.
  WAITING,
  /// Stopped for good.
  STOPPED
}
