package dev.peal.bench.burst;

import dev.peal.bench.run.BenchFailed;
import dev.peal.bench.run.Progress;
import dev.peal.client.ClientLoops;
import dev.peal.client.PealAccounts;
import io.netty.channel.EventLoopGroup;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/// The online members, all on one event loop: it is the only thread that touches them and the
/// rounds, and one is faster than two where client and server share two cores.
final class Crowd implements AutoCloseable {
  private static final int CONNECTING_AT_ONCE = 50;
  private static final long TIMEOUT_SECONDS = 60;

  private final EventLoopGroup loop = ClientLoops.create(1);
  private final List<OnlineMember> members = new ArrayList<>();
  private final Map<Long, Integer> ordinals = new HashMap<>();
  private final BurstClients clients;

  Crowd(BurstClients clients) {
    this.clients = clients;
  }

  /// Connects a member for each ticket, the members in turn to each of the addresses.
  void connect(List<URI> webSockets, String conversation, List<PealAccounts.Ticket> tickets)
      throws InterruptedException {
    Progress progress = new Progress("members connected", tickets.size());
    for (PealAccounts.Ticket ticket : tickets) {
      OnlineMember member = new OnlineMember(members.size(), conversation, webSockets.size() == 1);
      members.add(member);
      ordinals.put(ticket.account().id(), member.ordinal());
      URI webSocket = webSockets.get(member.ordinal() % webSockets.size());
      member.connect(clients.settings(webSocket), ticket.token(), loop);
      int connected = members.size() - CONNECTING_AT_ONCE;
      if (connected >= 0) {
        await(members.get(connected));
        progress.step();
      }
    }
    int awaited = Math.max(0, members.size() - CONNECTING_AT_ONCE + 1);
    for (OnlineMember member : members.subList(awaited, members.size())) {
      await(member);
      progress.step();
    }
  }

  Round.Roll roll() {
    return new Round.Roll() {
      @Override
      public int ordinal(long user) {
        return ordinals.getOrDefault(user, Round.UNKNOWN);
      }

      @Override
      public int size() {
        return members.size();
      }
    };
  }

  /// Waits until every member has shown this many messages.
  void awaitShown(long messages) throws InterruptedException {
    long from = System.nanoTime();
    while (!onLoop(() -> members.stream().allMatch(member -> member.shown() >= messages))) {
      if (System.nanoTime() - from > TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS)) {
        throw new BenchFailed("not every online member got the notices of the new group");
      }
      TimeUnit.MILLISECONDS.sleep(10);
    }
  }

  /// Runs a round, and answers whether everything arrived within the time.
  boolean run(Round round, long timeoutSeconds) throws InterruptedException {
    loop.execute(() -> {
      members.forEach(member -> member.begin(round));
      round.send(members);
    });
    try {
      round.complete.get(timeoutSeconds, TimeUnit.SECONDS);
    } catch (TimeoutException incomplete) {
      return false;
    } catch (ExecutionException failure) {
      throw new BenchFailed("a round failed", failure.getCause());
    }
    return true;
  }

  /// Members whose seqs did not go up by exactly this much in the last round.
  int withOtherSeqs(int messages) throws InterruptedException {
    return onLoop(
        () -> (int) members.stream().filter(member -> member.seqsOfRound() != messages).count());
  }

  /// Answers on the event loop, where members and rounds belong.
  <T> T onLoop(Supplier<T> question) throws InterruptedException {
    try {
      return loop.submit(question::get).get();
    } catch (ExecutionException failure) {
      throw new BenchFailed("the clients failed", failure.getCause());
    }
  }

  @Override
  public void close() {
    members.forEach(OnlineMember::close);
    var _ = loop.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(5_000);
  }

  private static void await(OnlineMember member) throws InterruptedException {
    try {
      member.online.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException failure) {
      throw new BenchFailed("a member cannot connect", failure.getCause());
    } catch (TimeoutException late) {
      throw new BenchFailed("a member cannot connect within " + TIMEOUT_SECONDS + " s");
    }
  }
}
