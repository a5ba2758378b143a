package dev.peal.out.embedded;

import dev.peal.application.contract.BatchSamples;
import dev.peal.application.port.out.IdSource;
import dev.peal.application.port.out.Journal;
import dev.peal.application.port.out.SequenceLedger.Allotment;
import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.conversation.Members;
import dev.peal.domain.message.Batch;
import dev.peal.domain.message.Draft;
import dev.peal.out.clock.SystemClock;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/// A process that posts into a few groups with the same members, as fast as it can, and tells of
/// each batch as soon as it is confirmed. It never ends by itself.
final class PostingProcess {

  static final int USERS = 5;
  private static final int GROUPS = 4;

  private PostingProcess() {}

  /// A confirmed batch: the first seq of each user, and the messages as conversation, position and
  /// client id.
  record Told(List<Long> users, List<Long> firstSeqs, List<String> messages) {

    String line() {
      var line = new StringJoiner(" ");
      line.add("batch").add(joined(users)).add(joined(firstSeqs));
      return line.add(String.join(",", messages)).add(".").toString();
    }

    private static String joined(List<Long> numbers) {
      return numbers.stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    /// Nothing when the line is not complete.
    static Optional<Told> parse(String line) {
      List<String> parts = List.of(line.split(" ", -1));
      if (parts.size() != 5 || !parts.getFirst().equals("batch") || !parts.getLast().equals(".")) {
        return Optional.empty();
      }
      return Optional.of(
          new Told(
              numbers(parts.get(1)),
              numbers(parts.get(2)),
              Arrays.asList(parts.get(3).split(",", -1))));
    }

    private static List<Long> numbers(String text) {
      return Stream.of(text.split(",", -1)).map(Long::valueOf).toList();
    }
  }

  public static void main(String[] args) throws InterruptedException {
    Path folder = Path.of(args[0]);
    var node = new Opened(folder);
    var ids = new EmbeddedIdSource(node.store());
    var journal =
        new EmbeddedJournal(
            node.store(), EmbeddedSettings.in(folder), new SystemClock(), node.ledger::stored);
    journal.start(node.persist);
    var out = new PrintStream(System.out, true, StandardCharsets.US_ASCII);
    try (ExecutorService lanes = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 1; i <= GROUPS; i++) {
        ConversationId group = ConversationId.group(i);
        lanes.execute(() -> post(group, node, ids, journal, out));
      }
    }
  }

  private static void post(
      ConversationId group,
      Opened node,
      EmbeddedIdSource ids,
      EmbeddedJournal journal,
      PrintStream out) {
    Members members = Members.of(0, LongStream.rangeClosed(1, USERS).toArray());
    String run = UUID.randomUUID().toString();
    for (int i = 0; true; i++) {
      List<Draft> drafts = new ArrayList<>();
      for (int k = 0; k <= i % 3; k++) {
        drafts.add(BatchSamples.draft(group, 1 + k, run + "/" + i + "/" + k));
      }
      if (node.ledger.allot(group, members, new long[0], drafts)
          instanceof Allotment.Allotted allotted) {
        Batch made = BatchSamples.batch(group, drafts, allotted);
        Batch batch =
            new Batch(
                ids.next(IdSource.Kind.BATCH),
                group,
                made.messages(),
                made.recipients(),
                made.lowestStamp(),
                made.highestStamp());
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        switch (journal.append(batch, deadline)) {
          case Journal.Outcome.Confirmed() -> {
            node.ledger.settled(batch);
            out.println(told(batch).line());
          }
          case Journal.Outcome.Refused(var why, var ignored) -> node.ledger.abandoned(batch);
          case Journal.Outcome.Unknown(var why) -> throw new IllegalStateException(why);
        }
      }
    }
  }

  private static Told told(Batch batch) {
    int size = batch.recipients().size();
    List<Long> users = new ArrayList<>();
    List<Long> firstSeqs = new ArrayList<>();
    for (int r = 0; r < size; r++) {
      users.add(batch.recipients().user(r));
      firstSeqs.add(batch.recipients().firstSeq(r));
    }
    return new Told(
        users,
        firstSeqs,
        batch.messages().stream()
            .map(message ->
                batch.conversation() + "/" + message.position() + "/" + message.clientId())
            .toList());
  }
}
