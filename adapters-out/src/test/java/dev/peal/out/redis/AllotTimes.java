package dev.peal.out.redis;

import static dev.peal.application.contract.BatchSamples.timed;

import dev.peal.application.contract.BatchSamples;
import dev.peal.application.port.out.SequenceLedger.Allotment.Allotted;
import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.conversation.Members;
import dev.peal.domain.message.Draft;
import dev.peal.servers.RealServers;
import dev.peal.servers.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import redis.clients.jedis.Jedis;

/// How long an allotment takes its caller, and what it costs Redis: `main` prints one line for each
/// size of group and number of buckets, for one server and for a cluster (with an argument, only
/// the former). Not a test.
final class AllotTimes {

  private static final int DRAFTS = 100;
  private static final int WARM_UP = 1_500;
  private static final int ROUNDS = 2_000;

  private AllotTimes() {}

  public static void main(String[] arguments) {
    System.out.println("server   buckets members   p50 us   p99 us   Redis CPU, mean us");
    List<RedisServer> servers =
        arguments.length > 0
            ? List.of(RealServers.redis())
            : List.of(RealServers.redis(), RealServers.redisCluster());
    for (RedisServer server : servers) {
      for (int buckets : new int[] {32, 64, 128, 256}) {
        for (int members : new int[] {2, 500, 1_000}) {
          measure(server, buckets, members);
        }
      }
    }
  }

  private static void measure(RedisServer server, int buckets, int size) {
    var settings =
        new LedgerSettings(
            Duration.ofHours(1), Duration.ofSeconds(1), Duration.ZERO, Duration.ofSeconds(10));
    try (var world = new LedgerWorld(settings, buckets)) {
      RedisLedger ledger = world.open(server, new MovableClock());
      long[] users = LongStream.range(1_000, 1_000 + size).toArray();
      var members = Members.of(1, users);
      ConversationId group = ConversationId.group(7);
      long[] nanos = new long[ROUNDS];
      long cpuMicros = 0;
      for (int round = -WARM_UP; round < ROUNDS; round++) {
        if (round == 0) {
          cpuMicros = -cpuMicros(server);
        }
        List<Draft> drafts = new ArrayList<>(DRAFTS);
        for (int i = 0; i < DRAFTS; i++) {
          drafts.add(timed(group, users[i % Math.min(size, 20)], "m" + round + "." + i));
        }
        long start = System.nanoTime();
        var allotted = (Allotted) BatchSamples.allot(ledger, group, members, new long[0], drafts);
        long took = System.nanoTime() - start;
        if (allotted.recipients().size() != size) {
          throw new AssertionError("recipients");
        }
        if (round >= 0) {
          nanos[round] = took;
        }
      }
      cpuMicros += cpuMicros(server);
      Arrays.sort(nanos);
      System.out.printf(
          "%-8s %7d %7d %8d %8d %8d%n",
          server.addresses().size() > 1 ? "cluster" : "lone",
          buckets,
          size,
          nanos[ROUNDS / 2] / 1_000,
          nanos[ROUNDS * 99 / 100] / 1_000,
          cpuMicros / ROUNDS);
    }
  }

  /// Processor time that the servers' main threads have spent; what others do there is in it too.
  private static long cpuMicros(RedisServer server) {
    return server.addresses().stream()
        .mapToLong(address -> {
          try (var jedis = new Jedis(address.host(), address.port())) {
            return (long)
                (jedis
                        .info("cpu")
                        .lines()
                        .filter(line -> line.matches("used_cpu_(user|sys)_main_thread:.*"))
                        .mapToDouble(
                            line -> Double.parseDouble(line.substring(line.indexOf(':') + 1)))
                        .sum()
                    * 1_000_000);
          }
        })
        .sum();
  }
}
