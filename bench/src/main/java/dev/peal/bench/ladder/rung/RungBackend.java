package dev.peal.bench.ladder.rung;

import dev.peal.bootstrap.Backend;
import dev.peal.out.mysql.MysqlDatabase;
import io.micrometer.core.instrument.MeterRegistry;

/// The servers behind a rung, all connected by the time this is made.
final class RungBackend implements Backend {

  private final OpenParts parts;
  private final MysqlDatabase mysql;

  RungBackend(OpenParts parts, MysqlDatabase mysql) {
    this.parts = parts;
    this.mysql = mysql;
  }

  @Override
  public void start() {
    // Everything began when it was made.
  }

  @Override
  public boolean failing() {
    return false;
  }

  @Override
  public boolean takesSessions() {
    return true;
  }

  @Override
  public void measure(MeterRegistry registry) {
    // The common meters are enough.
  }

  @Override
  public void leave() {
    // There are no other nodes.
  }

  @Override
  public void close() {
    parts.close();
    mysql.close();
  }
}
