package dev.peal.out.mysql;

import static dev.peal.application.contract.BatchSamples.message;
import static dev.peal.application.contract.BatchSamples.recipients;
import static org.assertj.core.api.Assertions.assertThat;

import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.message.Batch;
import dev.peal.domain.message.Message;
import dev.peal.domain.message.Recipients;
import dev.peal.domain.session.UserId;
import dev.peal.out.mysql.InboxStatements.Cell;
import dev.peal.out.mysql.InboxStatements.Fresh;
import dev.peal.out.mysql.InboxStatements.Product;
import dev.peal.out.mysql.InboxStatements.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class InboxRunTest {

  private static final ConversationId GROUP = ConversationId.group(5);
  private static final int MANY = 100;

  private final List<Row> rest = new ArrayList<>();
  private long position = 1;

  /// A batch of two messages, all of them fresh.
  private Fresh batch(ConversationId conversation, Recipients recipients, long stamp) {
    return fresh(conversation, recipients, stamp, 2, List.of(0, 1));
  }

  private Fresh fresh(
      ConversationId conversation,
      Recipients recipients,
      long stamp,
      int messages,
      List<Integer> places) {
    List<Message> some =
        IntStream.range(0, messages).mapToObj(i -> message(position++, 3, "m" + i)).toList();
    return new Fresh(new Batch(9, conversation, some, recipients, stamp - 1, stamp), places);
  }

  /// Users 1 to [#MANY]; user `u` has first seq `1000 * u + seq`.
  private static Recipients many(long seq) {
    return Recipients.of(
        IntStream.rangeClosed(1, MANY).mapToLong(u -> u).toArray(),
        IntStream.rangeClosed(1, MANY).mapToLong(u -> 1_000L * u + seq).toArray());
  }

  private static Recipients manyButOne(long seq, int odd, long seqOfOdd) {
    long[] seqs = IntStream.rangeClosed(1, MANY).mapToLong(u -> 1_000L * u + seq).toArray();
    seqs[odd - 1] = 1_000L * odd + seqOfOdd;
    return Recipients.of(IntStream.rangeClosed(1, MANY).mapToLong(u -> u).toArray(), seqs);
  }

  private Product only(List<InboxRun> runs) {
    assertThat(runs).hasSize(1);
    return runs.getFirst().split(rest).orElseThrow();
  }

  @Test
  void batchesThatFollowOneAnother_areOneProduct() {
    Product product =
        only(
            InboxRun.of(
                List.of(
                    batch(GROUP, many(1), 100),
                    batch(GROUP, many(3), 200),
                    batch(GROUP, many(5), 300))));

    assertThat(rest).isEmpty();
    assertThat(product.conversation()).isEqualTo(GROUP);
    assertThat(product.recipients().size()).isEqualTo(MANY);
    assertThat(product.recipients().user(99)).isEqualTo(100);
    assertThat(product.recipients().firstSeq(99)).isEqualTo(100_001);
    assertThat(product.cells())
        .containsExactly(
            new Cell(0, 1, 100),
            new Cell(1, 2, 100),
            new Cell(2, 3, 200),
            new Cell(3, 4, 200),
            new Cell(4, 5, 300),
            new Cell(5, 6, 300));
  }

  @Test
  void userWhoGotSomethingElseInBetween_isNamed() {
    Product product =
        only(
            InboxRun.of(
                List.of(batch(GROUP, many(1), 100), batch(GROUP, manyButOne(3, 7, 4), 200))));

    assertThat(product.recipients().size()).isEqualTo(MANY - 1);
    assertThat(IntStream.range(0, MANY - 1).mapToLong(product.recipients()::user))
        .doesNotContain(7L);
    assertThat(rest)
        .containsExactly(
            new Row(7, 7_001, GROUP, 1, 100),
            new Row(7, 7_002, GROUP, 2, 100),
            new Row(7, 7_004, GROUP, 3, 200),
            new Row(7, 7_005, GROUP, 4, 200));
  }

  @Test
  void batchesToOtherUsersOrConversations_areOtherRuns() {
    Recipients fewer = recipients(1, 1_005, 2, 2_005);

    assertThat(
            InboxRun.of(
                List.of(
                    batch(GROUP, many(1), 100),
                    batch(ConversationId.group(6), many(3), 200),
                    batch(GROUP, many(5), 300),
                    batch(GROUP, fewer, 400),
                    batch(GROUP, many(9), 500))))
        .hasSize(4);
  }

  @Test
  void messagesThatHaveTheirRows_leaveTheirSeqsOut() {
    Product product =
        only(
            InboxRun.of(
                List.of(
                    fresh(GROUP, many(1), 100, 3, List.of(0, 2)),
                    fresh(GROUP, many(4), 200, 3, List.of(1, 2)))));

    assertThat(product.cells())
        .containsExactly(
            new Cell(0, 1, 100), new Cell(2, 3, 100), new Cell(4, 5, 200), new Cell(5, 6, 200));
  }

  @Test
  void fewRows_areNamed() {
    ConversationId direct = ConversationId.direct(new UserId(3), new UserId(7));
    List<InboxRun> runs =
        InboxRun.of(List.of(fresh(direct, recipients(3, 10, 7, 20), 2_000, 3, List.of(0, 2))));

    Optional<Product> product = runs.getFirst().split(rest);

    assertThat(product).isEmpty();
    assertThat(rest)
        .containsExactly(
            new Row(3, 10, direct, 1, 2_000),
            new Row(3, 12, direct, 3, 2_000),
            new Row(7, 20, direct, 1, 2_000),
            new Row(7, 22, direct, 3, 2_000));
  }

  @Test
  void fewMessagesToMany_areNamed() {
    List<InboxRun> runs = InboxRun.of(List.of(fresh(GROUP, many(1), 100, 3, List.of(0, 1, 2))));

    assertThat(runs.getFirst().split(rest)).isEmpty();
    assertThat(rest).hasSize(300);
  }

  @Test
  void productOfManyMessages_takesFewerRecipientsAStatement() {
    Product product =
        only(
            InboxRun.of(
                List.of(
                    fresh(GROUP, many(1), 100, 500, IntStream.range(0, 500).boxed().toList()))));

    assertThat(product.recipientsAStatement()).isEqualTo(50);
  }
}
