package dev.peal.out.redis;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What [AllotScript] answered.
sealed interface AllotReply {

  /// Numbers were taken, or nothing had to be. `runningOut` are buckets whose ceiling is near.
  record Taken(
      long lowestStamp,
      long highestStamp,
      long firstPosition,
      List<Integer> runningOut,
      List<Place> places)
      implements AllotReply {}

  /// These buckets are not what the node takes them for.
  record Refused(List<Integer> buckets) implements AllotReply {}

  /// A bucket opens at this time, in µs.
  record NotOpen(long opensMicros) implements AllotReply {}

  /// The version of the conversation's members is not known.
  record NoVersion() implements AllotReply {}

  record Stale(long version) implements AllotReply {}

  /// Whether these sends are new cannot be told from a memory that began at `horizons`.
  record Unsure(List<Integer> places, List<Long> horizons) implements AllotReply {}

  /// The ceilings of these buckets forbid these numbers.
  record Full(List<Integer> buckets, List<Long> numbers) implements AllotReply {}

  /// What became of one send.
  sealed interface Place {

    /// It is remembered at this position from now on; 0 when it is unknown and was only asked for.
    record New(long position) implements Place {}

    /// It was remembered already.
    record Remembered(boolean done, long position, String what) implements Place {

      static Remembered parse(String value) {
        int blank = value.indexOf(' ');
        return new Remembered(
            value.charAt(0) == 'D',
            Long.parseLong(value.substring(1, blank)),
            value.substring(blank + 1));
      }
    }
  }

  /// Reads an answer to `call`, and gives the seqs that it brought to the call's inboxes.
  static AllotReply read(@Nullable Object answer, AllotCall call) {
    List<?> reply = Replies.list(answer);
    return switch (Replies.text(reply.getFirst())) {
      case "A" -> taken(reply, call);
      case "R" -> new Refused(buckets(reply, 1, 1, call));
      case "W" -> new NotOpen(Replies.number(reply.get(1)));
      case "V" -> new NoVersion();
      case "S" -> new Stale(Replies.number(reply.get(1)));
      case "L" -> unsure(reply);
      case "C" -> new Full(buckets(reply, 1, 2, call), numbers(reply, 2, 2));
      default -> throw new IllegalStateException("answer of the script: unknown");
    };
  }

  private static Taken taken(List<?> reply, AllotCall call) {
    int at = 5;
    int seqs = (int) Replies.number(reply.get(4));
    for (int user = 0; user < seqs; user++) {
      call.first(user, Replies.number(reply.get(at++)));
    }
    List<Place> places = new ArrayList<>(call.sends().size());
    for (int i = 0; i < call.sends().size(); i++) {
      Object place = reply.get(at++);
      places.add(
          place instanceof Long position
              ? new Place.New(position)
              : Place.Remembered.parse(Replies.text(place)));
    }
    return new Taken(
        Replies.number(reply.get(1)),
        Replies.number(reply.get(2)),
        Replies.number(reply.get(3)),
        buckets(reply, at, 1, call),
        places);
  }

  private static Unsure unsure(List<?> reply) {
    List<Integer> places = new ArrayList<>();
    numbers(reply, 1, 2).forEach(place -> places.add((int) (place - 1)));
    return new Unsure(places, numbers(reply, 2, 2));
  }

  private static List<Integer> buckets(List<?> reply, int from, int step, AllotCall call) {
    List<Integer> buckets = new ArrayList<>();
    numbers(reply, from, step).forEach(index -> buckets.add(call.bucket((int) (index - 1))));
    return buckets;
  }

  private static List<Long> numbers(List<?> reply, int from, int step) {
    List<Long> numbers = new ArrayList<>();
    for (int i = from; i < reply.size(); i += step) {
      numbers.add(Replies.number(reply.get(i)));
    }
    return numbers;
  }
}
