package dev.peal.application.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.peal.application.port.out.Watermarks;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/// The contract of [Watermarks].
public abstract class WatermarksContract {

  private static final long STAMP = 1_790_000_000_000_000L;

  /// The watermarks under test, of at least two queues, raised by nobody yet.
  protected abstract Watermarks watermarks();

  /// The watermarks as a new process finds them.
  protected abstract Watermarks reopened();

  @Test
  void of_queueThatNobodyRaised_isZero() {
    assertThat(watermarks().of(0)).isZero();
    assertThat(watermarks().of(watermarks().queues() - 1)).isZero();
  }

  @Test
  void raise_isOfThatQueueAlone() {
    watermarks().raise(0, STAMP);

    assertThat(watermarks().of(0)).isEqualTo(STAMP);
    assertThat(watermarks().of(1)).isZero();
  }

  @Test
  void raise_lowerOrTheSame_changesNothing() {
    watermarks().raise(1, STAMP);
    watermarks().raise(1, STAMP - 1);
    watermarks().raise(1, STAMP);

    assertThat(watermarks().of(1)).isEqualTo(STAMP);
  }

  @Test
  void raise_manyAtOnce_theHighestStaysAndNobodySeesItFall() throws Exception {
    List<Callable<Boolean>> raises = new ArrayList<>();
    for (int thread = 0; thread < 8; thread++) {
      int offset = thread;
      raises.add(() -> {
        boolean rising = true;
        for (long stamp = 1L + offset; stamp <= 80; stamp += 8) {
          watermarks().raise(0, stamp);
          rising &= watermarks().of(0) >= stamp;
        }
        return rising;
      });
    }

    assertThat(Samples.atOnce(raises)).containsOnly(true);
    assertThat(watermarks().of(0)).isEqualTo(80);
  }

  @Test
  void reopened_hasWhatWasRaised() {
    watermarks().raise(1, STAMP);

    assertThat(reopened().of(1)).isEqualTo(STAMP);
    assertThat(reopened().queues()).isEqualTo(watermarks().queues());
  }

  @Test
  void all_areInOrder() {
    watermarks().raise(1, STAMP);

    assertThat(watermarks().all()).hasSize(watermarks().queues()).startsWith(0, STAMP);
  }

  @Test
  void progress_isAnotherNumberAfterARaise_andOfThatQueueAlone() {
    OptionalLong first = watermarks().progress(0);
    OptionalLong other = watermarks().progress(1);
    assertThat(first).isPresent().isEqualTo(watermarks().progress(0));

    watermarks().raise(0, STAMP);

    assertThat(watermarks().progress(0)).isPresent().isNotEqualTo(first);
    assertThat(watermarks().progress(1)).isEqualTo(other);
  }

  @Test
  void anyCall_forAQueueThatIsNone_isABug() {
    int queues = watermarks().queues();

    assertThatThrownBy(() -> watermarks().raise(queues, STAMP))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> watermarks().of(-1)).isInstanceOf(IllegalArgumentException.class);
  }
}
