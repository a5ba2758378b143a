package dev.peal.domain.sequence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.session.UserId;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class PartitionTest {

  /// These values are in the field: what lies where must never change.
  @Test
  void of_knownIds_staysWhereItIs() {
    assertThat(LongStream.rangeClosed(1, 6).mapToInt(id -> Partition.ofUser(id, 128)))
        .containsExactly(65, 78, 109, 74, 90, 0);
    assertThat(
            LongStream.rangeClosed(1, 6).mapToInt(id -> Partition.of(ConversationId.group(id), 8)))
        .containsExactly(1, 5, 2, 2, 1, 0);
    assertThat(
            LongStream.rangeClosed(1, 6)
                .mapToInt(
                    id -> Partition.of(ConversationId.direct(new UserId(id), new UserId(9)), 8)))
        .containsExactly(3, 6, 5, 4, 1, 1);
  }

  @Test
  void ofUser_manyInARow_areSpreadEvenly() {
    int parts = 128;
    int users = 128_000;
    int[] count = new int[parts];
    for (long user = 1; user <= users; user++) {
      count[Partition.ofUser(user, parts)]++;
    }

    assertThat(IntStream.of(count).boxed()).allMatch(part -> part > 850 && part < 1_150);
  }
}
