package dev.peal.bench.idle;

import dev.peal.bench.crowd.Population;
import dev.peal.client.ClientLoops;
import dev.peal.client.PealAccounts;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A process of clients that log in, each as a user of its own, and then only ping. They come from
/// several addresses of the loopback network, since the ports of one do not suffice.
///
/// It reads lines: `prepare N` for so many users, registered and logged in over HTTP; `connect N`
/// to connect so many more of them; `close` to end all connections; `count`. It answers each with
/// how many are connected now, and ends with its input.
final class IdleClients {
  private static final int AT_ONCE = 64;
  private static final int MOST_OF_AN_ADDRESS = 10_000;
  private static final long LOGIN_SECONDS = 60;

  private final URI server;
  private final int process;
  private final EventLoopGroup loop = ClientLoops.create(1);
  private List<PealAccounts.Ticket> tickets = List.of();
  private final List<IdleClient> clients = new ArrayList<>();

  private IdleClients(URI server, int process) {
    this.server = server;
    this.process = process;
  }

  /// @param arguments the address of a node, and the number of this process from 0
  public static void main(String[] arguments)
      throws IOException, InterruptedException, ExecutionException, TimeoutException {
    IdleClients clients = new IdleClients(URI.create(arguments[0]), Integer.parseInt(arguments[1]));
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      switch (line.split(" ", 2)[0]) {
        case "prepare" -> clients.prepare(Integer.parseInt(line.split(" ", 2)[1]));
        case "connect" -> clients.connect(Integer.parseInt(line.split(" ", 2)[1]));
        case "close" -> clients.close();
        case "count" -> {}
        default -> throw new IllegalArgumentException("line: " + line);
      }
      System.out.println(clients.online());
    }
  }

  private void prepare(int users) throws InterruptedException {
    try (PealAccounts accounts = new PealAccounts(server)) {
      Population population = new Population(accounts);
      var _ = population.register(users);
      tickets = population.logIn(users);
    }
  }

  private void connect(int more) throws InterruptedException, ExecutionException, TimeoutException {
    Queue<IdleClient> connecting = new ArrayDeque<>();
    for (int i = 0; i < more; i++) {
      if (connecting.size() == AT_ONCE) {
        connecting.remove().online().get(LOGIN_SECONDS, TimeUnit.SECONDS);
      }
      connecting.add(connect(tickets.get(clients.size()).token()));
    }
    for (IdleClient client : connecting) {
      client.online().get(LOGIN_SECONDS, TimeUnit.SECONDS);
    }
  }

  private IdleClient connect(String token) {
    // 127.0.0.2 and on, others in each process.
    int address = 2 + process * 16 + clients.size() / MOST_OF_AN_ADDRESS;
    IdleClient client = new IdleClient(server, token);
    clients.add(client);
    Channel channel =
        new Bootstrap()
            .group(loop)
            .channel(Epoll.isAvailable() ? EpollSocketChannel.class : NioSocketChannel.class)
            .handler(client)
            .localAddress(new InetSocketAddress("127.0.0." + address, 0))
            .connect(server.getHost(), server.getPort())
            .addListener(made -> {
              if (!made.isSuccess()) {
                client.online().completeExceptionally(made.cause());
              }
            })
            .channel();
    channel
        .closeFuture()
        .addListener(_ ->
            client.online().completeExceptionally(new IOException("the connection was closed")));
    return client;
  }

  private long online() {
    return clients.stream().filter(IdleClient::isOnline).count();
  }

  private void close() throws InterruptedException {
    for (IdleClient client : clients) {
      client.close();
    }
    clients.clear();
  }
}
