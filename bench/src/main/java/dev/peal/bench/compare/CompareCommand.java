package dev.peal.bench.compare;

import dev.peal.bench.run.WrongOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The command line of the comparison.
@Command(
    name = "compare",
    description =
        "Compares two results that another command of bench wrote with --json, and tells a"
            + " regression from noise. Exits with 1 when something is worse than it was, with 2"
            + " when the files are not two results of the same benchmark.",
    mixinStandardHelpOptions = true)
public final class CompareCommand implements Callable<Integer> {
  private static final double MOST_PERCENT = 1_000;

  @Spec private @Nullable CommandSpec spec;

  @Parameters(index = "0", paramLabel = "OLD.json", description = "The result before.")
  private Path before = Path.of("");

  @Parameters(index = "1", paramLabel = "NEW.json", description = "The result after.")
  private Path after = Path.of("");

  @Option(
      names = "--threshold",
      paramLabel = "PERCENT",
      description =
          "The shift of a sample that matters, ${DEFAULT-VALUE} if not given; less is no"
              + " regression, be it ever so sure.")
  private double threshold = 5;

  @Override
  public Integer call() {
    if (!(threshold >= 0 && threshold <= MOST_PERCENT)) {
      throw WrongOption.of(spec, "--threshold: " + threshold + " (expected: 0 to 1000)");
    }
    Reading reading;
    try {
      reading = ResultReader.read(read(before), read(after));
    } catch (IllegalArgumentException notComparable) {
      throw WrongOption.of(spec, String.valueOf(notComparable.getMessage()));
    }
    double share = threshold / 100;
    CompareReport report =
        new CompareReport(reading.warnings(), new Judge(share).judge(reading.figures()), share);
    System.out.print(report.table());
    System.out.flush();
    return report.hasRegression() ? 1 : 0;
  }

  private JsonNode read(Path file) {
    try {
      return JsonMapper.shared().readTree(Files.readString(file));
    } catch (IOException unreadable) {
      throw WrongOption.of(spec, file + ": cannot be read (expected: a result that --json wrote)");
    } catch (JacksonException notJson) {
      throw WrongOption.of(spec, file + ": is not JSON (expected: a result that --json wrote)");
    }
  }
}
