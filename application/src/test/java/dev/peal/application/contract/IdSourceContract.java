package dev.peal.application.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.peal.application.port.out.IdSource;
import dev.peal.application.port.out.IdSource.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The contract of [IdSource].
public abstract class IdSourceContract {

  /// The source under test, which has given nothing yet.
  protected abstract IdSource source();

  /// A source as a new process would have it, after the one before ended without a word.
  protected abstract IdSource afterCrash();

  @ParameterizedTest
  @EnumSource(Kind.class)
  void next_manyOfAnyKind_areDistinctAndAtLeastOne(Kind kind) {
    Set<Long> given = new HashSet<>();
    for (int i = 0; i < 2_500; i++) {
      long id = source().next(kind);
      assertThat(id).isPositive();
      assertThat(given.add(id)).as("%d", id).isTrue();
    }
  }

  @Test
  void next_fromManyThreads_areDistinct() throws Exception {
    List<Callable<List<Long>>> takers = new ArrayList<>();
    for (int t = 0; t < 8; t++) {
      takers.add(() -> {
        List<Long> taken = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
          taken.add(source().next(Kind.BATCH));
        }
        return taken;
      });
    }

    Set<Long> given = new HashSet<>();
    Samples.atOnce(takers).forEach(given::addAll);

    assertThat(given).hasSize(16_000);
  }

  @Test
  void next_afterCrashes_neverRepeats() {
    Set<Long> given = new HashSet<>();
    IdSource source = source();
    for (int life = 0; life < 4; life++) {
      for (int i = 0; i < 1 + life * 700; i++) {
        assertThat(given.add(source.next(Kind.USER))).isTrue();
      }
      source = afterCrash();
    }
  }
}
