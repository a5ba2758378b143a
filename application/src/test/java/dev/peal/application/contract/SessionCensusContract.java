package dev.peal.application.contract;

import static dev.peal.application.contract.BatchSamples.eventually;

import dev.peal.application.port.out.SessionCensus;
import org.junit.jupiter.api.Test;

/// The contract of [SessionCensus].
public abstract class SessionCensusContract {

  /// The census under test, of nobody at first.
  protected abstract SessionCensus census();

  /// Opens a connection that has not logged in.
  protected abstract Connection connect();

  /// The other end of a connection.
  public interface Connection {

    /// Logs in as some user and device that no other connection of the test has.
    void logIn();

    void leave();
  }

  private void counts(int sessions, int waiting) {
    eventually(
        sessions + " sessions and " + waiting + " waiting",
        () -> census().sessions() == sessions && census().waiting() == waiting);
  }

  @Test
  void census_followsConnectionsFromArrivalToEnd() {
    counts(0, 0);
    Connection first = connect();
    Connection second = connect();
    counts(0, 2);

    first.logIn();
    counts(1, 1);
    second.logIn();
    counts(2, 0);

    first.leave();
    counts(1, 0);
    second.leave();
    counts(0, 0);
  }

  @Test
  void census_connectionThatNeverLogsIn_isForgottenWhenItEnds() {
    Connection silent = connect();
    counts(0, 1);

    silent.leave();
    counts(0, 0);
  }
}
