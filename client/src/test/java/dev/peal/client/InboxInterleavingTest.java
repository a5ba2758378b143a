package dev.peal.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.peal.protocol.v1.ClientFrame;
import dev.peal.protocol.v1.Entry;
import dev.peal.protocol.v1.Message;
import dev.peal.protocol.v1.Page;
import dev.peal.protocol.v1.Push;
import dev.peal.protocol.v1.SeqRange;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/// An inbox against a server that loses pushes and connections, stores late, leaves holes, and
/// allots messages anew: whatever the interleaving, every message is shown exactly once, its
/// position ends as the one that is stored, and the cursor ends at the last row.
class InboxInterleavingTest {
  private static final int STEPS = 200;

  @Property(tries = 500)
  void anyInterleaving_everyMessageIsShownOnce(@ForAll long seed) {
    new World(seed, 1024, true).run();
  }

  @Property(tries = 500)
  void anyInterleavingWithLittleMemory_everyMessageIsShownOnce(@ForAll long seed) {
    new World(seed, 4, false).run();
  }

  private static final class World {
    private final Random random;
    private final boolean allotsAnew;
    private final FakeTimers timers = new FakeTimers();
    private final FakeWire wire = new FakeWire();
    private final Map<String, Long> positions = new HashMap<>();
    private final List<String> shownTwice = new ArrayList<>();
    private final Inbox inbox;

    /// What each allotted seq is; a late batch's messages get new seqs.
    private final TreeMap<Long, Slot> slots = new TreeMap<>();

    private final Deque<Runnable> onTheWay = new ArrayDeque<>();
    private final Map<String, Long> storedPositions = new HashMap<>();
    private long messages;
    private long lastPosition;

    private static final class Slot {
      final String clientId;
      final long position;
      boolean stored;
      boolean dead;

      Slot(String clientId, long position) {
        this.clientId = clientId;
        this.position = position;
      }
    }

    World(long seed, int memory, boolean allotsAnew) {
      this.random = new Random(seed);
      this.allotsAnew = allotsAnew;
      PealListener listener =
          new PealListener() {
            @Override
            public void onMessage(long seq, String conversation, Message message) {
              if (positions.put(message.getClientId(), message.getPosition()) != null) {
                shownTwice.add(message.getClientId());
              }
            }

            @Override
            public void onMoved(long seq, String conversation, Message message) {
              positions.put(message.getClientId(), message.getPosition());
            }
          };
      this.inbox =
          new Inbox(new InboxCursor(0, memory), AckSettings.standard(), 500, timers, listener);
    }

    void run() {
      connect();
      for (int i = 0; i < STEPS; i++) {
        step();
      }
      decideAll();
      for (int i = 0; i < 1000 && inbox.cursor() < latestStored(); i++) {
        timers.pass(Duration.ofSeconds(1));
        answerAll();
        onTheWay.add(() -> inbox.pong(latestStored()));
        deliverAll();
      }
      assertThat(inbox.cursor()).isEqualTo(latestStored());
      assertThat(shownTwice).isEmpty();
      assertThat(positions).isEqualTo(storedPositions);
    }

    private void step() {
      switch (random.nextInt(10)) {
        case 0, 1, 2 -> allot(1 + random.nextInt(3), true);
        case 3 -> decideOne();
        case 4 -> answerAll();
        case 5, 6 -> deliverOne();
        case 7 -> timers.pass(Duration.ofMillis(random.nextInt(1000)));
        case 8 -> onTheWay.add(pong());
        case 9 -> {
          if (random.nextInt(4) == 0) {
            onTheWay.clear();
            inbox.offline();
            connect();
          } else {
            decideOne();
          }
        }
        default -> throw new AssertionError();
      }
    }

    private Runnable pong() {
      long latest = latestStored();
      return () -> inbox.pong(latest);
    }

    private void connect() {
      wire.take();
      inbox.online(wire, inbox.cursor(), latestStored(), Duration.ofSeconds(30).toNanos());
    }

    private void allot(int count, boolean mayLose) {
      long first = slots.isEmpty() ? 1 : slots.lastKey() + 1;
      for (int i = 0; i < count; i++) {
        slots.put(first + i, new Slot("m" + ++messages, ++lastPosition));
      }
      if (!mayLose || random.nextInt(3) != 0) {
        push(first, count);
      }
    }

    private void push(long first, int count) {
      Push.Builder push = Push.newBuilder().setConversation(Frames.CONVERSATION);
      for (long seq = first; seq < first + count; seq++) {
        push.addMessages(message(slots.get(seq)));
      }
      onTheWay.add(() -> inbox.push(first, push.build(), 0));
    }

    private static Message message(Slot slot) {
      return Frames.message(slot.clientId, slot.position);
    }

    /// Stores a slot, or gives its message another seq and position and leaves it dead.
    private void decideOne() {
      List<Long> open =
          slots.entrySet().stream()
              .filter(slot -> !slot.getValue().stored && !slot.getValue().dead)
              .map(Map.Entry::getKey)
              .toList();
      if (open.isEmpty()) {
        return;
      }
      Slot slot = slots.get(open.get(random.nextInt(open.size())));
      if (allotsAnew && random.nextInt(4) == 0) {
        slot.dead = true;
        slots.put(slots.lastKey() + 1, new Slot(slot.clientId, ++lastPosition));
        if (random.nextBoolean()) {
          push(slots.lastKey(), 1);
        }
      } else {
        store(slot);
      }
    }

    private void store(Slot slot) {
      slot.stored = true;
      storedPositions.put(slot.clientId, slot.position);
    }

    private void decideAll() {
      allot(1, false);
      for (Slot slot : slots.values()) {
        if (!slot.dead && !slot.stored) {
          store(slot);
        }
      }
    }

    private long latestStored() {
      return slots.descendingMap().entrySet().stream()
          .filter(slot -> slot.getValue().stored)
          .map(Map.Entry::getKey)
          .findFirst()
          .orElse(0L);
    }

    private void answerAll() {
      for (ClientFrame frame : wire.take()) {
        switch (frame.getBodyCase()) {
          case SYNC -> {
            Page page = page(frame.getSync().getAfter(), 1 + random.nextInt(4));
            onTheWay.add(() -> inbox.page(frame.getId(), page));
          }
          case PING -> onTheWay.add(pong());
          case ACK -> assertThat(frame.getAck().getSeq()).isLessThanOrEqualTo(inbox.cursor());
          default -> throw new AssertionError(frame.getBodyCase());
        }
      }
    }

    private Page page(long after, int limit) {
      Page.Builder page = Page.newBuilder().setAfter(after).setLatestSeq(latestStored());
      List<Map.Entry<Long, Slot>> rows =
          slots.tailMap(after, false).entrySet().stream().filter(s -> s.getValue().stored).toList();
      long last = after;
      for (Map.Entry<Long, Slot> row : rows.subList(0, Math.min(limit, rows.size()))) {
        for (long hole = last + 1; hole < row.getKey(); hole++) {
          SeqRange range = Frames.range(hole, hole);
          if (slots.get(hole).dead) {
            page.addDead(range);
          } else {
            page.addPending(range);
          }
        }
        last = row.getKey();
        page.addEntries(
            Entry.newBuilder()
                .setSeq(last)
                .setConversation(Frames.CONVERSATION)
                .setMessage(message(row.getValue())));
      }
      return page.setMore(rows.size() > limit).build();
    }

    private void deliverOne() {
      Runnable next = onTheWay.poll();
      if (next != null) {
        next.run();
      }
    }

    private void deliverAll() {
      while (!onTheWay.isEmpty()) {
        deliverOne();
      }
    }
  }
}
