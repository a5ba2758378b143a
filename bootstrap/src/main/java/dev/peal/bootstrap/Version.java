package dev.peal.bootstrap;

import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/// The version of the program, from its jar.
@Command(name = "version", description = "Print the version.")
final class Version implements IVersionProvider, Runnable {

  static String text() {
    return Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
        .orElse("(not built as a jar)");
  }

  @Override
  public String[] getVersion() {
    return new String[] {"peal " + text()};
  }

  @Override
  public void run() {
    System.out.println("peal " + text());
  }
}
