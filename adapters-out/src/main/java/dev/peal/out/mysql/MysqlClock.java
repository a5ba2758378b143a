package dev.peal.out.mysql;

import dev.peal.application.port.out.Clock;
import dev.peal.application.port.out.StoreUnavailable;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The time of a cluster: that of its MySQL, carried on by this machine's monotonic clock. So nodes
/// have one time, and no step of a node's own clock reaches anything; that one is only compared.
///
/// **Stamps** have a time of their own ([#stamps]), which is this one until stamps or watermarks
/// are found ahead of it: a node with a wrong clock made them before there was this class, or
/// MySQL's clock went back. Watermarks must not go down, since verdicts were given by them. So the
/// time of stamps is put forward to the highest one, for all nodes, in `cluster_clock`, and from
/// there goes at nine tenths of the speed until it has met the clock again.
///
/// A reading that took too long says too little and is left out: then the last one is carried on.
/// Thread-safe; the figures are one immutable reading behind a volatile reference, renewed by one
/// virtual thread each [#PERIOD].
public final class MysqlClock implements Clock, AutoCloseable {

  static final Duration PERIOD = Duration.ofSeconds(5);

  /// Microseconds since 1970 by the server's clock, whatever its time zone.
  static final String NOW = "TIMESTAMPDIFF(MICROSECOND, '1970-01-01', UTC_TIMESTAMP(6))";

  /// How far the time of stamps is ahead of that, in a query of `cluster_clock`.
  static final String AHEAD =
      "GREATEST(0, ahead_us - GREATEST(0, (" + NOW + " - since_us)) DIV 10)";

  private static final String HIGHEST =
      "(SELECT COALESCE(MAX(GREATEST(watermark_us, highest_stamp_us)), 0) FROM journal_watermark)";
  private static final String READ =
      "SELECT " + NOW + ", " + AHEAD + ", " + HIGHEST + " FROM cluster_clock WHERE id = 1";

  private static final Logger log = LoggerFactory.getLogger(MysqlClock.class);
  private static final int FIRST_READINGS = 3;
  private static final long REMIND_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final MysqlDatabase database;
  private final Clock own;
  private final long skewMicros;
  private final CountDownLatch stop = new CountDownLatch(1);
  private volatile Reading reading;
  private long remindedNanos;
  private boolean wrong;

  /// The server's time in the middle of a call that took `tookNanos`; `difference` is how far this
  /// machine's own clock was ahead of it.
  private record Reading(
      long micros, long aheadMicros, long highest, long atNanos, long tookNanos, long difference) {

    long uncertainMicros() {
      return tookNanos / 2_000;
    }
  }

  /// Reads MySQL's clock and begins to follow it. `own` is this machine's.
  ///
  /// @throws StoreUnavailable MySQL cannot be reached, or this machine's clock differs from its by
  ///   more than the skew: says by how much
  public static MysqlClock follow(MysqlDatabase database, Clock own, Duration skew) {
    var clock = new MysqlClock(database, own, skew);
    clock.refuseIfWrong();
    clock.repair(clock.reading);
    Thread.ofVirtual().name("mysql-clock").start(clock::run);
    return clock;
  }

  private MysqlClock(MysqlDatabase database, Clock own, Duration skew) {
    this.database = database;
    this.own = own;
    this.skewMicros = skew.toNanos() / 1_000;
    this.remindedNanos = own.monotonicNanos() - REMIND_NANOS;
    Reading best = read();
    for (int i = 1; i < FIRST_READINGS; i++) {
      Reading next = read();
      best = next.tookNanos() < best.tookNanos() ? next : best;
    }
    this.reading = best;
  }

  private void refuseIfWrong() {
    Reading first = reading;
    if (isWrong(first)) {
      throw new StoreUnavailable(
          "The clock of this machine is "
              + described(first)
              + " (expected: no more than cluster.clock-skew, "
              + skewMicros / 1_000
              + " ms): set it, and keep it right with NTP",
          true);
    }
  }

  private boolean isWrong(Reading read) {
    return Math.abs(read.difference()) > skewMicros + read.uncertainMicros();
  }

  private static String described(Reading read) {
    return String.format(
        Locale.ROOT,
        "%.1f s %s that of MySQL",
        Math.abs(read.difference()) / 1e6,
        read.difference() > 0 ? "ahead of" : "behind");
  }

  private Reading read() {
    return database.read(
        "read the clock",
        session -> {
          try (Statement statement = session.connection().createStatement()) {
            long wallMillis = own.wallMillis();
            long before = own.monotonicNanos();
            try (ResultSet rows = statement.executeQuery(READ)) {
              long took = own.monotonicNanos() - before;
              if (!rows.next()) {
                throw new SQLException("cluster_clock has no row");
              }
              long middleMicros = wallMillis * 1_000 + took / 2_000;
              return new Reading(
                  rows.getLong(1),
                  rows.getLong(2),
                  rows.getLong(3),
                  before + took / 2,
                  took,
                  middleMicros - rows.getLong(1));
            }
          }
        });
  }

  private void run() {
    try {
      while (!stop.await(PERIOD.toMillis(), TimeUnit.MILLISECONDS)) {
        try {
          refresh();
        } catch (StoreUnavailable away) {
          log.debug("MySQL's clock is carried on: {}", away.getMessage());
        } catch (RuntimeException bug) {
          log.error("MySQL's clock cannot be read", bug);
        }
      }
    } catch (InterruptedException down) {
      Thread.currentThread().interrupt();
    }
  }

  /// Reads once more.
  synchronized void refresh() {
    Reading next = read();
    if (next.uncertainMicros() > skewMicros / 4) {
      return;
    }
    reading = next;
    complain(next);
    repair(next);
  }

  private void complain(Reading next) {
    if (isWrong(next)) {
      if (!wrong || own.monotonicNanos() - remindedNanos >= REMIND_NANOS) {
        remindedNanos = own.monotonicNanos();
        log.warn(
            "The clock of this machine is {}, more than cluster.clock-skew. Messages are stamped by"
                + " MySQL's; set this one right",
            described(next));
      }
    } else if (wrong) {
      log.info("The clock of this machine is right again");
    }
    wrong = isWrong(next);
  }

  /// Puts the time of stamps forward when something lies ahead of it; of several nodes one does.
  private void repair(Reading read) {
    if (read.highest() <= read.micros() + read.aheadMicros() + skewMicros) {
      return;
    }
    int changed =
        database.write(
            "put the time of stamps forward",
            session -> {
              try (Statement statement = session.connection().createStatement()) {
                return statement.executeUpdate(
                    "UPDATE cluster_clock c, (SELECT "
                        + HIGHEST
                        + " AS highest_us) h SET c.ahead_us = h.highest_us - "
                        + NOW
                        + ", c.since_us = "
                        + NOW
                        + " WHERE c.id = 1 AND h.highest_us > "
                        + NOW
                        + " + "
                        + AHEAD
                        + " + "
                        + skewMicros);
              }
            });
    reading = read();
    if (changed > 0) {
      log.warn(
          "Watermarks or stamps lie {} ms ahead of MySQL's clock: a clock was wrong or went back. The"
              + " time of stamps goes on from there and is let fall back slowly",
          reading.aheadMicros() / 1_000);
    }
  }

  private long micros(Reading last) {
    return last.micros() + since(last);
  }

  private long since(Reading last) {
    return (own.monotonicNanos() - last.atNanos()) / 1_000;
  }

  @Override
  public long wallMillis() {
    return micros(reading) / 1_000;
  }

  @Override
  public long monotonicNanos() {
    return own.monotonicNanos();
  }

  /// The time of stamps, openings and ticks.
  public Clock stamps() {
    return new Clock() {
      @Override
      public long wallMillis() {
        Reading last = reading;
        long ahead = Math.max(0, last.aheadMicros() - Math.max(0, since(last)) / 10);
        return (micros(last) + ahead) / 1_000;
      }

      @Override
      public long monotonicNanos() {
        return own.monotonicNanos();
      }
    };
  }

  /// By how many seconds this machine's own clock is ahead of MySQL's.
  public double differenceSeconds() {
    return reading.difference() / 1e6;
  }

  /// By how many seconds the time of stamps is ahead of MySQL's clock.
  public double stampsAheadSeconds() {
    return reading.aheadMicros() / 1e6;
  }

  @Override
  public void close() {
    stop.countDown();
  }
}
