package dev.peal.out.redis;

import dev.peal.application.port.out.SequenceCeilings;
import dev.peal.servers.Address;
import dev.peal.servers.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// Ledgers of one installation and what is durable behind them. Not thread-safe.
final class LedgerWorld implements AutoCloseable {

  static final int BUCKETS = 16;
  static final int QUEUES = 4;

  final LedgerSettings settings;
  final FakeCeilings ceilings;
  final FakeRows rows;
  final FakeGroups groups = new FakeGroups();
  private final List<AutoCloseable> opened = new ArrayList<>();
  private final String namespace = "test-" + UUID.randomUUID();

  LedgerWorld(LedgerSettings settings, int buckets) {
    this.settings = settings;
    this.ceilings = new FakeCeilings(buckets);
    this.rows = new FakeRows(QUEUES, settings.graceMicros());
  }

  /// Short times, so that tests need not wait for long: D is 2 s.
  static LedgerSettings quick() {
    return new LedgerSettings(
        Duration.ofHours(1), Duration.ofSeconds(1), Duration.ZERO, Duration.ofSeconds(1));
  }

  static LedgerWorld quickly() {
    return new LedgerWorld(quick(), BUCKETS);
  }

  RedisSettings redis(RedisServer server) {
    RedisSettings at =
        RedisSettings.at(server.addresses().stream().map(Address::toString).toList());
    return new RedisSettings(
        at.addresses(),
        new RedisSettings.Credentials("", server.password()),
        false,
        8,
        Duration.ofSeconds(2),
        namespace);
  }

  RedisConnections connect(RedisServer server) {
    var connections = RedisConnections.connect(redis(server));
    opened.addFirst(connections);
    return connections;
  }

  /// The ledger of a node with its own connections and clock.
  RedisLedger open(RedisServer server, MovableClock clock) {
    return open(connect(server), clock);
  }

  RedisLedger open(RedisConnections connections, MovableClock clock) {
    return open(connections, clock, ceilings);
  }

  /// As if the database were another one.
  RedisLedger open(RedisConnections connections, MovableClock clock, SequenceCeilings others) {
    var stores = new LedgerStores(others, rows, rows, groups);
    var ledger = RedisLedger.open(connections, settings, stores, clock);
    opened.addFirst(ledger);
    return ledger;
  }

  @Override
  public void close() {
    for (AutoCloseable each : opened) {
      try {
        each.close();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
