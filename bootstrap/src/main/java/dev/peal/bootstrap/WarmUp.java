package dev.peal.bootstrap;

import dev.peal.application.port.in.Account;
import dev.peal.application.port.in.GroupOutcome;
import dev.peal.application.port.in.RegisterAccount;
import dev.peal.bootstrap.config.Settings;
import dev.peal.client.ClientLoops;
import dev.peal.client.ClientSettings;
import dev.peal.client.PealClient;
import dev.peal.client.PealListener;
import dev.peal.client.TokenSource;
import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.session.UserId;
import dev.peal.protocol.v1.Content;
import dev.peal.protocol.v1.Message;
import dev.peal.protocol.v1.Text;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs the whole road of a message before the node says that it is ready, so that the code is
/// compiled when the first burst comes: a second node, on a scratch folder and a free loopback
/// port, is sent bursts by clients in this process, and is thrown away. Nothing of it touches the
/// real store.
///
/// The bursts take at most about [#BUDGET]; a failure is logged and costs nothing but a slower
/// first burst.
final class WarmUp {

  private static final Logger log = LoggerFactory.getLogger(WarmUp.class);

  private static final Duration BUDGET = Duration.ofMillis(2500);
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int CLIENTS = 60;
  private static final int ROUNDS = 60;
  private static final String PASSWORD = "warm-up only";

  private final NodeComponent component;
  private final URI server;
  private final List<Account> accounts = new ArrayList<>();
  private final List<PealClient> clients = new ArrayList<>();
  private final Phaser arrivals = new Phaser(1);
  private final EventLoopGroup loops = ClientLoops.create(1);

  private WarmUp(NodeComponent component, int port) {
    this.component = component;
    this.server = URI.create("ws://127.0.0.1:" + port + "/ws");
  }

  static void run(Settings settings, ScratchFolder scratch) throws InterruptedException {
    long startNanos = System.nanoTime();
    try {
      try (ScratchFolder.WarmUpFolder folder = scratch.warmUpFolder()) {
        NodeComponent component =
            DaggerEmbeddedComponent.factory().create(settings.scratch(folder.path()));
        Node node = component.node();
        try {
          new WarmUp(component, node.start()).burst();
        } finally {
          stop(node);
        }
      }
      log.info("Warm after {} ms", (System.nanoTime() - startNanos) / 1_000_000);
    } catch (IOException | RuntimeException | TimeoutException failure) {
      log.warn("The warm-up failed; the first messages will be slower: {}", failure.toString());
    }
  }

  /// Also when this thread was told to end: what is deleted afterwards has to be closed.
  private static void stop(Node node) throws InterruptedException {
    boolean interrupted = Thread.interrupted();
    node.stop();
    if (interrupted) {
      throw new InterruptedException();
    }
  }

  private void burst() throws InterruptedException, TimeoutException {
    try {
      for (int i = 0; i < CLIENTS; i++) {
        accounts.add(register("warm-up-" + i));
      }
      ConversationId group = group();
      connect();
      long deadlineNanos = System.nanoTime() + BUDGET.toNanos();
      for (int round = 0; round < ROUNDS && System.nanoTime() < deadlineNanos; round++) {
        round(group.toString(), round);
      }
    } finally {
      clients.forEach(PealClient::close);
      loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
  }

  private Account register(String username) {
    RegisterAccount.Outcome outcome =
        component.registerAccount().register(username, PASSWORD, username);
    if (outcome instanceof RegisterAccount.Outcome.Registered(var account)) {
      return account;
    }
    throw new IllegalStateException("register: " + outcome);
  }

  private ConversationId group() {
    List<UserId> members = accounts.stream().skip(1).map(Account::id).toList();
    GroupOutcome outcome =
        component.changeGroup().create(accounts.getFirst().id(), "warm-up", members);
    if (outcome instanceof GroupOutcome.Changed changed) {
      return new ConversationId.Group(changed.group());
    }
    throw new IllegalStateException("create: " + outcome);
  }

  /// Connects everybody; each has received the notice of the group when this returns.
  private void connect() throws InterruptedException, TimeoutException {
    arrivals.bulkRegister(CLIENTS);
    for (Account account : accounts) {
      String token = component.tokens().issue(account.id(), System.currentTimeMillis()).text();
      clients.add(
          PealClient.start(
              ClientSettings.standard(server, "warm-up"),
              TokenSource.fixed(token),
              new Arrival(arrivals),
              loops));
    }
    awaitAll();
  }

  /// Everybody sends one message, and waits for those of all.
  private void round(String conversation, int round) throws InterruptedException, TimeoutException {
    for (int i = 0; i < CLIENTS; i++) {
      arrivals.bulkRegister(CLIENTS);
      Content content =
          Content.newBuilder()
              .setText(Text.newBuilder().setText("warm-up round " + round + " message " + i))
              .build();
      var _ = clients.get(i).send(conversation, content);
    }
    awaitAll();
  }

  private void awaitAll() throws InterruptedException, TimeoutException {
    int phase = arrivals.arrive();
    arrivals.awaitAdvanceInterruptibly(phase, PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
  }

  /// Counts one message off at every arrival.
  private static final class Arrival implements PealListener {
    private final Phaser arrivals;

    Arrival(Phaser arrivals) {
      this.arrivals = arrivals;
    }

    @Override
    public void onMessage(long seq, String conversation, Message message) {
      arrivals.arriveAndDeregister();
    }
  }
}
