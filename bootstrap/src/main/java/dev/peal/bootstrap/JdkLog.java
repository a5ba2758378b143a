package dev.peal.bootstrap;

import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.slf4j.LoggerFactory;

/// Hands what libraries log through the JDK to the same log as everything else, under their
/// loggers' names. Thread-safe.
final class JdkLog extends Handler {

  private JdkLog() {}

  /// Takes the place of the JDK's own handlers, which write to the console in two lines each.
  static void install() {
    LogManager.getLogManager().reset();
    Logger.getLogger("").addHandler(new JdkLog());
  }

  @Override
  public void publish(LogRecord event) {
    String name = event.getLoggerName();
    org.slf4j.Logger log = LoggerFactory.getLogger(name == null ? "jdk" : name);
    String message = String.valueOf(event.getMessage());
    int level = event.getLevel().intValue();
    if (level >= Level.SEVERE.intValue()) {
      log.error(message, event.getThrown());
    } else if (level >= Level.WARNING.intValue()) {
      log.warn(message, event.getThrown());
    } else if (level >= Level.INFO.intValue()) {
      log.info(message, event.getThrown());
    } else {
      log.debug(message, event.getThrown());
    }
  }

  @Override
  public void flush() {
    // There is nothing to flush.
  }

  @Override
  public void close() {
    // There is nothing to close.
  }
}
