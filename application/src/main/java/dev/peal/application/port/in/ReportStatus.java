package dev.peal.application.port.in;

/// What an operator asks a node.
public interface ReportStatus {

  /// `scan` counts the inbox rows by reading the whole store instead of taking its own counter;
  /// this may take minutes.
  Status status(boolean scan);

  /// `inboxRows` and `messages` are counted by the store; `journalBacklog` is the number of batch
  /// records not yet expanded into rows.
  record Status(
      String node,
      int sessions,
      int sessionsNotLoggedIn,
      long inboxRows,
      long messages,
      long journalBacklog) {}
}
