package dev.peal.in.websocket;

import dev.peal.protocol.v1.Closing;
import dev.peal.protocol.v1.Code;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Counts what is refused and why sessions end, and tells how long deliveries take. The names are
/// those of the protocol, and a few more, so that their number is bounded. Thread-safe.
public final class SessionFigures {

  /// The same device logged in again.
  static final String REPLACED = "REPLACED";

  /// It took nothing for too long.
  static final String CUT_OFF = "CUT_OFF";

  /// The connection ended from the other side, or broke.
  static final String GONE = "GONE";

  private final Map<String, LongAdder> refused =
      counters(Arrays.stream(Code.values()).map(Code::name));
  private final Map<String, LongAdder> closed =
      counters(
          Stream.concat(
              Arrays.stream(Closing.Reason.values()).map(Closing.Reason::name),
              Stream.of(REPLACED, CUT_OFF, GONE)));
  private volatile LongConsumer deliveries = nanos -> {};

  private static Map<String, LongAdder> counters(Stream<String> names) {
    return names
        .filter(name -> !name.equals("UNRECOGNIZED") && !name.endsWith("_UNSPECIFIED"))
        .collect(Collectors.toUnmodifiableMap(Function.identity(), name -> new LongAdder()));
  }

  void refused(Code code) {
    count(refused, code.name());
  }

  void closed(String reason) {
    count(closed, reason);
  }

  private static void count(Map<String, LongAdder> counters, String name) {
    LongAdder counter = counters.get(name);
    if (counter != null) {
      counter.increment();
    }
  }

  /// Errors told to clients since the start, by code.
  public Map<String, LongAdder> refused() {
    return refused;
  }

  /// Sessions that ended since the start, by reason.
  public Map<String, LongAdder> closed() {
    return closed;
  }

  /// Has `listener` told, on event loops, how many nanoseconds after its hand-over a batch was
  /// written by one of them.
  public void onDelivery(LongConsumer listener) {
    deliveries = listener;
  }

  void delivered(long nanos) {
    deliveries.accept(nanos);
  }
}
