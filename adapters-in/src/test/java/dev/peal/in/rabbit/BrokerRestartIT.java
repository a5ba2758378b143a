package dev.peal.in.rabbit;

import static dev.peal.application.contract.BatchSamples.batch;
import static dev.peal.application.contract.BatchSamples.eventually;
import static dev.peal.application.contract.BatchSamples.message;
import static dev.peal.application.contract.BatchSamples.recipients;
import static dev.peal.in.rabbit.Samples.in;
import static dev.peal.in.rabbit.Samples.inTime;
import static dev.peal.in.rabbit.Samples.sample;
import static org.assertj.core.api.Assertions.assertThat;

import dev.peal.application.port.out.Journal.Outcome;
import dev.peal.application.port.out.Journal.Outcome.Confirmed;
import dev.peal.application.port.out.Journal.Outcome.Refused;
import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.message.Batch;
import dev.peal.out.rabbit.RabbitJournal;
import dev.peal.rabbit.RecordsInHand;
import dev.peal.servers.ServerName;
import dev.peal.servers.ServerSet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A broker of its own, which is killed, and runs out of disk.
class BrokerRestartIT {

  private static final int CONVERSATIONS = 8;

  @TempDir private static Path temporary;
  private static Path folder;
  private static ServerSet servers;

  private final RecordsInHand inHand = new RecordsInHand();
  private final Set<Long> persisted = ConcurrentHashMap.newKeySet();
  private TestBroker broker;
  private RabbitJournal journal;
  private JournalConsumer consumer;

  @BeforeAll
  static void startServers() {
    folder = temporary.resolve("servers");
    servers = ServerSet.start(folder, ServerName.RABBITMQ);
  }

  @AfterAll
  static void stopServers() {
    servers.close();
  }

  @BeforeEach
  void open() {
    broker = TestBroker.on(servers.rabbit(), 4);
    journal = broker.journal(broker.direct, inHand);
    consumer =
        broker.consumer(
            broker.direct,
            RabbitConsumerSettings.defaults(),
            new UseCases(this::persist, (queue, stamp) -> {}, queue -> OptionalLong.empty()),
            inHand);
  }

  /// The queues go with the broker.
  @AfterEach
  void close() {
    consumer.close();
    journal.close();
    broker.network.close();
  }

  private void persist(List<Batch> batches) {
    batches.forEach(batch -> persisted.add(batch.id()));
  }

  @Test
  void kill_withAppendsInFlight_everythingConfirmedIsPersisted() throws Exception {
    Map<Long, Outcome> outcomes = new ConcurrentHashMap<>();
    var running = new AtomicBoolean(true);
    var confirmedSince = new AtomicInteger();
    Batch refused = sample(1);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int c = 1; c <= CONVERSATIONS; c++) {
        ConversationId conversation = ConversationId.group(c);
        threads.execute(() -> {
          for (int i = 1; running.get(); i++) {
            Batch batch = batch(conversation, recipients(1, i), message(i, 1, "m" + i));
            Outcome outcome = journal.append(batch, in(10_000));
            outcomes.put(batch.id(), outcome);
            if (outcome instanceof Confirmed) {
              confirmedSince.incrementAndGet();
            }
          }
        });
      }
      eventually("many are confirmed", () -> confirmedSince.get() > 200);

      servers.kill(ServerName.RABBITMQ);
      eventually("it is noticed", journal::failing);
      assertThat(journal.append(refused, in(10_000))).isInstanceOf(Refused.class);
      servers.start(ServerName.RABBITMQ);
      confirmedSince.set(0);
      eventually("it goes on", () -> confirmedSince.get() > 200);
      running.set(false);
    }

    List<Long> confirmed =
        outcomes.entrySet().stream()
            .filter(one -> one.getValue() instanceof Confirmed)
            .map(Map.Entry::getKey)
            .toList();
    eventually("all are persisted", () -> persisted.containsAll(confirmed));
    eventually("the backlog is worked off", () -> journal.backlog() == 0);
    assertThat(persisted).doesNotContain(refused.id());
  }

  @Test
  void diskIsFull_appendsAreRefused_untilThereIsRoom() throws Exception {
    Path full = folder.resolve("rabbitmq/config/conf.d/10-full.conf");
    Files.createDirectories(full.getParent());
    Files.writeString(full, "disk_free_limit.absolute = 900000GB\n");
    servers.restart(ServerName.RABBITMQ);
    eventually("it is connected again", () -> !journal.failing());

    // The broker says that it is blocked when something is published.
    Outcome first = journal.append(sample(1), in(2_000));
    eventually("it is blocked", journal::failing);
    assertThat(journal.append(sample(2), inTime())).isInstanceOf(Refused.class);

    Files.delete(full);
    servers.restart(ServerName.RABBITMQ);
    eventually("it takes again", () -> journal.append(sample(3), inTime()) instanceof Confirmed);
    assertThat(first).isNotInstanceOf(Refused.class);
  }
}
