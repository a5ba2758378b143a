package dev.peal.application.contract;

import static dev.peal.application.contract.BatchSamples.batch;
import static dev.peal.application.contract.BatchSamples.eventually;
import static dev.peal.application.contract.BatchSamples.message;
import static dev.peal.application.contract.BatchSamples.recipients;
import static org.assertj.core.api.Assertions.assertThat;

import dev.peal.application.port.in.PersistBatches;
import dev.peal.application.port.out.Journal;
import dev.peal.application.port.out.StoreUnavailable;
import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.message.Batch;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// The contract of [Journal], whose clock for deadlines is [System#nanoTime] here.
public abstract class JournalContract {

  private static final ConversationId GROUP = ConversationId.group(7);

  /// Starts an empty journal that hands what is in it to `persist`. Once within a test.
  protected abstract Journal start(PersistBatches persist);

  /// Leaves the journal as a process does that is killed, and starts another one over what is
  /// durable, which hands that to `persist`.
  protected abstract void restart(PersistBatches persist);

  /// Closes the journal as a node does that goes down in order.
  protected abstract void close();

  private static long inTime() {
    return System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
  }

  protected static Batch sample(int number) {
    return batch(
        GROUP,
        recipients(1, number, 2, 100 + number),
        message(number, 1, "m" + number),
        message(1_000 + number, 2, "n" + number));
  }

  @Test
  void append_inTime_isConfirmedAndPersistedAsItWas() {
    var persisted = new Persisted();
    Journal journal = start(persisted);
    Batch batch = sample(1);

    assertThat(journal.append(batch, inTime())).isEqualTo(new Journal.Outcome.Confirmed());

    eventually("it is persisted", () -> persisted.ids().contains(batch.id()));
    Batch found = persisted.batches().getFirst();
    assertThat(found.conversation()).isEqualTo(GROUP);
    assertThat(found.messages()).isEqualTo(batch.messages());
    assertThat(found.recipients().firstSeq(1)).isEqualTo(101);
    assertThat(found.highestStamp()).isEqualTo(batch.highestStamp());
  }

  @Test
  void append_oneAfterTheOther_persistsInThatOrder() {
    var persisted = new Persisted();
    Journal journal = start(persisted);
    List<Long> appended = new ArrayList<>();
    for (int i = 1; i <= 30; i++) {
      Batch batch = sample(i);
      appended.add(batch.id());
      assertThat(journal.append(batch, inTime())).isEqualTo(new Journal.Outcome.Confirmed());
    }

    eventually("all are persisted", () -> persisted.ids().size() >= 30);
    assertThat(persisted.ids()).containsExactlyElementsOf(appended);
  }

  @Test
  void append_manyAtOnce_allAreConfirmedAndPersistedOnce() throws Exception {
    var persisted = new Persisted();
    Journal journal = start(persisted);
    List<Callable<Journal.Outcome>> appends = new ArrayList<>();
    List<Long> ids = new ArrayList<>();
    for (int i = 1; i <= 40; i++) {
      Batch batch = sample(i);
      ids.add(batch.id());
      appends.add(() -> journal.append(batch, inTime()));
    }

    assertThat(Samples.atOnce(appends)).containsOnly(new Journal.Outcome.Confirmed());
    eventually("all are persisted", () -> persisted.ids().size() >= 40);
    assertThat(persisted.ids()).containsExactlyInAnyOrderElementsOf(ids);
  }

  @Test
  void restart_confirmedAndNotPersisted_isPersistedInOrder() {
    var stuck = new Persisted();
    stuck.shut();
    Journal journal = start(stuck);
    List<Long> confirmed = new ArrayList<>();
    for (int i = 1; i <= 10; i++) {
      Batch batch = sample(i);
      assertThat(journal.append(batch, inTime())).isEqualTo(new Journal.Outcome.Confirmed());
      confirmed.add(batch.id());
    }
    var next = new Persisted();

    restart(next);

    eventually("all are persisted", () -> next.ids().size() >= 10);
    assertThat(next.ids()).containsExactlyElementsOf(confirmed);
    stuck.open();
  }

  @Test
  void persist_storeIsAway_isTriedAgainUntilItWorks() {
    var persisted = new Persisted();
    persisted.failures = 3;
    Journal journal = start(persisted);
    Batch first = sample(1);
    Batch second = sample(2);

    journal.append(first, inTime());
    journal.append(second, inTime());

    eventually("both are persisted", () -> persisted.ids().size() >= 2);
    assertThat(persisted.ids()).containsExactly(first.id(), second.id());
  }

  @Test
  void backlog_countsWhatIsNotPersisted() {
    var stuck = new Persisted();
    stuck.shut();
    Journal journal = start(stuck);
    assertThat(journal.backlog()).isZero();
    journal.append(sample(1), inTime());
    journal.append(sample(2), inTime());

    eventually("two wait", () -> journal.backlog() == 2);
    stuck.open();
    eventually("none waits", () -> journal.backlog() == 0);
  }

  @Test
  void append_afterClose_isRefused() {
    Journal journal = start(new Persisted());

    close();

    assertThat(journal.append(sample(1), inTime())).isInstanceOf(Journal.Outcome.Refused.class);
  }

  @Test
  void close_withBacklog_losesNothing() {
    var persisted = new Persisted();
    Journal journal = start(persisted);
    for (int i = 1; i <= 20; i++) {
      journal.append(sample(i), inTime());
    }

    close();
    var next = new Persisted();
    restart(next);

    eventually("all are persisted", () -> persisted.ids().size() + next.ids().size() >= 20);
  }

  /// Writes down what it is given, once its gate is open and its failures are over.
  protected static final class Persisted implements PersistBatches {
    private final List<Batch> batches = new ArrayList<>();
    private CountDownLatch gate = new CountDownLatch(0);
    private int failures;

    public Persisted() {}

    @Override
    public void persist(List<Batch> some) {
      try {
        gate.await();
      } catch (InterruptedException stop) {
        Thread.currentThread().interrupt();
        throw new StoreUnavailable("interrupted", true);
      }
      synchronized (this) {
        if (failures > 0) {
          failures--;
          throw new StoreUnavailable("the store is away", true);
        }
        batches.addAll(some);
      }
    }

    public void shut() {
      gate = new CountDownLatch(1);
    }

    public void open() {
      gate.countDown();
    }

    public synchronized List<Batch> batches() {
      return List.copyOf(batches);
    }

    public synchronized List<Long> ids() {
      return batches.stream().map(Batch::id).toList();
    }
  }
}
