package dev.peal.bootstrap;

import java.io.PrintWriter;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The command line of the server.
@Command(
    name = "peal",
    description = "A group messaging server.",
    subcommands = {
      BackupCommand.class,
      RestoreCommand.class,
      MigrateCommand.class,
      RestoredCommand.class,
      SettingsCommand.class,
      PutBackCommand.class,
      ConfigCommand.class,
      CommandLine.HelpCommand.class
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND")
public final class Main {

  private Main() {}

  /// Runs a command and ends the process with its exit code: 0 for success, 1 for a failure, 2 for
  /// a command line or configuration that is wrong.
  public static void main(String[] args) {
    Ending ending = new Ending();
    if (args.length > 0 && args[0].equals("serve")) {
      ending.install();
    }
    prepareProcess();
    int exitCode = run(ending, args);
    ending.byItself();
    System.exit(exitCode);
  }

  /// Makes the process independent of its surroundings: numbers and upper case are the same in
  /// every country, and libraries that log through the JDK do it as all others. To be called first.
  public static void prepareProcess() {
    Locale.setDefault(Locale.ROOT);
    JdkLog.install();
  }

  private static int run(Ending ending, String... args) {
    CommandLine commandLine = new CommandLine(new Main());
    commandLine.addSubcommand("serve", new ServeCommand(ending));
    commandLine.addSubcommand("version", new Version());
    commandLine.setExecutionExceptionHandler(new PlainErrors());
    if (args.length == 0) {
      commandLine.usage(new PrintWriter(System.err, true, java.nio.charset.StandardCharsets.UTF_8));
      return CommandLine.ExitCode.USAGE;
    }
    return commandLine.execute(args);
  }
}
