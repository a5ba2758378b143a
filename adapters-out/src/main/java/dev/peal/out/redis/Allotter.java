package dev.peal.out.redis;

import dev.peal.application.port.out.SequenceCeilings.Bucket;
import dev.peal.domain.sequence.BucketEpochs;
import dev.peal.out.redis.AllotReply.Place;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// One attempt to take the numbers of one batch under the epochs that are known, by as few calls of
/// [AllotScript] as the servers allow.
///
/// On a lone Redis one call does everything at once; only users past the first thousand need
/// further ones. On a Redis Cluster every bucket is a call of its own, and there are three rounds:
/// what is remembered of the sends; then the version and the positions; then the memory of the new
/// sends together with all seqs. When another node takes the same send between the rounds, the
/// position that is remembered wins; the other one is a gap, as are seqs that then are too many.
///
/// What an attempt took before it failed is lost: gaps, and sends that stay pending. Used by one
/// thread, once.
final class Allotter {

  private final RedisConnections connections;
  private final Names names;
  private final List<Bucket> known;
  private final long nowMicros;
  private final long sliceMicros;
  private final BitSet touched = new BitSet();
  private final List<Integer> runningOut = new ArrayList<>();
  private long lowestStamp = Long.MAX_VALUE;
  private long highestStamp;

  Allotter(RedisConnections connections, List<Bucket> known, long nowMicros, long sliceMicros) {
    this.connections = connections;
    this.names = new Names(connections);
    this.known = known;
    this.nowMicros = nowMicros;
    this.sliceMicros = sliceMicros;
  }

  /// What came of it.
  sealed interface Outcome {

    /// A place for every send, in their order. The inboxes have their seqs if a send is fresh.
    record Numbers(List<Place> places) implements Outcome {}

    /// Why not: anything but [AllotReply.Taken]. Places are those among all sends.
    record Failed(AllotReply why) implements Outcome {}
  }

  /// A call, and which of all sends it carries.
  private record Part(AllotCall call, List<Integer> places) {}

  long lowestStamp() {
    return lowestStamp;
  }

  long highestStamp() {
    return highestStamp;
  }

  /// Buckets of which less than half a step is left.
  List<Integer> runningOut() {
    return runningOut;
  }

  /// The epochs of all buckets that were named.
  BucketEpochs epochs() {
    int[] buckets = touched.stream().toArray();
    return BucketEpochs.of(
        buckets, IntStream.of(buckets).mapToLong(i -> known.get(i).epoch()).toArray());
  }

  /// Takes positions for new sends, and as many seqs for all users as there are fresh sends.
  Outcome allot(AllotCall.Home home, List<Send> sends, Inboxes inboxes) {
    return connections.cluster() ? spread(home, sends, inboxes) : together(home, sends, inboxes);
  }

  /// Remembers sends with the positions they come with unless they are known, and takes as many
  /// seqs for all users.
  Outcome put(List<Send> sends, Inboxes inboxes) {
    List<Integer> all = IntStream.range(0, sends.size()).boxed().toList();
    return run(puts(sends, all, inboxes, 0, sends.size()), sends.size());
  }

  /// Remembers sends that stand in rows as done, unless they are known.
  Outcome remember(List<Send> stored) {
    List<Part> parts = new ArrayList<>();
    List<Integer> all = IntStream.range(0, stored.size()).boxed().toList();
    bySender(stored, all)
        .forEach((bucket, places) ->
            parts.add(new Part(AllotCall.stored(pick(stored, places)), places)));
    return run(parts, stored.size());
  }

  /// What is remembered of sends; takes nothing.
  Outcome ask(List<Send> sends) {
    List<Integer> all = IntStream.range(0, sends.size()).boxed().toList();
    List<Part> parts = new ArrayList<>();
    bySender(sends, all)
        .forEach(
            (bucket, places) -> parts.add(new Part(AllotCall.ask(pick(sends, places)), places)));
    return run(parts, sends.size());
  }

  private Outcome together(AllotCall.Home home, List<Send> sends, Inboxes inboxes) {
    int here = Math.min(inboxes.size(), AllotCall.MAX_FIELDS);
    List<Integer> all = IntStream.range(0, sends.size()).boxed().toList();
    AllotCall call = AllotCall.all(home, sends, inboxes, here);
    Outcome outcome = run(List.of(new Part(call, all)), sends.size());
    if (outcome instanceof Outcome.Numbers(var places) && here < inboxes.size()) {
      int fresh = fresh(sends, places);
      Outcome rest = fresh == 0 ? outcome : run(puts(sends, List.of(), inboxes, here, fresh), 0);
      return rest instanceof Outcome.Failed ? rest : outcome;
    }
    return outcome;
  }

  private Outcome spread(AllotCall.Home home, List<Send> sends, Inboxes inboxes) {
    List<Integer> all = IntStream.range(0, sends.size()).boxed().toList();
    Outcome asked = ask(sends);
    if (!(asked instanceof Outcome.Numbers(var remembered)) || fresh(sends, remembered) == 0) {
      return asked;
    }
    List<Integer> unknown =
        all.stream().filter(i -> remembered.get(i) instanceof Place.New).toList();
    List<Part> takes = List.of(new Part(AllotCall.positions(home, unknown.size()), List.of()));
    List<AllotReply> replies = replies(takes);
    if (!(replies.getFirst() instanceof AllotReply.Taken taken)) {
      return new Outcome.Failed(replies.getFirst());
    }
    List<Send> placed = new ArrayList<>(sends);
    for (int i = 0; i < unknown.size(); i++) {
      placed.set(unknown.get(i), sends.get(unknown.get(i)).at(taken.firstPosition() + i));
    }
    // Pending ones too: they are remembered anew.
    List<Integer> going =
        all.stream().filter(i -> isFresh(sends.get(i), remembered.get(i))).toList();
    for (int i : going) {
      if (remembered.get(i) instanceof Place.Remembered(var ignored, var position, var what)) {
        placed.set(i, sends.get(i).at(position));
      }
    }
    Outcome given = run(puts(placed, going, inboxes, 0, going.size()), sends.size());
    if (!(given instanceof Outcome.Numbers(var places))) {
      return given;
    }
    List<Place> both = new ArrayList<>(remembered);
    going.forEach(i -> both.set(i, places.get(i)));
    return new Outcome.Numbers(both);
  }

  /// Calls that remember the sends at `places` and take `take` seqs for the users from `fromSlot`
  /// on.
  private List<Part> puts(
      List<Send> sends, List<Integer> places, Inboxes inboxes, int fromSlot, int take) {
    List<Part> parts = new ArrayList<>();
    Map<Integer, List<Integer>> senders = new TreeMap<>();
    if (connections.cluster()) {
      senders.putAll(bySender(sends, places));
    }
    List<Integer> left = connections.cluster() ? List.of() : places;
    for (int from = fromSlot; from < inboxes.size(); ) {
      int to =
          connections.cluster()
              ? inboxes.endOfBucket(from, AllotCall.MAX_FIELDS)
              : Math.min(inboxes.size(), from + AllotCall.MAX_FIELDS);
      List<Integer> here =
          connections.cluster()
              ? Optional.ofNullable(senders.remove(inboxes.bucket(from))).orElse(List.of())
              : left;
      left = List.of();
      parts.add(new Part(AllotCall.put(pick(sends, here), inboxes, from, to, take), here));
      from = to;
    }
    senders.values().forEach(here -> parts.add(alone(sends, here, inboxes)));
    if (!left.isEmpty()) {
      parts.add(alone(sends, left, inboxes));
    }
    return parts;
  }

  private static Part alone(List<Send> sends, List<Integer> places, Inboxes inboxes) {
    return new Part(AllotCall.put(pick(sends, places), inboxes, 0, 0, 0), places);
  }

  private static Map<Integer, List<Integer>> bySender(List<Send> sends, List<Integer> places) {
    Map<Integer, List<Integer>> groups = new TreeMap<>();
    places.forEach(
        i -> groups.computeIfAbsent(sends.get(i).bucket(), ignored -> new ArrayList<>()).add(i));
    return groups;
  }

  private static List<Send> pick(List<Send> sends, List<Integer> places) {
    return places.size() == sends.size() ? sends : places.stream().map(sends::get).toList();
  }

  /// Runs calls that together answer for `sends` sends.
  private Outcome run(List<Part> parts, int sends) {
    List<AllotReply> replies = replies(parts);
    @Nullable Place[] places = new Place[sends];
    List<AllotReply> failures = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      List<Integer> here = parts.get(i).places();
      switch (replies.get(i)) {
        case AllotReply.Taken taken -> {
          for (int j = 0; j < here.size(); j++) {
            places[here.get(j)] = taken.places().get(j);
          }
        }
        case AllotReply.Unsure(var unsure, var horizons) ->
            failures.add(new AllotReply.Unsure(unsure.stream().map(here::get).toList(), horizons));
        case AllotReply failure -> failures.add(failure);
      }
    }
    if (!failures.isEmpty()) {
      return new Outcome.Failed(merged(failures));
    }
    List<Place> answered = new ArrayList<>(sends);
    for (Place place : places) {
      // A send that none of the calls carried; whoever left it out does not look at it.
      answered.add(place == null ? new Place.New(0) : place);
    }
    return new Outcome.Numbers(answered);
  }

  private List<AllotReply> replies(List<Part> parts) {
    List<Command> commands = new ArrayList<>(parts.size());
    for (Part part : parts) {
      commands.add(part.call().toCommand(names, known, nowMicros, sliceMicros));
    }
    @Nullable Object[] answers = connections.run(commands);
    List<AllotReply> replies = new ArrayList<>(answers.length);
    for (int i = 0; i < answers.length; i++) {
      AllotCall call = parts.get(i).call();
      AllotReply reply = AllotReply.read(answers[i], call);
      if (reply instanceof AllotReply.Taken taken) {
        note(taken, call);
      }
      replies.add(reply);
    }
    return replies;
  }

  private void note(AllotReply.Taken taken, AllotCall call) {
    lowestStamp = Math.min(lowestStamp, taken.lowestStamp());
    highestStamp = Math.max(highestStamp, taken.highestStamp());
    runningOut.addAll(taken.runningOut());
    for (int i = 0; i < call.bucketCount(); i++) {
      touched.set(call.bucket(i));
    }
  }

  /// The failure to be seen to first, with all of its kind.
  private static AllotReply merged(List<AllotReply> failures) {
    List<Integer> refused = new ArrayList<>();
    List<Integer> full = new ArrayList<>();
    List<Long> numbers = new ArrayList<>();
    List<Integer> unsure = new ArrayList<>();
    List<Long> horizons = new ArrayList<>();
    long opens = 0;
    for (AllotReply failure : failures) {
      switch (failure) {
        case AllotReply.Refused(var buckets) -> refused.addAll(buckets);
        case AllotReply.NotOpen(var opensMicros) -> opens = Math.max(opens, opensMicros);
        case AllotReply.Full(var buckets, var wanted) -> {
          full.addAll(buckets);
          numbers.addAll(wanted);
        }
        case AllotReply.Unsure(var places, var since) -> {
          unsure.addAll(places);
          horizons.addAll(since);
        }
        case AllotReply.NoVersion only -> {
          return only;
        }
        case AllotReply.Stale only -> {
          return only;
        }
        case AllotReply.Taken none -> throw new IllegalStateException("no failure: " + none);
      }
    }
    if (!refused.isEmpty()) {
      return new AllotReply.Refused(refused);
    }
    if (opens > 0) {
      return new AllotReply.NotOpen(opens);
    }
    return full.isEmpty()
        ? new AllotReply.Unsure(unsure, horizons)
        : new AllotReply.Full(full, numbers);
  }

  /// How many of these go into the batch.
  static int fresh(List<Send> sends, List<Place> places) {
    int fresh = 0;
    for (int i = 0; i < places.size(); i++) {
      if (isFresh(sends.get(i), places.get(i))) {
        fresh++;
      }
    }
    return fresh;
  }

  /// Whether a send goes into the batch: it is new, or pending and the same message.
  static boolean isFresh(Send send, Place place) {
    return place instanceof Place.New || isPending(send, place);
  }

  /// Whether it is remembered as the same message, of which it is not known that it counts.
  static boolean isPending(Send send, Place place) {
    return place instanceof Place.Remembered(var done, var ignored, var what)
        && !done
        && what.equals(send.what());
  }
}
