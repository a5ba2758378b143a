package dev.peal.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.peal.protocol.v1.Accepted;
import dev.peal.protocol.v1.ClientFrame;
import dev.peal.protocol.v1.Code;
import dev.peal.protocol.v1.Error;
import dev.peal.protocol.v1.Send;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/// An outbox against a server that refuses for now, keeps a session's order as the protocol says,
/// and loses connections with questions and answers in them: every message is accepted, in sending
/// order within its conversation, and what is sent twice says so.
class OutboxInterleavingTest {
  private final FakeTimers timers = new FakeTimers();
  private final Outbox outbox = new Outbox(OutboxSettings.standard(), timers, () -> "none");
  private final Map<String, List<String>> submitted = new HashMap<>();
  private final Map<String, LinkedHashMap<String, Boolean>> posted = new HashMap<>();
  private final List<CompletableFuture<Sent>> answers = new ArrayList<>();

  @Property(tries = 500)
  void anyRefusalsAndLosses_everyMessageIsPostedOnceInOrder(@ForAll long seed) {
    OutboxInterleavingTest world = new OutboxInterleavingTest();
    world.run(new Random(seed));
  }

  private void run(Random random) {
    FakeWire wire = connect();
    Map<String, String> stalled = new HashMap<>();
    Deque<Runnable> onTheWay = new ArrayDeque<>();
    int messages = 0;
    for (int step = 0; step < 400; step++) {
      switch (step < 200 ? random.nextInt(8) : 4 + random.nextInt(3)) {
        case 0, 1, 2 -> submit("g" + random.nextInt(2), "m" + ++messages);
        case 3 -> {
          if (random.nextInt(3) == 0) {
            onTheWay.clear();
            stalled.clear();
            outbox.offline();
            wire = connect();
          }
        }
        case 4 -> {
          boolean refuses = step < 200 && random.nextBoolean();
          for (ClientFrame frame : wire.take()) {
            onTheWay.add(answer(frame.getSend(), stalled, refuses && random.nextBoolean()));
          }
        }
        case 5 -> deliver(onTheWay, 1 + random.nextInt(4));
        case 6 -> timers.pass(Duration.ofMillis(random.nextInt(100)));
        default -> {}
      }
    }
    for (int i = 0; i < 200; i++) {
      for (ClientFrame frame : wire.take()) {
        onTheWay.add(answer(frame.getSend(), stalled, false));
      }
      deliver(onTheWay, onTheWay.size());
      timers.pass(Duration.ofMillis(100));
    }
    assertThat(answers).allMatch(answer -> answer.isDone() && !answer.isCompletedExceptionally());
    submitted.forEach((conversation, ids) ->
        assertThat(posted.get(conversation).keySet()).containsExactlyElementsOf(ids));
  }

  private FakeWire connect() {
    FakeWire wire = new FakeWire();
    outbox.online(wire);
    return wire;
  }

  private void submit(String conversation, String clientId) {
    submitted.computeIfAbsent(conversation, key -> new ArrayList<>()).add(clientId);
    answers.add(outbox.submit(conversation, clientId, Frames.text(clientId), false));
  }

  /// What a server does: from a refusal on, only the refused message may come next.
  private Runnable answer(Send send, Map<String, String> stalled, boolean refuses) {
    String first = stalled.get(send.getConversation());
    if (first != null && !first.equals(send.getClientId())) {
      return refusal(send, Code.OUT_OF_ORDER);
    }
    stalled.remove(send.getConversation());
    if (refuses) {
      stalled.put(send.getConversation(), send.getClientId());
      return refusal(send, Code.OVERLOADED);
    }
    boolean repeated =
        posted
                .computeIfAbsent(send.getConversation(), key -> new LinkedHashMap<>())
                .putIfAbsent(send.getClientId(), true)
            != null;
    assertThat(repeated).as("a repeat that was not marked").isIn(false, send.getResend());
    Accepted accepted =
        Accepted.newBuilder().setClientId(send.getClientId()).setRepeated(repeated).build();
    return () -> outbox.accepted(accepted);
  }

  private Runnable refusal(Send send, Code code) {
    Error error =
        Error.newBuilder()
            .setClientId(send.getClientId())
            .setCode(code)
            .setRetryAfterMs(30)
            .build();
    return () -> outbox.refused(0, error);
  }

  private static void deliver(Deque<Runnable> onTheWay, int count) {
    for (int i = 0; i < count && !onTheWay.isEmpty(); i++) {
      onTheWay.poll().run();
    }
  }
}
