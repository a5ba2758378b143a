package dev.peal.acceptance.architecture;

import static dev.peal.acceptance.architecture.Production.CLASSES;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What names, packages and ports have to look like.
class ConventionsTest {

  private static final Pattern EMPTY_NAME =
      Pattern.compile(".*(Impl|Manager|Helper|Utils?|Base|Common)");

  /// Ports that the WebSocket gateway itself implements; its own tests say what it does.
  private static final Set<String> OF_THE_GATEWAY = Set.of("Delivery", "SessionCensus");

  static List<String> outboundPorts() {
    return CLASSES.stream()
        .filter(type -> type.getPackageName().equals("dev.peal.application.port.out"))
        .filter(type -> type.isInterface() && type.isTopLevelClass())
        .filter(type -> !type.getSimpleName().equals("package-info"))
        .map(JavaClass::getSimpleName)
        .sorted()
        .toList();
  }

  @Test
  void outboundPorts_areSeen() {
    assertThat(outboundPorts()).contains("Journal", "SequenceLedger", "Clock", "Delivery");
  }

  @ParameterizedTest
  @MethodSource("outboundPorts")
  void outboundPort_hasAContract(String port) {
    Path contract =
        Production.root()
            .resolve("application/src/test/java/dev/peal/application/contract")
            .resolve(port + "Contract.java");
    assertThat(contract).exists();
    assertThat(text(contract)).contains("@Test", "abstract class " + port + "Contract");
  }

  static List<String> portsWithAdaptersOut() {
    return outboundPorts().stream().filter(port -> !OF_THE_GATEWAY.contains(port)).toList();
  }

  @ParameterizedTest
  @MethodSource("portsWithAdaptersOut")
  void contract_isExtendedByTheTestOfAnAdapter(String port) {
    Pattern extending = Pattern.compile("\\bextends\\s+" + port + "Contract\\b");
    assertThat(testSources())
        .as("a test of an adapter that extends %sContract", port)
        .anyMatch(source -> extending.matcher(text(source)).find());
  }

  private static List<Path> testSources() {
    try (Stream<Path> modules = Files.list(Production.root())) {
      return modules
          .map(module -> module.resolve("src/test/java"))
          .filter(Files::isDirectory)
          .flatMap(ConventionsTest::javaFiles)
          .toList();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static Stream<Path> javaFiles(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  @Test
  void everyPackage_saysWhatItIsForAndIsNullMarked() {
    Set<String> packages =
        CLASSES.stream()
            .filter(type -> !Production.isGenerated(type))
            .map(JavaClass::getPackageName)
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(packages).hasSizeGreaterThan(15);
    assertThat(packages)
        .allSatisfy(name ->
            assertThat(CLASSES.getPackage(name).isAnnotatedWith(NullMarked.class))
                .as("@NullMarked on the package %s", name)
                .isTrue());
  }

  @Test
  void names_saySomething() {
    assertThat(CLASSES.stream().filter(type -> !Production.isGenerated(type)))
        .hasSizeGreaterThan(200)
        .noneMatch(type -> EMPTY_NAME.matcher(type.getSimpleName()).matches());
  }

  @Test
  void packages_areNoneForAKindOfClass() {
    assertThat(CLASSES.stream().map(JavaClass::getPackageName).distinct())
        .noneMatch(
            name -> Pattern.matches(".*\\.(dto|common|utils?|exceptions?|impl|helpers?)", name));
  }

  @Test
  void classes_areFinalUnlessTheyAreMeantToBeExtended() {
    assertThat(
            CLASSES.stream()
                .filter(type -> !Production.isGenerated(type))
                .filter(type -> !type.isInterface() && !type.isAnonymousClass() && !type.isEnum())
                .filter(type -> !type.getModifiers().contains(JavaModifier.FINAL))
                .filter(type -> !type.getModifiers().contains(JavaModifier.ABSTRACT))
                .filter(type -> type.getSubclasses().isEmpty())
                .map(JavaClass::getName))
        .isEmpty();
  }

  @Test
  void logs_areNotWrittenToTheConsole() {
    assertThat(
            CLASSES.stream()
                .filter(type ->
                    type.getPackageName().matches("dev\\.peal\\.(domain|application|in|out)\\b.*"))
                .flatMap(type -> type.getFieldAccessesFromSelf().stream())
                .filter(access -> access.getTargetOwner().isEquivalentTo(System.class)))
        .isEmpty();
  }
}
