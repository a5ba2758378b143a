package dev.peal.bench.crowd;

import dev.peal.bench.run.BenchFailed;
import dev.peal.bench.run.Progress;
import dev.peal.client.ClientLoops;
import dev.peal.client.ClientSettings;
import dev.peal.client.InboxSettings;
import dev.peal.client.OutboxSettings;
import dev.peal.client.PealAccounts;
import dev.peal.client.PealClient;
import dev.peal.client.PealListener;
import io.netty.channel.EventLoopGroup;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/// Online users, all on one event loop: it is the only thread that touches their listeners, and one
/// is faster than two where client and server share two cores. A user's *ordinal* says as which
/// one, from 0, they were connected.
///
/// @param <L> what hears for each of them
public final class Crowd<L extends PealListener> implements AutoCloseable {
  /// The ordinal of a user who is not in the crowd.
  public static final int UNKNOWN = -1;

  private static final int CONNECTING_AT_ONCE = 50;
  private static final long TIMEOUT_SECONDS = 60;
  private static final int KNOWN_MESSAGES = 256;
  private static final OutboxSettings ROOMY =
      new OutboxSettings(100_000, 64L * 1024 * 1024, Duration.ofSeconds(60));

  private final EventLoopGroup loop = ClientLoops.create(1);
  private final IntFunction<L> listeners;
  private final Function<URI, ClientSettings> settings;
  private final List<Seat<L>> seats = new ArrayList<>();
  private final Map<Long, Integer> ordinals = new HashMap<>();

  /// @param listeners makes the listener of an ordinal
  public Crowd(IntFunction<L> listeners) {
    this(listeners, Crowd::roomy);
  }

  /// As above, with settings of their own.
  ///
  /// @param settings makes the settings of a client at an address
  public Crowd(IntFunction<L> listeners, Function<URI, ClientSettings> settings) {
    this.listeners = listeners;
    this.settings = settings;
  }

  private static ClientSettings roomy(URI webSocket) {
    return ClientSettings.standard(webSocket, "bench")
        .with(InboxSettings.standard().withKnownMessages(KNOWN_MESSAGES))
        .with(ROOMY);
  }

  /// Connects a user for each ticket, in turn to each of the addresses, and waits until all are
  /// logged in.
  public void connect(List<URI> webSockets, List<PealAccounts.Ticket> tickets)
      throws InterruptedException {
    Progress progress = new Progress("members connected", tickets.size());
    for (PealAccounts.Ticket ticket : tickets) {
      Seat<L> seat = new Seat<>(listeners.apply(seats.size()));
      ordinals.put(ticket.account().id(), seats.size());
      URI webSocket = webSockets.get(seats.size() % webSockets.size());
      seats.add(seat);
      seat.connect(settings.apply(webSocket), ticket.token(), loop);
      int connected = seats.size() - CONNECTING_AT_ONCE;
      if (connected >= 0) {
        await(seats.get(connected));
        progress.step();
      }
    }
    int awaited = Math.max(0, seats.size() - CONNECTING_AT_ONCE + 1);
    for (Seat<L> seat : seats.subList(awaited, seats.size())) {
      await(seat);
      progress.step();
    }
  }

  public int size() {
    return seats.size();
  }

  /// The ordinal of a user, or [#UNKNOWN].
  public int ordinal(long user) {
    return ordinals.getOrDefault(user, UNKNOWN);
  }

  public PealClient client(int ordinal) {
    return seats.get(ordinal).client();
  }

  /// In order of their ordinals.
  public List<L> listeners() {
    return seats.stream().map(Seat::listener).toList();
  }

  /// Waits until every user has been shown this many messages.
  public void awaitShown(long messages) throws InterruptedException {
    long from = System.nanoTime();
    while (!onLoop(() -> seats.stream().allMatch(seat -> seat.shown() >= messages))) {
      if (System.nanoTime() - from > TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS)) {
        throw new BenchFailed("not every online member got the notices of the new group");
      }
      TimeUnit.MILLISECONDS.sleep(10);
    }
  }

  /// The event loop, as a group of one; ends with this.
  public EventLoopGroup loop() {
    return loop;
  }

  /// Answers on the event loop, where the listeners belong.
  public <T> T onLoop(Supplier<T> question) throws InterruptedException {
    try {
      return loop.submit(question::get).get();
    } catch (ExecutionException failure) {
      throw new BenchFailed("the clients failed", failure.getCause());
    }
  }

  @Override
  public void close() {
    seats.forEach(Seat::close);
    var _ = loop.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(5_000);
  }

  private static void await(Seat<?> seat) throws InterruptedException {
    try {
      seat.online.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException failure) {
      throw new BenchFailed("a member cannot connect", failure.getCause());
    } catch (TimeoutException late) {
      throw new BenchFailed("a member cannot connect within " + TIMEOUT_SECONDS + " s");
    }
  }
}
