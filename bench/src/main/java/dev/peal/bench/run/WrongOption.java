package dev.peal.bench.run;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/// What is wrong with a command line although each option of it can be read.
public final class WrongOption {
  private WrongOption() {}

  /// To be thrown by a command: its user is told, and the exit code is 2.
  ///
  /// @param spec of the command, which picocli has injected when it runs
  /// @param sentence what, which value, what was expected
  public static ParameterException of(@Nullable CommandSpec spec, String sentence) {
    if (spec == null) {
      throw new IllegalStateException(sentence);
    }
    return new ParameterException(spec.commandLine(), sentence);
  }
}
