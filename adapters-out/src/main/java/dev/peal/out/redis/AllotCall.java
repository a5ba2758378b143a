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
final class AllotCall {

  /// Lua gives no more than some thousands of values to one call.
  static final int MAX_FIELDS = 1_000;

  /// As many seqs as there are fresh sends.
  private static final int AS_FRESH = -1;

  private static final Users NOBODY = new Users(new Inboxes(new long[0], 1), 0, 0, 0);

  private final Mode mode;
  private final @Nullable Home home;
  private final List<Send> sends;
  private final Users users;
  private final int[] buckets;

  private AllotCall(Mode mode, @Nullable Home home, List<Send> sends, Users users) {
    this.mode = mode;
    this.home = home;
    this.sends = sends;
    this.users = users;
    this.buckets = findBuckets();
  }

  /// What unknown sends are for.
  enum Mode {
    /// They take positions.
    ALL("all", "P"),
    /// They come with positions.
    PUT("put", "P"),
    /// They come with the positions of their rows.
    STORED("put", "D"),
    /// They are only asked for.
    ASK("ask", "P");

    private final String name;
    private final String state;

    Mode(String name, String state) {
      this.name = name;
      this.state = state;
    }
  }

  /// The conversation's bucket, and what is asked of it: whether members of this version are new
  /// enough, unless `versionField` is empty, and `want` positions besides those of sends.
  record Home(int bucket, String positionField, String versionField, long version, int want) {

    Home wanting(int positions) {
      return new Home(bucket, positionField, versionField, version, positions);
    }
  }

  /// Users from one slot to another, and how many seqs each gets.
  private record Users(Inboxes inboxes, int from, int to, int take) {}

  /// Everything at once, on a server that has all buckets.
  static AllotCall all(Home home, List<Send> sends, Inboxes inboxes, int toSlot) {
    return new AllotCall(Mode.ALL, home, sends, new Users(inboxes, 0, toSlot, AS_FRESH));
  }

  /// Seqs for some users, and sends to be remembered with the positions they come with.
  static AllotCall put(List<Send> sends, Inboxes inboxes, int fromSlot, int toSlot, int take) {
    return new AllotCall(Mode.PUT, null, sends, new Users(inboxes, fromSlot, toSlot, take));
  }

  /// Sends that stand in rows.
  static AllotCall stored(List<Send> sends) {
    return new AllotCall(Mode.STORED, null, sends, NOBODY);
  }

  /// What is remembered of sends; takes nothing.
  static AllotCall ask(List<Send> sends) {
    return new AllotCall(Mode.ASK, null, sends, NOBODY);
  }

  /// Positions, if the members are new enough.
  static AllotCall positions(Home home, int want) {
    return new AllotCall(Mode.PUT, home.wanting(want), List.of(), NOBODY);
  }

  List<Send> sends() {
    return sends;
  }

  /// The buckets in order of their places in KEYS.
  int bucketCount() {
    return buckets.length;
  }

  /// The bucket at a place in KEYS, which counts from 0.
  int bucket(int place) {
    return buckets[place];
  }

  /// Takes the seqs that the answer brings, in the order of the users asked for.
  void first(int place, long seq) {
    users.inboxes().first(users.from() + place, seq);
  }

  private int[] findBuckets() {
    int[] found = new int[(home == null ? 0 : 1) + sends.size() + users.to() - users.from()];
    int n = 0;
    if (home != null) {
      found[n++] = home.bucket();
    }
    for (Send send : sends) {
      found[n++] = send.bucket();
    }
    for (int slot = users.from(); slot < users.to(); slot++) {
      found[n++] = users.inboxes().bucket(slot);
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
            .with(users.take())
            .with(buckets.length)
            .with(home == null ? 0 : indexOf(home.bucket()))
            .with(home == null ? "" : home.positionField())
            .with(home == null ? "" : home.versionField())
            .with(home == null ? 0 : home.version())
            .with(home == null ? 0 : home.want())
            .with(mode.state)
            .with(senders.size());
    addBuckets(command, known);
    for (int i = 0; i < senders.size(); i++) {
      addSender(command, senders.get(i), buckets.length + 1 + 2 * i);
    }
    return command.with(sends.size());
  }

  private void addBuckets(Command command, List<Bucket> known) {
    int slot = users.from();
    for (int bucket : buckets) {
      int end = slot;
      while (end < users.to() && users.inboxes().bucket(end) == bucket) {
        end++;
      }
      command.with(known.get(bucket).epoch()).with(end - slot);
      for (; slot < end; slot++) {
        command.with(Names.seq(users.inboxes().user(slot)));
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
