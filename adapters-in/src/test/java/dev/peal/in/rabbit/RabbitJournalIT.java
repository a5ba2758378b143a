package dev.peal.in.rabbit;

import dev.peal.application.contract.JournalContract;
import dev.peal.application.port.in.PersistBatches;
import dev.peal.application.port.out.Journal;
import dev.peal.out.rabbit.RabbitJournal;
import dev.peal.rabbit.QueueType;
import dev.peal.rabbit.RecordsInHand;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/// Both ends of the journal on a real broker.
class RabbitJournalIT extends JournalContract {

  private final RecordsInHand inHand = new RecordsInHand();
  private final List<JournalConsumer> consumers = new ArrayList<>();
  private TestBroker broker;
  private @Nullable RabbitJournal journal;

  @BeforeEach
  void open() {
    broker = TestBroker.with(QueueType.QUORUM, 1);
  }

  @AfterEach
  void closeBroker() {
    broker.close();
  }

  @Override
  protected Journal start(PersistBatches persist) {
    consume(broker.throughNetwork, persist, inHand);
    RabbitJournal started = broker.journal(broker.throughNetwork, inHand);
    journal = started;
    return started;
  }

  private void consume(
      dev.peal.rabbit.RabbitSettings through, PersistBatches persist, RecordsInHand counted) {
    consumers.add(
        broker.consumer(
            through,
            TestBroker.QUIET,
            new UseCases(persist, (queue, stamp) -> {}, queue -> OptionalLong.empty()),
            counted));
  }

  @Override
  protected void restart(PersistBatches persist) {
    broker.network.refuse(true);
    broker.network.cut();
    consume(broker.direct, persist, new RecordsInHand());
  }

  @Override
  protected void close() {
    if (journal != null) {
      journal.close();
    }
    consumers.forEach(JournalConsumer::close);
  }
}
