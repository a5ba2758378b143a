package dev.peal.bench.store;

import dev.peal.bench.run.Folders;
import dev.peal.bench.run.Output;
import dev.peal.bench.run.Progress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The command line of the store benchmark.
@Command(
    name = "store",
    description =
        "Writes narrow inbox rows, their keys interleaved over the users, into durable stores, each"
            + " in a fresh folder or table, in batches of some messages to all users; every commit"
            + " is synced to disk, and the rows are counted afterwards.",
    mixinStandardHelpOptions = true,
    showDefaultValues = true)
public final class StoreCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--rows",
      description = "Rows to write; a multiple of the rows of each size of batch.")
  private int rows = 50_000;

  @Option(names = "--users", description = "Users that the rows are spread over.")
  private int users = 500;

  @Option(
      names = "--messages",
      split = ",",
      paramLabel = "NUMBER",
      description = "Sizes of batches, in messages that go to every user.")
  private List<Integer> messages = List.of(1, 10);

  @Option(names = "--times", description = "Runs that count, after one that warms up.")
  private int times = 5;

  @Option(
      names = "--folder",
      paramLabel = "FOLDER",
      description = "Where the stores are made; else where temporary files are.")
  private @Nullable Path folder;

  @Option(
      names = "--mysql",
      paramLabel = "FILE",
      description =
          "A configuration that says with mysql.address, mysql.database, mysql.user and"
              + " mysql.password where a MySQL or MariaDB is, to be measured alone.")
  private @Nullable Path mysql;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write the result to this file too; - for standard output, without the table.")
  private @Nullable Path json;

  @Override
  public Integer call() {
    check();
    List<StoreRun.Figures> all = new ArrayList<>();
    MysqlPlace place = mysql == null ? null : MysqlPlace.read(mysql);
    for (StoreKind kind : StoreKind.values()) {
      if (kind.needsMysql() == (place != null)) {
        for (int each : messages) {
          int batch = each * users;
          Progress.say(kind.title() + ", " + batch + " rows a commit");
          all.add(new StoreRun(kind, users, batch, rows).measure(times, folder, place));
        }
      }
    }
    Output.show(json, json(all), table(all));
    return 0;
  }

  private void check() {
    require("--users", users >= 1, users, "at least 1");
    for (int each : messages) {
      require("--messages", each >= 1, each, "at least 1");
      int step = each * users;
      require("--rows", rows >= step && rows % step == 0, rows, "a multiple of " + step);
    }
    require("--times", times >= 1, times, "at least 1");
  }

  private void require(String option, boolean good, int value, String expected) {
    if (!good && spec != null) {
      throw new ParameterException(
          spec.commandLine(), option + ": " + value + " (expected: " + expected + ")");
    }
  }

  private ArrayNode json(List<StoreRun.Figures> all) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    for (StoreRun.Figures figures : all) {
      ObjectNode one = array.addObject();
      one.put("store", figures.kind().title())
          .put("rows", rows)
          .put("users", users)
          .put("batch_rows", figures.batchRows())
          .put("rows_per_s", Math.round(figures.rowsPerSecond()))
          .put("total_ms", Output.rounded(figures.totalMillis()))
          .put("commit_p50_ms", Output.rounded(figures.commitP50Millis()))
          .put("commit_p99_ms", Output.rounded(figures.commitP99Millis()));
    }
    return array;
  }

  private String table(List<StoreRun.Figures> all) {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "%,d rows over %,d users, median of %d runs, on %s%n%n",
            rows,
            users,
            times,
            Folders.kind(folder == null ? Path.of(System.getProperty("java.io.tmpdir")) : folder)));
    text.append(
        String.format(
            Locale.ROOT,
            "%-30s%14s%12s%10s%16s%16s%n",
            "store",
            "rows a commit",
            "rows/s",
            "total ms",
            "commit p50 ms",
            "commit p99 ms"));
    for (StoreRun.Figures figures : all) {
      text.append(
          String.format(
              Locale.ROOT,
              "%-30s%,14d%,12.0f%,10.0f%16.2f%16.2f%n",
              figures.kind().title(),
              figures.batchRows(),
              figures.rowsPerSecond(),
              figures.totalMillis(),
              figures.commitP50Millis(),
              figures.commitP99Millis()));
    }
    return text.toString();
  }
}
