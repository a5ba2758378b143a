package dev.peal.bench.steady;

import dev.peal.bench.crowd.Crowd;
import dev.peal.bench.crowd.Population;
import dev.peal.bench.crowd.RowCount;
import dev.peal.bench.run.BenchFailed;
import dev.peal.bench.run.CpuTime;
import dev.peal.bench.run.Progress;
import dev.peal.bench.run.Servers;
import dev.peal.client.PealAccounts;
import dev.peal.client.PealClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// New groups of new accounts at the first node of some servers, with their online members: runs
/// one load after the other.
public final class SteadyGroups implements AutoCloseable {
  private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final long ARRIVAL_SECONDS = 60;
  private static final long ROWS_NANOS = TimeUnit.MINUTES.toNanos(5);
  private static final long LEAD_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final int SAID_EVERY_SECONDS = 10;

  private final Groups groups;
  private final Servers servers;
  private final PealAccounts accounts;
  private final RowCount rows;
  private final Crowd<SteadyMember> crowd = new Crowd<>(SteadyMember::new);
  private final List<String> conversations = new ArrayList<>();

  private SteadyGroups(Groups groups, Servers servers) {
    this.groups = groups;
    this.servers = servers;
    this.accounts = new PealAccounts(servers.addresses().getFirst());
    this.rows = new RowCount(accounts, servers.adminToken());
  }

  /// Registers accounts, makes the groups, and connects their online members.
  public static SteadyGroups open(Groups groups, Servers servers) throws InterruptedException {
    SteadyGroups opened = new SteadyGroups(groups, servers);
    try {
      opened.populate();
      return opened;
    } catch (RuntimeException | InterruptedException failure) {
      opened.close();
      throw failure;
    }
  }

  private void populate() throws InterruptedException {
    long rowsAtFirst = rows.awaitQuiet(QUIET_NANOS);
    int everyone = groups.count() * groups.members();
    int connected = groups.count() * groups.online();
    Population population = new Population(accounts);
    List<PealAccounts.Account> registered = population.register(everyone);
    List<PealAccounts.Ticket> tickets = population.logIn(connected);
    for (int group = 0; group < groups.count(); group++) {
      conversations.add(
          groups.direct()
              ? direct(tickets.get(2 * group), tickets.get(2 * group + 1))
              : create(group, population, registered, tickets));
    }
    long notices = rows.awaitQuiet(QUIET_NANOS) - rowsAtFirst;
    crowd.connect(List.of(accounts.webSocket()), tickets);
    // What is in the inboxes already: the notices of the new groups.
    crowd.awaitShown(notices / everyone);
  }

  private String create(
      int group,
      Population population,
      List<PealAccounts.Account> registered,
      List<PealAccounts.Ticket> tickets)
      throws InterruptedException {
    int offline = groups.members() - groups.online();
    int first = group * groups.online();
    int firstOffline = groups.count() * groups.online() + group * offline;
    List<PealAccounts.Account> others =
        new ArrayList<>(registered.subList(first + 1, first + groups.online()));
    others.addAll(registered.subList(firstOffline, firstOffline + offline));
    return population.createGroup(tickets.get(first).token(), others);
  }

  private static String direct(PealAccounts.Ticket one, PealAccounts.Ticket other) {
    long low = Math.min(one.account().id(), other.account().id());
    long high = Math.max(one.account().id(), other.account().id());
    return "d" + low + "-" + high;
  }

  /// Offers a load, and waits until everything has arrived and all rows are stored.
  public SteadyResult run(Load load) throws InterruptedException {
    long rowsBefore = rows.awaitQuiet(ROWS_NANOS);
    String run = Long.toHexString(ThreadLocalRandom.current().nextLong());
    Schedule schedule = new Schedule(load, System.nanoTime() + LEAD_NANOS);
    Traffic traffic =
        new Traffic(run, groups, schedule, conversations, crowd::ordinal, System::nanoTime);
    crowd
        .loop()
        .execute(() -> {
          crowd.listeners().forEach(member -> member.begin(traffic));
          send(traffic);
        });
    sleepUntil(schedule.timedFromNanos());
    CpuTime cpu = CpuTime.of(servers.pids());
    long clientCpu = CpuTime.ownNanos();
    JournalLag lag = sample(load, schedule, traffic, rowsBefore);
    awaitArrival(traffic);
    long endNanos = System.nanoTime();
    long rowsExpected = (long) crowd.onLoop(traffic::accepted) * groups.members();
    long stored = rows.await(rowsBefore + rowsExpected, ROWS_NANOS);
    CpuTime taken = CpuTime.of(servers.pids()).since(cpu);
    long clientTaken = CpuTime.ownNanos() - clientCpu;
    return new SteadyResult(
        groups,
        load,
        crowd.onLoop(traffic::tally),
        lag,
        rowsExpected,
        rows.awaitQuiet(ROWS_NANOS) - rowsBefore,
        stored < 0 ? Double.NaN : Math.max(0, stored - endNanos) / 1e6,
        taken,
        clientTaken);
  }

  /// Offers a load, and answers what the clients saw once everything has arrived. Rows are not
  /// looked at: others may write some at the same time.
  public Tally tally(Load load) throws InterruptedException {
    Schedule schedule = new Schedule(load, System.nanoTime() + LEAD_NANOS);
    Traffic traffic = start(schedule);
    sleepUntil(schedule.endNanos());
    awaitArrival(traffic);
    return crowd.onLoop(traffic::tally);
  }

  private Traffic start(Schedule schedule) {
    String run = Long.toHexString(ThreadLocalRandom.current().nextLong());
    Traffic traffic =
        new Traffic(run, groups, schedule, conversations, crowd::ordinal, System::nanoTime);
    crowd
        .loop()
        .execute(() -> {
          crowd.listeners().forEach(member -> member.begin(traffic));
          send(traffic);
        });
    return traffic;
  }

  private void send(Traffic traffic) {
    long next =
        traffic.sendDue((ordinal, conversation, content, clientId) -> {
          PealClient client = crowd.client(ordinal);
          return client.send(conversation, content, client.clientId(clientId));
        });
    if (next >= 0) {
      var _ =
          crowd
              .loop()
              .schedule(
                  () -> send(traffic), Math.max(0, next - System.nanoTime()), TimeUnit.NANOSECONDS);
    }
  }

  /// Once a second until the end of the load: how far the rows are behind.
  private JournalLag sample(Load load, Schedule schedule, Traffic traffic, long rowsBefore)
      throws InterruptedException {
    List<Double> messages = new ArrayList<>();
    List<Long> records = new ArrayList<>();
    for (int second = 1; second <= load.seconds(); second++) {
      sleepUntil(schedule.timedFromNanos() + TimeUnit.SECONDS.toNanos(second));
      int accepted = crowd.onLoop(traffic::accepted);
      PealAccounts.Stats stats = rows.stats(false);
      double behind = accepted - (double) (stats.inboxRows() - rowsBefore) / groups.members();
      messages.add(Math.max(0, behind));
      records.add(stats.journalBacklogRecords());
      if (second % SAID_EVERY_SECONDS == 0 || second == load.seconds()) {
        Progress.say(
            String.format(
                Locale.ROOT,
                "%d of %d s: %,d messages accepted, rows of %,.0f to come",
                second,
                load.seconds(),
                accepted,
                Math.max(0, behind)));
      }
      if (crowd.onLoop(traffic::gaveUp)) {
        Progress.say("the load is more than is answered: ended early");
        break;
      }
    }
    return new JournalLag(messages, records);
  }

  private void awaitArrival(Traffic traffic) throws InterruptedException {
    try {
      traffic.complete.get(ARRIVAL_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException incomplete) {
      Progress.say("not everything arrived within " + ARRIVAL_SECONDS + " s of the load's end");
    } catch (ExecutionException failure) {
      throw new BenchFailed("a load failed", failure.getCause());
    }
  }

  private static void sleepUntil(long nanos) throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(nanos - System.nanoTime());
  }

  @Override
  public void close() {
    crowd.close();
    accounts.close();
  }
}
