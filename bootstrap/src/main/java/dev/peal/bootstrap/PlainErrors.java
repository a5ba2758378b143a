package dev.peal.bootstrap;

import dev.peal.application.port.out.StoreUnavailable;
import dev.peal.bootstrap.config.WrongConfiguration;
import java.io.UncheckedIOException;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;

/// Says in one sentence why a command failed. Only a fault of the program itself is logged with its
/// stack.
final class PlainErrors implements CommandLine.IExecutionExceptionHandler {

  @Override
  public int handleExecutionException(
      Exception failure, CommandLine commandLine, CommandLine.ParseResult parsed) {
    switch (failure) {
      case WrongConfiguration wrong -> {
        say(commandLine, wrong);
        return CommandLine.ExitCode.USAGE;
      }
      case StoreUnavailable unavailable -> say(commandLine, unavailable);
      case UncheckedIOException io -> say(commandLine, io);
      default -> LoggerFactory.getLogger(PlainErrors.class).error("The command failed", failure);
    }
    return CommandLine.ExitCode.SOFTWARE;
  }

  private static void say(CommandLine commandLine, Exception failure) {
    commandLine.getErr().println("peal: " + failure.getMessage());
    commandLine.getErr().flush();
  }
}
