package dev.peal.bench.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.peal.bench.run.BenchFailed;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class BareRoundTest {
  private static final byte[] EXPECTED = {1, 2, 3, 4};

  private static ByteBuf bytes(int... values) {
    ByteBuf buffer = Unpooled.buffer();
    for (int value : values) {
      buffer.writeByte(value);
    }
    return buffer;
  }

  private static String failure(CompletableFuture<Double> future) {
    assertThat(future).isCompletedExceptionally();
    assertThat(future.exceptionNow()).isInstanceOf(BenchFailed.class);
    return future.exceptionNow().getMessage();
  }

  @Test
  void read_everythingAtEveryConnection_isComplete() {
    BareRound round = new BareRound(EXPECTED, 2);
    round.begin();

    assertThat(round.read(bytes(1, 2, 3, 4), 0)).isEqualTo(4);
    assertThat(round.read(bytes(1, 2), 0)).isEqualTo(2);
    assertThat(round.complete).isNotDone();
    assertThat(round.read(bytes(3, 4), 2)).isEqualTo(4);
    assertThat(round.complete).isCompletedWithValueMatching(millis -> millis >= 0);
  }

  @Test
  void read_anotherByte_fails() {
    BareRound round = new BareRound(EXPECTED, 1);
    round.read(bytes(1, 2), 0);
    round.read(bytes(4, 3), 2);

    assertThat(failure(round.complete))
        .isEqualTo("bytes 2 to 4 of a connection are not the prepared ones (expected: 4 bytes)");
  }

  @Test
  void read_more_fails() {
    BareRound round = new BareRound(EXPECTED, 2);
    round.read(bytes(1, 2, 3, 4), 0);
    round.read(bytes(1), 4);

    assertThat(failure(round.complete)).startsWith("bytes 4 to 5 of a connection");
  }

  @Test
  void ended_beforeEverythingCame_fails() {
    BareRound round = new BareRound(EXPECTED, 1);
    round.ended();

    assertThat(failure(round.complete)).contains("ended");
  }
}
