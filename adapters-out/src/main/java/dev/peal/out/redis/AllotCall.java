package dev.peal.out.redis;

import dev.peal.application.port.out.SequenceCeilings.Bucket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One call of [AllotScript]: the buckets it names, and what is asked of each. Sends take positions
/// and are answered in the order of `sends`; `fromSlot` to `toSlot` are the users. Immutable.
record AllotCall(
    Mode mode,
    @Nullable Home home,
    List<Send> sends,
    Inboxes inboxes,
    int fromSlot,
    int toSlot,
    int take,
    int want,
    boolean done,
    int[] buckets) {

  /// What unknown sends are for.
  enum Mode {
    ALL("all"),
    PUT("put"),
    ASK("ask");

    private final String name;

    Mode(String name) {
      this.name = name;
    }
  }

  /// The conversation's bucket, and what is asked of it; `versionField` is empty when its members
  /// have no version.
  record Home(int bucket, String positionField, String versionField, long version) {}

  /// Lua gives no more than some thousands of values to one call.
  static final int MAX_FIELDS = 1_000;

  private static final int[] NO_BUCKETS = {};
  private static final Inboxes NOBODY = new Inboxes(new long[0], 1);

  /// As many seqs as there are fresh sends.
  private static final int AS_FRESH = -1;

  /// Everything at once, on a server that has all buckets.
  static AllotCall all(Home home, List<Send> sends, Inboxes inboxes, int toSlot) {
    return of(Mode.ALL, home, sends, inboxes, 0, toSlot, AS_FRESH, 0, false);
  }

  /// Seqs for some users, and sends to be remembered with the positions they come with.
  static AllotCall put(List<Send> sends, Inboxes inboxes, int fromSlot, int toSlot, int take) {
    return of(Mode.PUT, null, sends, inboxes, fromSlot, toSlot, take, 0, false);
  }

  /// Sends that stand in rows.
  static AllotCall stored(List<Send> sends) {
    return of(Mode.PUT, null, sends, NOBODY, 0, 0, 0, 0, true);
  }

  /// What is remembered of sends; takes nothing.
  static AllotCall ask(List<Send> sends) {
    return of(Mode.ASK, null, sends, NOBODY, 0, 0, 0, 0, false);
  }

  /// Positions, if the members are new enough.
  static AllotCall positions(Home home, int want) {
    return of(Mode.PUT, home, List.of(), NOBODY, 0, 0, 0, want, false);
  }

  private static AllotCall of(
      Mode mode,
      @Nullable Home home,
      List<Send> sends,
      Inboxes inboxes,
      int fromSlot,
      int toSlot,
      int take,
      int want,
      boolean done) {
    var call =
        new AllotCall(mode, home, sends, inboxes, fromSlot, toSlot, take, want, done, NO_BUCKETS);
    return new AllotCall(
        mode, home, sends, inboxes, fromSlot, toSlot, take, want, done, call.findBuckets());
  }

  private int[] findBuckets() {
    int[] found = new int[(home == null ? 0 : 1) + sends.size() + toSlot - fromSlot];
    int n = 0;
    if (home != null) {
      found[n++] = home.bucket();
    }
    for (Send send : sends) {
      found[n++] = send.bucket();
    }
    for (int slot = fromSlot; slot < toSlot; slot++) {
      found[n++] = inboxes.bucket(slot);
    }
    return Arrays.stream(found).sorted().distinct().toArray();
  }

  /// Writes it down for Redis. `known` are the buckets with the epochs to be named.
  Command toCommand(Names names, List<Bucket> known, long nowMicros, long sliceMicros) {
    List<List<Integer>> senders = senders();
    List<String> keys = new ArrayList<>(buckets.length + 2 * senders.size());
    for (int bucket : buckets) {
      keys.add(names.bucket(bucket));
    }
    for (List<Integer> group : senders) {
      int bucket = sends.get(group.getFirst()).bucket();
      keys.add(names.slice(bucket, known.get(bucket).epoch(), 0));
      keys.add(names.slice(bucket, known.get(bucket).epoch(), 1));
    }
    Command command =
        Command.script(AllotScript.SCRIPT, keys)
            .with(nowMicros)
            .with(LedgerSettings.CEILING_STEP / 2)
            .with(sliceMicros)
            .with(mode.name)
            .with(take)
            .with(buckets.length)
            .with(home == null ? 0 : indexOf(home.bucket()))
            .with(home == null ? "" : home.positionField())
            .with(home == null ? "" : home.versionField())
            .with(home == null ? 0 : home.version())
            .with(want)
            .with(done ? "D" : "P")
            .with(senders.size());
    addBuckets(command, known);
    for (int i = 0; i < senders.size(); i++) {
      addSender(command, senders.get(i), buckets.length + 1 + 2 * i);
    }
    return command.with(sends.size());
  }

  private void addBuckets(Command command, List<Bucket> known) {
    int slot = fromSlot;
    for (int bucket : buckets) {
      int end = slot;
      while (end < toSlot && inboxes.bucket(end) == bucket) {
        end++;
      }
      command.with(known.get(bucket).epoch()).with(end - slot);
      for (; slot < end; slot++) {
        command.with(Names.seq(inboxes.user(slot)));
      }
    }
  }

  private void addSender(Command command, List<Integer> group, int sliceKey) {
    int bucket = sends.get(group.getFirst()).bucket();
    command.with(indexOf(bucket)).with(sliceKey).with(group.size());
    group.forEach(i -> command.with(sends.get(i).field()));
    for (int i : group) {
      Send send = sends.get(i);
      command.with(i + 1).with(send.bears()).with(send.what()).with(send.position());
    }
  }

  /// Places of sends of the same bucket, at most [#MAX_FIELDS] together.
  private List<List<Integer>> senders() {
    Map<Integer, List<Integer>> open = new HashMap<>();
    List<List<Integer>> groups = new ArrayList<>();
    for (int i = 0; i < sends.size(); i++) {
      List<Integer> group = open.get(sends.get(i).bucket());
      if (group == null || group.size() == MAX_FIELDS) {
        group = new ArrayList<>();
        open.put(sends.get(i).bucket(), group);
        groups.add(group);
      }
      group.add(i);
    }
    return groups;
  }

  /// The index in KEYS, which counts from 1.
  private int indexOf(int bucket) {
    return Arrays.binarySearch(buckets, bucket) + 1;
  }
}
