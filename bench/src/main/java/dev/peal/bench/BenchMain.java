package dev.peal.bench;

import dev.peal.bench.burst.BurstCommand;
import dev.peal.bench.compare.CompareCommand;
import dev.peal.bench.curve.CurveCommand;
import dev.peal.bench.journal.JournalCommand;
import dev.peal.bench.ladder.LadderCommand;
import dev.peal.bench.limit.LimitCommand;
import dev.peal.bench.run.BenchFailed;
import dev.peal.bench.steady.SteadyCommand;
import dev.peal.bench.store.StoreCommand;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The command line of the benchmark. Exit codes: 0 when all is well, 1 when something was lost,
/// doubled, out of order, or failed, 2 for a wrong command line.
@Command(
    name = "peal bench",
    description = "Loads a server or a store, checks every answer, and shows how long it took.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      BurstCommand.class,
      LadderCommand.class,
      LimitCommand.class,
      CurveCommand.class,
      SteadyCommand.class,
      JournalCommand.class,
      StoreCommand.class,
      CompareCommand.class,
      CommandLine.HelpCommand.class
    })
public final class BenchMain {
  private BenchMain() {}

  /// Runs one benchmark and ends the process.
  public static void main(String[] args) {
    Locale.setDefault(Locale.ROOT);
    CommandLine commandLine = new CommandLine(new BenchMain());
    commandLine.setExecutionExceptionHandler((failure, command, parsed) -> {
      command.getErr().println("peal bench: " + sentence(failure));
      return CommandLine.ExitCode.SOFTWARE;
    });
    if (args.length == 0) {
      commandLine.usage(new PrintWriter(System.err, true, StandardCharsets.UTF_8));
      System.exit(CommandLine.ExitCode.USAGE);
    }
    System.exit(commandLine.execute(args));
  }

  private static String sentence(Throwable failure) {
    String message = failure.getMessage();
    return failure instanceof BenchFailed && message != null ? message : failure.toString();
  }
}
