package dev.peal.bench.ladder.rung;

import dev.peal.client.Encoding;

/// The rungs of the ladder, lowest first. Each keeps what the one below brought, unless its own
/// sentence replaces it.
public enum Rung {
  NAIVE(
      0,
      "naive",
      "members from MySQL each time; SELECT seq FOR UPDATE, UPDATE and a one-row INSERT for every"
          + " member; presence asked and pushes written one by one; JSON; all before the ack"),
  CACHE(1, "cache", "members in Redis; seqs by one INCRBY a member instead of locked rows"),
  BATCH(
      2,
      "batch",
      "one script for up to 1,000 seqs; rows in inserts of 500; one broadcast, which finds sessions"
          + " itself, out of a push buffer of 50 messages or 100 ms"),
  ASYNCHRONY(
      3,
      "asynchrony",
      "the ack after RabbitMQ's confirm, rows behind it; pushes beside the road, in parallel, at"
          + " most 5 at a time"),
  STRUCTURES(
      4,
      "structures",
      "protobuf for JSON on the wire, in the queue and in rows; a timing wheel for the push buffer;"
          + " multiplexed I/O: no push waits until it is written, and many messages wait for their"
          + " confirms on one channel"),
  POOLS(
      5,
      "pools",
      "pools of connections to MySQL and Redis instead of a connection a transaction and one"
          + " connection; bounded workers instead of new threads"),
  PEAL(
      6,
      "Peal",
      "natural batches on lanes, members in the process, encode once, rows as a product");

  private final int number;
  private final String title;
  private final String sentence;

  Rung(int number, String title, String sentence) {
    this.number = number;
    this.title = title;
    this.sentence = sentence;
  }

  /// From 0 to 6.
  public int number() {
    return number;
  }

  /// The rung of a number.
  ///
  /// @throws IllegalArgumentException there is none
  public static Rung of(int number) {
    for (Rung rung : values()) {
      if (rung.number == number) {
        return rung;
      }
    }
    throw new IllegalArgumentException(
        "rung: " + number + " (expected: 0 to " + (values().length - 1) + ")");
  }

  /// Its name, in a word.
  public String title() {
    return title;
  }

  /// What it brings.
  public String sentence() {
    return sentence;
  }

  /// What its clients speak.
  public Encoding encoding() {
    return has(STRUCTURES) ? Encoding.PROTOBUF : Encoding.JSON;
  }

  /// Whether it has what another one brought.
  boolean has(Rung other) {
    return compareTo(other) >= 0;
  }
}
