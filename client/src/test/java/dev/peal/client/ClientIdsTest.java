package dev.peal.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ClientIdsTest {
  private final FakeTimers timers = new FakeTimers();
  private final ClientIds ids = new ClientIds(timers::nanoTime);

  @Test
  void next_beforeTheServersTimeIsKnown_hasNone() {
    ids.told(0);

    assertThat(ids.next()).matches("[0-9a-f]{18}-1");
    assertThat(ids.withTime("a")).isEqualTo("a");
  }

  @Test
  void next_beginsWithTheServersTimeCarriedOn() {
    ids.told(1_795_417_001_835L);
    assertThat(ids.withTime("a")).isEqualTo("~1k83j2jrb-a");
    timers.pass(Duration.ofMillis(1));
    assertThat(ids.next()).matches("~1k83j2jrc-[0-9a-f]{18}-1");
    assertThat(ids.next()).matches("~1k83j2jrc-[0-9a-f]{18}-2").hasSizeLessThan(64);
  }

  /// Another node's clock may be behind; what is told last counts.
  @Test
  void told_again_replacesWhatWasKnown() {
    ids.told(1_795_417_001_835L);
    timers.pass(Duration.ofHours(1));
    ids.told(1_795_417_001_834L);

    assertThat(ids.withTime("a")).isEqualTo("~1k83j2jra-a");
    ids.told(0);
    assertThat(ids.withTime("a")).isEqualTo("~1k83j2jra-a");
  }
}
