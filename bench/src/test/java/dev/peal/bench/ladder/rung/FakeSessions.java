package dev.peal.bench.ladder.rung;

import dev.peal.application.contract.DeliveryContract.Receiver;
import dev.peal.application.contract.DeliveryContract.Shown;
import dev.peal.application.port.out.Delivery;
import dev.peal.domain.message.Batch;
import dev.peal.domain.session.UserId;
import java.util.ArrayList;
import java.util.List;

/// The sessions behind a delivery, in memory. Thread-safe.
final class FakeSessions implements Delivery {

  private record Session(long user, List<Shown> shown) {}

  private final List<Session> sessions = new ArrayList<>();
  private final List<Batch> delivered = new ArrayList<>();

  synchronized Receiver connect(UserId user) {
    Session session = new Session(user.value(), new ArrayList<>());
    sessions.add(session);
    return new Receiver() {
      @Override
      public List<Shown> shown() {
        synchronized (FakeSessions.this) {
          return List.copyOf(session.shown());
        }
      }

      @Override
      public void leave() {
        synchronized (FakeSessions.this) {
          sessions.remove(session);
        }
      }
    };
  }

  @Override
  public synchronized void deliver(Batch batch) {
    delivered.add(batch);
    for (int i = 0; i < batch.recipients().size(); i++) {
      for (Session session : sessions) {
        if (session.user() == batch.recipients().user(i)) {
          for (int m = 0; m < batch.messages().size(); m++) {
            session
                .shown()
                .add(
                    new Shown(
                        batch.recipients().firstSeq(i) + m,
                        batch.conversation(),
                        batch.messages().get(m)));
          }
        }
      }
    }
  }

  /// What came here, in order.
  synchronized List<Batch> delivered() {
    return List.copyOf(delivered);
  }
}
