package dev.peal.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KnownMessagesTest {

  @Test
  void find_sameClientIdOfAnotherSender_none() {
    KnownMessages known = new KnownMessages(4);
    known.add(1, "a", 1, 10, false, 0);

    assertThat(known.find(2, "a")).isEqualTo(KnownMessages.NONE);
    assertThat(known.position(known.find(1, "a"))).isEqualTo(10);
  }

  @Test
  void add_whenFull_forgetsTheOldestOnly() {
    KnownMessages known = new KnownMessages(64);
    for (int i = 1; i <= 200; i++) {
      known.add(1, "c" + i, i, i, false, i);
    }

    for (int i = 1; i <= 136; i++) {
      assertThat(known.find(1, "c" + i)).as("c%s", i).isEqualTo(KnownMessages.NONE);
    }
    for (int i = 137; i <= 200; i++) {
      assertThat(known.position(known.find(1, "c" + i))).isEqualTo(i);
    }
  }

  @Test
  void add_whenFull_keepsWhatIsAboveTheCursor() {
    KnownMessages known = new KnownMessages(4);
    known.add(1, "above", 100, 1, false, 0);
    for (int i = 1; i <= 20; i++) {
      known.add(1, "c" + i, i, i, false, i);
    }

    assertThat(known.find(1, "above")).isNotEqualTo(KnownMessages.NONE);
    assertThat(known.countAbove(20)).isEqualTo(1);
  }
}
