package dev.peal.application.contract;

import dev.peal.application.port.out.GroupStore.Notice;
import dev.peal.domain.account.Name;
import dev.peal.domain.account.Profile;
import dev.peal.domain.account.Username;
import dev.peal.domain.group.GroupId;
import dev.peal.domain.group.GroupState.Active;
import dev.peal.domain.message.Body.MembershipChange;
import dev.peal.domain.message.Body.MembershipChange.Kind;
import dev.peal.domain.session.UserId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;

/// Values that the contracts are tried with.
public final class Samples {

  private Samples() {}

  public static UserId user(long id) {
    return new UserId(id);
  }

  public static List<UserId> users(long... ids) {
    return LongStream.of(ids).mapToObj(UserId::new).toList();
  }

  public static Profile profile(long id, String username) {
    return new Profile(user(id), new Username(username), new Name("Name of " + username));
  }

  /// A group at version 1 with `others` beside its owner.
  public static Active group(long id, long owner, long... others) {
    return new Active(new GroupId(id), new Name("Group " + id), user(owner), 1, others.length + 1);
  }

  public static Notice notice(Kind kind, long actor, List<UserId> users, long version) {
    return notice(kind, actor, users, version, List.of());
  }

  public static Notice notice(
      Kind kind, long actor, List<UserId> users, long version, List<UserId> alsoTo) {
    List<Long> ids = users.stream().map(UserId::value).toList();
    return new Notice(
        user(actor), new MembershipChange(kind, actor, ids, "a name", version), alsoTo);
  }

  /// Runs all of `work` on a thread each, started together, and returns the results in their order.
  public static <T> List<T> atOnce(List<Callable<T>> work) throws Exception {
    CyclicBarrier start = new CyclicBarrier(work.size());
    List<T> results = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(work.size())) {
      List<Future<T>> futures = new ArrayList<>();
      for (Callable<T> one : work) {
        futures.add(
            threads.submit(() -> {
              start.await();
              return one.call();
            }));
      }
      for (Future<T> future : futures) {
        results.add(future.get());
      }
    }
    return results;
  }
}
