package dev.peal.out.mysql;

import java.sql.Connection;
import java.sql.SQLException;
import org.jooq.DSLContext;

/// One connection while somebody works with it: plain, and for jOOQ. Confined to that thread.
record Session(Connection connection, DSLContext sql) {

  /// What somebody does with it.
  @FunctionalInterface
  interface Work<T> {
    T in(Session session) throws SQLException;
  }
}
