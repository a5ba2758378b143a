package dev.peal.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class CompareIT {

  private static Path result(Path folder, String name, int millis, int lost) throws Exception {
    String rounds =
        IntStream.range(0, 20)
            .mapToObj(i -> Double.toString(millis + 0.1 * i))
            .collect(Collectors.joining(","));
    return Files.writeString(
        folder.resolve(name),
        "{\"bench\":\"burst\",\"round_ms\":[" + rounds + "],\"lost\":" + lost + "}");
  }

  private static int compare(Object... arguments) {
    String[] texts =
        IntStream.range(0, arguments.length)
            .mapToObj(i -> arguments[i].toString())
            .toArray(String[]::new);
    return new CommandLine(new CompareCommand())
        .setErr(new PrintWriter(new StringWriter()))
        .execute(texts);
  }

  @Test
  void compare_saysByItsExitCode_whetherSomethingIsWorse(@TempDir Path folder) throws Exception {
    Path old = result(folder, "old.json", 20, 0);

    assertThat(compare(old, result(folder, "same.json", 20, 0))).isZero();
    assertThat(compare(old, result(folder, "faster.json", 15, 0))).isZero();
    assertThat(compare(old, result(folder, "slower.json", 25, 0))).isEqualTo(1);
    assertThat(compare("--threshold", "50", old, folder.resolve("slower.json"))).isZero();
    assertThat(compare(old, result(folder, "lossy.json", 20, 1))).isEqualTo(1);
  }

  @Test
  void compare_wrongInput_isRefused(@TempDir Path folder) throws Exception {
    Path old = result(folder, "old.json", 20, 0);
    Path text = Files.writeString(folder.resolve("text"), "no JSON");
    Path other = Files.writeString(folder.resolve("other"), "{\"bench\":\"store\"}");

    assertThat(compare(old)).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(compare(old, folder.resolve("none"))).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(compare(old, text)).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(compare(old, other)).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(compare("--threshold", "-1", old, old)).isEqualTo(CommandLine.ExitCode.USAGE);
  }
}
