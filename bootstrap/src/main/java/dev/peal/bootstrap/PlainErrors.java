package dev.peal.bootstrap;

import dev.peal.application.port.out.StoreUnavailable;
import dev.peal.bootstrap.config.WrongConfiguration;
import java.io.UncheckedIOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;

/// Says in one sentence why a command failed. Only a fault of the program itself is logged with its
/// stack.
///
/// What Peal's own code throws as an `IllegalArgumentException` or `IllegalStateException` while it
/// starts says in words what an operator has to mend; of those the stack is there with
/// `PEAL_LOG_LEVEL=DEBUG`.
final class PlainErrors implements CommandLine.IExecutionExceptionHandler {

  private static final Logger log = LoggerFactory.getLogger(PlainErrors.class);
  private static final String OURS = "dev.peal.";

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
      case IllegalArgumentException wrong when isOurs(wrong) -> say(commandLine, wrong);
      case IllegalStateException unfit when isOurs(unfit) -> say(commandLine, unfit);
      default -> log.error("The command failed", failure);
    }
    return CommandLine.ExitCode.SOFTWARE;
  }

  private static boolean isOurs(RuntimeException failure) {
    StackTraceElement[] stack = failure.getStackTrace();
    return failure.getMessage() != null
        && stack.length > 0
        && stack[0].getClassName().startsWith(OURS);
  }

  private static void say(CommandLine commandLine, Exception failure) {
    log.debug("The command failed", failure);
    String sentence = String.valueOf(failure.getMessage()).strip().replaceAll("\\s*\\R\\s*", " ");
    commandLine.getErr().println("peal: " + sentence);
    commandLine.getErr().flush();
  }
}
