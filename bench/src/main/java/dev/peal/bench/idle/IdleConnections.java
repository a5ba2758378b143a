package dev.peal.bench.idle;

import dev.peal.bench.run.BenchFailed;
import dev.peal.bench.run.ChildProgram;
import dev.peal.bench.run.Profile;
import dev.peal.bench.run.Progress;
import dev.peal.bench.run.Servers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Measures what nodes hold for connections that only ping, at growing numbers of them. Where one
/// process may not have so many sockets, several nodes share the connections, each with a process
/// of clients; per connection is then over all nodes.
///
/// Before the first figure, all users are registered and logged in, and some connections made and
/// closed again: so that code and buffers that any number of them needs are there already, and only
/// connections are between two figures.
public final class IdleConnections {
  private static final Pattern OPEN_FILES = Pattern.compile("Max open files +\\S+ +(\\d+) .*");
  private static final int OTHER_FILES = 1_000;
  private static final int MOST_NODES = 4;
  private static final int REHEARSALS = 4;
  private static final int REHEARSAL = 500;
  private static final long CONNECT_SECONDS = 600;

  private IdleConnections() {}

  /// At one number of connections.
  ///
  /// @param connections that were logged in while the memory was read
  /// @param heapBytes a connection, of objects that survive a full collection
  /// @param otherBytes a connection, of buffers and all else in the process outside the heap
  /// @param residentBytes a connection, of the process's whole resident memory: what the heap has
  ///   grown by or has not
  public record Point(int connections, double heapBytes, double otherBytes, double residentBytes) {
    /// What a connection costs.
    public double bytes() {
      return heapBytes + otherBytes;
    }
  }

  /// What was measured.
  ///
  /// @param nodes that shared the connections, each with a process of clients
  /// @param note why there are fewer points than asked for, or null
  public record Result(int nodes, List<Point> points, @Nullable String note) {
    public Result {
      points = List.copyOf(points);
    }
  }

  /// Measures at each of these numbers of connections, which rise.
  ///
  /// @param services addresses of servers to use instead of fresh ones, or null
  /// @param folder where folders are made, or null for the system's place
  public static Result run(
      Profile profile, List<Integer> numbers, @Nullable Path services, @Nullable Path folder)
      throws InterruptedException {
    int ofOneProcess = openFiles() - OTHER_FILES;
    int mostNodes = profile == Profile.embedded ? 1 : MOST_NODES;
    long most = (long) mostNodes * ofOneProcess;
    List<Integer> possible = numbers.stream().filter(number -> number <= most).toList();
    if (possible.isEmpty()) {
      throw new BenchFailed(
          "open files: " + openFiles() + " of a process (expected: more than 2000)");
    }
    int nodes = Math.ceilDiv(possible.getLast(), ofOneProcess);
    String note =
        possible.size() == numbers.size()
            ? null
            : "no more than %,d: a process may open %,d files, and there are %d nodes"
                .formatted(possible.getLast(), openFiles(), nodes);
    try (Servers servers = Servers.start(profile, nodes, services, folder)) {
      return new Result(nodes, measure(servers, possible), note);
    }
  }

  private static List<Point> measure(Servers servers, List<Integer> numbers)
      throws InterruptedException {
    List<ChildProgram> clients = new ArrayList<>();
    try {
      for (int i = 0; i < servers.addresses().size(); i++) {
        clients.add(
            ChildProgram.start(
                IdleClients.class,
                "1g",
                List.of(servers.addresses().get(i).toString(), Integer.toString(i))));
      }
      for (int i = 0; i < clients.size(); i++) {
        clients.get(i).say("prepare " + Math.max(REHEARSAL, share(numbers.getLast(), i, clients)));
      }
      int _ = sum(clients);
      for (int i = 0; i < REHEARSALS; i++) {
        int _ = tell(clients, "connect " + REHEARSAL);
        int _ = tell(clients, "close");
      }
      NodeMemory before = memory(servers);
      List<Point> points = new ArrayList<>();
      int connected = 0;
      for (int number : numbers) {
        Progress.say(String.format(Locale.ROOT, "connecting %,d idle clients", number));
        connected = connect(clients, number, connected);
        NodeMemory now = memory(servers);
        int still = tell(clients, "count");
        if (still != connected) {
          throw new BenchFailed(
              "idle connections: " + still + " are left (expected: " + connected + ")");
        }
        points.add(
            new Point(
                connected,
                (double) (now.heap() - before.heap()) / connected,
                (double) (now.other() - before.other()) / connected,
                (double) (now.resident() - before.resident()) / connected));
      }
      return points;
    } finally {
      clients.forEach(ChildProgram::close);
    }
  }

  /// Brings the clients of all processes up to a number, and answers it.
  private static int connect(List<ChildProgram> clients, int number, int connected)
      throws InterruptedException {
    for (int i = 0; i < clients.size(); i++) {
      clients.get(i).say("connect " + (share(number, i, clients) - share(connected, i, clients)));
    }
    return sum(clients);
  }

  private static int share(int number, int process, List<ChildProgram> clients) {
    return number / clients.size() + (process < number % clients.size() ? 1 : 0);
  }

  private static int tell(List<ChildProgram> clients, String line) throws InterruptedException {
    clients.forEach(client -> client.say(line));
    return sum(clients);
  }

  private static int sum(List<ChildProgram> clients) throws InterruptedException {
    int sum = 0;
    for (ChildProgram client : clients) {
      sum += Integer.parseInt(client.hear(CONNECT_SECONDS));
    }
    return sum;
  }

  private static NodeMemory memory(Servers servers) throws InterruptedException {
    NodeMemory sum = new NodeMemory(0, 0, 0);
    for (Map.Entry<String, Long> process : servers.pids().entrySet()) {
      if (process.getKey().startsWith("node")) {
        sum = sum.plus(NodeMemory.of(process.getValue()));
      }
    }
    return sum;
  }

  /// How many files a process may open at most, as the system says; a million where it does not.
  private static int openFiles() {
    try {
      return Files.readAllLines(Path.of("/proc/self/limits")).stream()
          .map(OPEN_FILES::matcher)
          .filter(Matcher::matches)
          .findFirst()
          .map(found -> Integer.parseInt(found.group(1)))
          .orElse(1_000_000);
    } catch (IOException notLinux) {
      return 1_000_000;
    }
  }
}
