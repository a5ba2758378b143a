package dev.peal.bench.ladder.rung;

import java.sql.Connection;
import java.sql.SQLException;

/// Several statements, all or none. Stateless.
final class Transaction {

  private Transaction() {}

  /// What is done in it.
  interface Work<T> {
    T in(Connection connection) throws SQLException;
  }

  /// A commit that was not answered: whether it took place is unknown.
  static final class InDoubt extends SQLException {
    private static final long serialVersionUID = 1;

    InDoubt(SQLException cause) {
      super("the commit was not answered: " + cause.getMessage(), cause);
    }
  }

  /// Does it on a connection of its own.
  ///
  /// @throws InDoubt it may have been done
  /// @throws SQLException nothing was done
  static <T> T run(RoadConnections connections, Work<T> work) throws SQLException {
    try (Connection connection = connections.open()) {
      T result;
      try {
        result = work.in(connection);
      } catch (SQLException | RuntimeException failure) {
        rollBack(connection, failure);
        throw failure;
      }
      commit(connection);
      return result;
    }
  }

  private static void commit(Connection connection) throws SQLException {
    try {
      connection.commit();
    } catch (SQLException unanswered) {
      throw new InDoubt(unanswered);
    }
  }

  private static void rollBack(Connection connection, Exception failure) {
    try {
      connection.rollback();
    } catch (SQLException alsoBroken) {
      failure.addSuppressed(alsoBroken);
    }
  }
}
