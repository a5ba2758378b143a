package dev.peal.out.mysql;

import dev.peal.application.port.out.StoreUnavailable;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.jooq.exception.DataAccessException;
import org.jspecify.annotations.Nullable;

/// Translates what the driver, the pool and jOOQ throw.
///
/// Only what the data itself is to blame for becomes something else than [StoreUnavailable]: a
/// value that does not fit, a key that is taken. Everything else may be better the next time, a
/// missing table or right included, since an operator can mend it while nothing is lost.
final class Failures {

  private static final String CONNECTION = "08";
  private static final String DATA = "22";
  private static final String INTEGRITY = "23";
  private static final int DUPLICATE_KEY = 1062;
  private static final int PACKET_TOO_LARGE = 1153;
  private static final String PACKET_TOO_LARGE_FOR_DRIVER = "PacketTooBigException";

  private Failures() {}

  /// `nothingWritten` is what holds of this failure; `what` names the work, for a log.
  static RuntimeException of(String what, Exception failure, boolean nothingWritten) {
    SQLException cause = cause(failure);
    if (cause == null) {
      return failure instanceof RuntimeException bug
          ? bug
          : new IllegalStateException(what, failure);
    }
    if (isOfTheData(cause)) {
      return new IllegalStateException(what + ": " + cause.getMessage(), failure);
    }
    return new StoreUnavailable(
        "mysql: " + what + ": " + firstLine(cause), failure, nothingWritten);
  }

  /// Whether a statement that stood for itself certainly changed nothing: the server said no, and
  /// it undoes the whole of a statement that fails.
  static boolean wasRefusedByServer(Exception failure) {
    SQLException cause = cause(failure);
    return cause != null && cause.getErrorCode() > 0 && !stateOf(cause).startsWith(CONNECTION);
  }

  /// Whether the server did not answer: the connection could not be had, or broke.
  static boolean isAway(Exception failure) {
    SQLException cause = cause(failure);
    return cause != null
        && (cause instanceof SQLTransientConnectionException
            || stateOf(cause).startsWith(CONNECTION));
  }

  /// Whether a unique key was taken. `name` is that of the key; nothing stands for any.
  static boolean isDuplicate(Exception failure, @Nullable String name) {
    SQLException cause = cause(failure);
    if (cause == null || cause.getErrorCode() != DUPLICATE_KEY) {
      return false;
    }
    // MySQL says "for key 'table.name'", MariaDB "for key 'name'".
    String message = String.valueOf(cause.getMessage());
    return name == null || message.endsWith("." + name + "'") || message.endsWith("'" + name + "'");
  }

  private static boolean isOfTheData(SQLException cause) {
    String state = stateOf(cause);
    return state.startsWith(DATA)
        || state.startsWith(INTEGRITY)
        || cause.getErrorCode() == PACKET_TOO_LARGE
        || cause.getClass().getSimpleName().equals(PACKET_TOO_LARGE_FOR_DRIVER);
  }

  private static @Nullable SQLException cause(Exception failure) {
    if (failure instanceof SQLException sql) {
      return sql;
    }
    return failure instanceof DataAccessException && failure.getCause() instanceof SQLException sql
        ? sql
        : null;
  }

  private static String stateOf(SQLException failure) {
    String state = failure.getSQLState();
    return state == null ? "" : state;
  }

  /// The driver appends pages of advice to what it says of lost connections.
  static String firstLine(SQLException failure) {
    String message = failure.getMessage();
    return message == null
        ? failure.getClass().getSimpleName()
        : message.lines().findFirst().orElse("");
  }
}
