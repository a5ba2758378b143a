package dev.peal.bench.steady;

import dev.peal.bench.crowd.Crowd;
import dev.peal.bench.crowd.Population;
import dev.peal.bench.run.ChildProgram;
import dev.peal.bench.run.Servers;
import dev.peal.client.PealAccounts;
import dev.peal.client.PealListener;
import dev.peal.protocol.v1.Push;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Locale;

/// More than a group's lane can take: every online member keeps several messages on their way, and
/// sends another as soon as one is accepted. Together they are more than a lane may queue, so that
/// it is full and refuses some of them all the time.
///
/// Its clients run in a process of their own, so that those beside it, which are measured, do not
/// wait for them.
public final class Flood implements AutoCloseable {
  private static final int MEMBERS = 500;
  private static final int ONLINE = 300;
  private static final int ON_THEIR_WAY = 20;
  private static final long READY_SECONDS = 120;
  private static final long STOP_SECONDS = 20;

  private final ChildProgram child;

  private Flood(ChildProgram child) {
    this.child = child;
  }

  /// What became of a flood.
  ///
  /// @param seconds it lasted
  /// @param messages accepted
  /// @param deliveries pushes of messages, those to their senders too
  public record Outcome(double seconds, long messages, long deliveries) {}

  /// Makes a group of 500 with 300 online at the first node, and connects them. Nothing is sent
  /// yet.
  public static Flood prepare(Servers servers) throws InterruptedException {
    ChildProgram child =
        ChildProgram.start(Flood.class, "1g", List.of(servers.addresses().getFirst().toString()));
    Flood flood = new Flood(child);
    try {
      child.hear(READY_SECONDS);
    } catch (RuntimeException | InterruptedException failure) {
      flood.close();
      throw failure;
    }
    return flood;
  }

  /// Lets it begin.
  public void begin() {
    child.say("begin");
  }

  /// Lets it end.
  public Outcome end() throws InterruptedException {
    child.say("end");
    String[] said = child.hear(STOP_SECONDS).split(" ", 3);
    return new Outcome(
        Double.parseDouble(said[0]), Long.parseLong(said[1]), Long.parseLong(said[2]));
  }

  @Override
  public void close() {
    child.close();
  }

  // ---- in the process of its own -------------------------------------------------------------

  /// @param arguments the address of a node
  public static void main(String[] arguments) throws IOException, InterruptedException {
    try (PealAccounts accounts = new PealAccounts(URI.create(arguments[0]));
        Crowd<Sender> crowd = new Crowd<>(ordinal -> new Sender())) {
      Population population = new Population(accounts);
      List<PealAccounts.Account> members = population.register(MEMBERS);
      List<PealAccounts.Ticket> tickets = population.logIn(ONLINE);
      String conversation =
          population.createGroup(tickets.getFirst().token(), members.subList(1, MEMBERS));
      crowd.connect(List.of(accounts.webSocket()), tickets);
      System.out.println("ready");
      if (!nextLineIs("begin")) {
        return;
      }
      long from = System.nanoTime();
      crowd
          .loop()
          .execute(() -> {
            for (int ordinal = 0; ordinal < crowd.size(); ordinal++) {
              for (int i = 0; i < ON_THEIR_WAY; i++) {
                crowd.listeners().get(ordinal).send(crowd, ordinal, conversation);
              }
            }
          });
      if (nextLineIs("end")) {
        double seconds = (System.nanoTime() - from) / 1e9;
        List<Sender> senders = crowd.listeners();
        long accepted =
            crowd.onLoop(() -> senders.stream().mapToLong(sender -> sender.accepted).sum());
        long pushed = crowd.onLoop(() -> senders.stream().mapToLong(sender -> sender.pushed).sum());
        System.out.println(String.format(Locale.ROOT, "%.3f %d %d", seconds, accepted, pushed));
      }
    }
  }

  private static boolean nextLineIs(String expected) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = System.in.read(); next >= 0 && next != '\n'; next = System.in.read()) {
      line.append((char) next);
    }
    return expected.contentEquals(line);
  }

  /// One of the members; confined to the crowd's event loop.
  private static final class Sender implements PealListener {
    long accepted;
    long pushed;

    void send(Crowd<Sender> crowd, int ordinal, String conversation) {
      var client = crowd.client(ordinal);
      var _ =
          client
              .send(conversation, Traffic.content(ordinal), client.nextClientId())
              .thenAccept(answer -> {
                accepted++;
                send(crowd, ordinal, conversation);
              });
    }

    @Override
    public void onPush(long firstSeq, Push push, long arrivedNanos) {
      pushed += push.getMessagesCount();
    }
  }
}
