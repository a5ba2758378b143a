package dev.peal.bench.crowd;

import dev.peal.bench.run.BenchFailed;
import dev.peal.bench.run.Progress;
import dev.peal.client.HttpRefused;
import dev.peal.client.PealAccounts;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/// The accounts of a run: registered and logged in over HTTP, eight at a time.
public final class Population {
  private static final int AT_A_TIME = 8;
  private static final int MOST_TRIES = 50;

  private final PealAccounts server;
  private final String names;
  private final String password;

  /// Accounts with names of their own, at this server.
  public Population(PealAccounts server) {
    byte[] random = new byte[12];
    ThreadLocalRandom.current().nextBytes(random);
    String hex = HexFormat.of().formatHex(random);
    this.server = server;
    this.names = "bench-" + hex.substring(0, 8) + "-";
    this.password = hex;
  }

  private interface Call<T> {
    T call(int index) throws IOException, InterruptedException;
  }

  /// Registers members, and answers them in order.
  public List<PealAccounts.Account> register(int count) throws InterruptedException {
    return all(
        "accounts registered",
        count,
        index -> server.register(names + index, password, "Member " + index));
  }

  /// Logs the first of them in.
  public List<PealAccounts.Ticket> logIn(int count) throws InterruptedException {
    return all("members logged in", count, index -> server.logIn(names + index, password));
  }

  /// Creates a group and answers its conversation, as in `g7`.
  ///
  /// @param token of its owner, who is a member too
  public String createGroup(String token, List<PealAccounts.Account> others)
      throws InterruptedException {
    try {
      return server.createGroup(
          token, "Bench", others.stream().map(PealAccounts.Account::id).toList());
    } catch (IOException failure) {
      throw new BenchFailed("the group cannot be created", failure);
    }
  }

  private static <T> List<T> all(String what, int count, Call<T> call) throws InterruptedException {
    Progress progress = new Progress(what, count);
    ExecutorService threads = Executors.newFixedThreadPool(AT_A_TIME, Thread.ofVirtual().factory());
    try {
      List<Future<T>> calls = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        int index = i;
        calls.add(
            threads.submit(() -> {
              T answer = patiently(call, index);
              progress.step();
              return answer;
            }));
      }
      List<T> answers = new ArrayList<>();
      for (Future<T> waiting : calls) {
        answers.add(waiting.get());
      }
      return answers;
    } catch (ExecutionException failure) {
      throw new BenchFailed(what + ": failed", failure.getCause());
    } finally {
      threads.shutdownNow();
    }
  }

  /// A server that is overloaded by password hashing says when to come again.
  private static <T> T patiently(Call<T> call, int index) throws IOException, InterruptedException {
    for (int tries = 1; ; tries++) {
      try {
        return call.call(index);
      } catch (HttpRefused refused) {
        if (refused.retryAfterMillis() == 0 || tries == MOST_TRIES) {
          throw refused;
        }
        TimeUnit.MILLISECONDS.sleep(refused.retryAfterMillis());
      }
    }
  }
}
