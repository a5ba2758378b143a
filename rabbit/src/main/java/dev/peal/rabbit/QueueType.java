package dev.peal.rabbit;

/// The kind of queue that holds the journal.
public enum QueueType {
  /// Replicated; a confirm means that a majority has it on disk.
  QUORUM("quorum"),
  /// On one node of the broker. Only up to RabbitMQ 3.11 does a confirm mean that it is on disk.
  CLASSIC("classic");

  private final String argument;

  QueueType(String argument) {
    this.argument = argument;
  }

  /// As the broker spells it.
  String argument() {
    return argument;
  }
}
