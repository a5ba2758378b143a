package dev.peal.application.outage;

import dev.peal.application.port.out.Clock;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/// The log of one thing that may fail as often as it is tried: a line when an outage begins, one a
/// minute while it lasts, and one when it ends, however many tries fail meanwhile.
///
/// What is tried says [#failed] at every failure and [#worked] at every success; the latter costs
/// one volatile read while nothing is wrong. A thing of several *parts* (the queues of a journal,
/// the nodes of a cluster) is out while any part is. One that comes and goes is said to do so and
/// then counts as one outage until it has worked for a while, so that lines stay few.
///
/// Only the failure's sentence is written, cut to one line, never a stack; [#broke] is for faults
/// of the program itself, whose stack stands at the beginning of the outage alone.
///
/// Thread-safe: guarded by one lock, which is held for no I/O.
public final class OutageLog {

  private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);
  private static final long CALM = TimeUnit.SECONDS.toNanos(10);
  private static final int OUTAGES_A_MINUTE = 3;
  private static final int PARTS = 1_000;
  private static final int WHY_LENGTH = 400;
  private static final String WHOLE = "";

  private final Logger log;
  private final LongSupplier nanos;
  private final String what;
  private final Set<String> outParts = new HashSet<>();
  private final Object lock = new Object();
  private volatile boolean out;
  private boolean comesAndGoes;
  private long beganNanos;
  private long failedNanos;
  private long saidNanos;
  private long failures;
  private long minuteNanos;
  private int outagesThisMinute;

  private record Line(boolean ended, String text, @Nullable Throwable bug) {}

  /// @param what does not work, as the beginning of a sentence: "Rows are not written"
  public OutageLog(Logger log, Clock clock, String what) {
    this(log, clock::monotonicNanos, what);
  }

  /// For where there is no clock: `nanos` never go back.
  public OutageLog(Logger log, LongSupplier nanos, String what) {
    this.log = log;
    this.nanos = nanos;
    this.what = what;
    this.minuteNanos = nanos.getAsLong() - MINUTE;
  }

  /// A try failed, for a reason that is none of the program's faults.
  public void failed(@Nullable String why) {
    failed(WHOLE, why);
  }

  /// A try of one part failed, for a reason that is none of the program's faults.
  public void failed(String part, @Nullable String why) {
    write(onFailure(part, oneLine(why), null));
  }

  /// A try failed by a fault of the program.
  public void broke(Throwable bug) {
    broke(WHOLE, bug);
  }

  /// A try of one part failed by a fault of the program.
  public void broke(String part, Throwable bug) {
    write(onFailure(part, oneLine(bug.toString()), bug));
  }

  /// A try succeeded.
  public void worked() {
    worked(WHOLE);
  }

  /// A try of one part succeeded, or the part is no more.
  public void worked(String part) {
    if (out) {
      write(onSuccess(part));
    }
  }

  /// Whether the last that was heard is a failure.
  public boolean out() {
    return out;
  }

  private @Nullable Line onFailure(String part, String why, @Nullable Throwable bug) {
    long now = nanos.getAsLong();
    synchronized (lock) {
      failures++;
      failedNanos = now;
      if (outParts.size() < PARTS) {
        outParts.add(part);
      }
      if (!out) {
        return begin(now, why, bug);
      }
      if (now - saidNanos < MINUTE) {
        return null;
      }
      saidNanos = now;
      String how = comesAndGoes ? ", on and off for " : ", for ";
      return new Line(
          false, what + how + seconds(now) + ", " + failures + " failures so far: " + why, null);
    }
  }

  private @Nullable Line begin(long now, String why, @Nullable Throwable bug) {
    out = true;
    beganNanos = now;
    failures = 1;
    if (now - minuteNanos >= MINUTE) {
      minuteNanos = now;
      outagesThisMinute = 0;
    }
    outagesThisMinute++;
    saidNanos = now;
    if (outagesThisMinute < OUTAGES_A_MINUTE) {
      return new Line(false, what + ": " + why, bug);
    }
    comesAndGoes = true;
    return new Line(false, what + ", again and again: " + why, bug);
  }

  private @Nullable Line onSuccess(String part) {
    long now = nanos.getAsLong();
    synchronized (lock) {
      outParts.remove(part);
      if (!out || !outParts.isEmpty() || (comesAndGoes && now - failedNanos < CALM)) {
        return null;
      }
      out = false;
      comesAndGoes = false;
      String times = failures == 1 ? "1 failure" : failures + " failures";
      return new Line(true, what + ": over, after " + seconds(now) + " and " + times, null);
    }
  }

  private void write(@Nullable Line line) {
    if (line == null) {
      return;
    }
    if (line.ended()) {
      log.info("{}", line.text());
    } else if (line.bug() != null) {
      log.error("{}", line.text(), line.bug());
    } else {
      log.warn("{}", line.text());
    }
  }

  private String seconds(long now) {
    return TimeUnit.NANOSECONDS.toSeconds(now - beganNanos) + " s";
  }

  private static String oneLine(@Nullable String why) {
    if (why == null) {
      return "no reason is known";
    }
    String line = why.strip().replaceAll("\\s*[\\r\\n]+\\s*", " ");
    return line.length() <= WHY_LENGTH ? line : line.substring(0, WHY_LENGTH) + "...";
  }
}
