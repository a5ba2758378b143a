package dev.peal.bench.journal;

import dev.peal.bench.run.Output;
import dev.peal.bench.run.Progress;
import dev.peal.rabbit.QueueType;
import dev.peal.rabbit.RabbitSettings;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// The command line of the journal benchmark.
@Command(
    name = "journal",
    description =
        "Appends batches to the journal in RabbitMQ, in queues of its own that it deletes"
            + " afterwards, with the consumer attached, and shows how long the confirms take.",
    mixinStandardHelpOptions = true,
    showDefaultValues = true)
public final class JournalCommand implements Callable<Integer> {

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--addresses",
      split = ",",
      paramLabel = "HOST:PORT",
      description = "Of the broker.")
  private List<String> addresses = List.of("127.0.0.1:5672");

  @Option(names = "--user", description = "At the broker.")
  private String user = "guest";

  @Option(
      names = "--password",
      description = "The user's; of a variable as in --password='$${env:NAME}'.",
      showDefaultValue = picocli.CommandLine.Help.Visibility.NEVER)
  private String password = "guest";

  @Option(names = "--times", description = "Runs that count, after one that warms up.")
  private int times = 3;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write the result to this file too; - for standard output, without the table.")
  private @Nullable Path json;

  @Override
  public Integer call() {
    if (times < 1 && spec != null) {
      throw new ParameterException(
          spec.commandLine(), "--times: " + times + " (expected: at least 1)");
    }
    Map<QueueType, List<JournalRun.Figures>> all = new EnumMap<>(QueueType.class);
    for (QueueType type : QueueType.values()) {
      all.put(type, measure(type));
    }
    Output.show(json, json(all), table(all));
    return 0;
  }

  private List<JournalRun.Figures> measure(QueueType type) {
    RabbitSettings settings =
        RabbitSettings.defaults(addresses, user, password)
            .withQueues("peal.bench." + UUID.randomUUID(), type);
    try (var run = new JournalRun(settings)) {
      return JournalLoad.ALL.stream()
          .map(load -> {
            Progress.say(name(type) + ", " + load.title());
            return run.measure(load, times);
          })
          .toList();
    }
  }

  private static ArrayNode json(Map<QueueType, List<JournalRun.Figures>> all) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    all.forEach((type, figures) ->
        figures.forEach(one ->
            array
                .addObject()
                .put("queues", name(type))
                .put("messages", one.load().messages())
                .put("members", one.load().members())
                .put("conversations", one.load().conversations())
                .put("record_bytes", one.recordBytes())
                .put("confirm_p50_ms", Output.rounded(one.p50Millis()))
                .put("confirm_p90_ms", Output.rounded(one.p90Millis()))
                .put("confirm_p99_ms", Output.rounded(one.p99Millis()))
                .put("appends_per_s", Math.round(one.appendsPerSecond()))));
    return array;
  }

  private static String table(Map<QueueType, List<JournalRun.Figures>> all) {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "%-10s%-36s%14s%10s%10s%10s%12s%n",
            "queues",
            "batches of",
            "record bytes",
            "p50 ms",
            "p90 ms",
            "p99 ms",
            "appends/s"));
    all.forEach((type, figures) ->
        figures.forEach(one ->
            text.append(
                String.format(
                    Locale.ROOT,
                    "%-10s%-36s%,14d%10.2f%10.2f%10.2f%,12.0f%n",
                    name(type),
                    one.load().title(),
                    one.recordBytes(),
                    one.p50Millis(),
                    one.p90Millis(),
                    one.p99Millis(),
                    one.appendsPerSecond()))));
    return text.toString();
  }

  private static String name(QueueType type) {
    return type.name().toLowerCase(Locale.ROOT);
  }
}
