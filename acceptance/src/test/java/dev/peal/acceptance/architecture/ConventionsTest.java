package dev.peal.acceptance.architecture;

import static dev.peal.acceptance.architecture.Production.CLASSES;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What names, packages and ports have to look like.
class ConventionsTest {

  private static final Pattern EMPTY_WORD =
      Pattern.compile("(Impl|Manager|Helper|Utils?|Base|Common)(?![a-z0-9])");
  private static final Pattern KIND_OF_CLASS =
      Pattern.compile("dto|common|utils?|exceptions?|impl|helpers?");

  private static final String CLIENT = "dev.peal.client";

  // ---- ports and their contracts -------------------------------------------------------------

  static List<String> outboundPorts() {
    return CLASSES.stream()
        .filter(type -> type.getPackageName().equals("dev.peal.application.port.out"))
        .filter(type -> type.isInterface() && type.isTopLevelClass())
        .map(JavaClass::getSimpleName)
        .filter(name -> !name.equals("package-info"))
        .sorted()
        .toList();
  }

  @Test
  void outboundPorts_areSeen() {
    assertThat(outboundPorts()).contains("Journal", "SequenceLedger", "Clock", "Delivery");
  }

  @ParameterizedTest
  @MethodSource("outboundPorts")
  void outboundPort_hasAContract_thatATestExtends(String port) {
    List<String> tests =
        Production.sources("src/test/java").stream().map(Production::text).toList();

    // Of the condition and not of the sources, which would all be in the message.
    assertThat(
            tests.stream()
                .anyMatch(source ->
                    source.contains("abstract class " + port + "Contract ")
                        && source.contains("@Test")))
        .as("there is a %sContract, abstract and with tests", port)
        .isTrue();
    Pattern extending =
        Pattern.compile("^(final )?class \\w+ extends " + port + "Contract\\b", Pattern.MULTILINE);
    assertThat(tests.stream().anyMatch(source -> extending.matcher(source).find()))
        .as("a test of an adapter extends %sContract", port)
        .isTrue();
  }

  // ---- packages ------------------------------------------------------------------------------

  static List<String> packages() {
    return Production.written().stream()
        .map(JavaClass::getPackageName)
        .distinct()
        .sorted()
        .toList();
  }

  @Test
  void packages_areSeen() {
    assertThat(packages())
        .contains("dev.peal.domain.message", "dev.peal.out.embedded", "dev.peal.bootstrap");
  }

  @ParameterizedTest
  @MethodSource("packages")
  void everyPackage_isNullMarkedAndSaysWhatItIsFor(String name) {
    assertThat(CLASSES.getPackage(name).isAnnotatedWith(NullMarked.class))
        .as("@NullMarked in the package-info.java of %s", name)
        .isTrue();

    Path description = Path.of(name.replace('.', '/'), "package-info.java");
    assertThat(Production.sources("src/main/java"))
        .as("one package-info.java for %s, with a comment", name)
        .filteredOn(source -> source.endsWith(description))
        .singleElement()
        .satisfies(source -> assertThat(Production.text(source)).startsWith("/// "));
  }

  @ParameterizedTest
  @MethodSource("packages")
  void everyPackage_isForACapability_notForAKindOfClass(String name) {
    assertThat(Arrays.stream(name.split("\\.", -1)))
        .noneMatch(word -> KIND_OF_CLASS.matcher(word).matches());
  }

  // ---- classes -------------------------------------------------------------------------------

  @Test
  void classes_areSeen() {
    assertThat(Production.written()).hasSizeGreaterThan(200);
  }

  @Test
  void names_saySomething() {
    assertThat(
            Production.written().stream()
                .map(JavaClass::getName)
                .filter(name -> EMPTY_WORD.matcher(name).find()))
        .isEmpty();
  }

  @Test
  void classes_areFinalOrSealed() {
    Stream<JavaClass> extensible =
        Production.written().stream()
            .filter(type -> !type.isInterface() && !type.isAnonymousClass() && !type.isEnum())
            .filter(type -> !type.getModifiers().contains(JavaModifier.FINAL))
            .filter(type -> !type.reflect().isSealed());

    assertThat(extensible.map(JavaClass::getName)).isEmpty();
  }

  @Test
  void nothingButCommands_writesToTheConsole() {
    assertThat(
            Production.written().stream()
                .filter(type ->
                    type.getPackageName().matches("dev\\.peal\\.(domain|application|in|out)\\b.*"))
                .flatMap(type -> type.getFieldAccessesFromSelf().stream())
                .filter(access -> access.getTargetOwner().isEquivalentTo(System.class)))
        .isEmpty();
  }

  /// What depends on the country of the machine unless it is told a locale.
  private static final Set<String> OF_THE_COUNTRY =
      Set.of(
          "java.lang.String.toLowerCase()",
          "java.lang.String.toUpperCase()",
          "java.lang.String.format(java.lang.String, [Ljava.lang.Object;)",
          "java.io.PrintStream.printf(java.lang.String, [Ljava.lang.Object;)",
          "java.io.PrintStream.format(java.lang.String, [Ljava.lang.Object;)",
          "java.io.PrintWriter.printf(java.lang.String, [Ljava.lang.Object;)",
          "java.io.PrintWriter.format(java.lang.String, [Ljava.lang.Object;)",
          "java.time.format.DateTimeFormatter.ofPattern(java.lang.String)");

  private static final String FORMATTED = "java.lang.String.formatted([Ljava.lang.Object;)";

  @Test
  void code_neverAsksForTheCountry() {
    assertThat(calls().filter(call -> OF_THE_COUNTRY.contains(call.getTarget().getFullName())))
        .isEmpty();
  }

  /// The programs set the locale first thing; the client runs in those of others.
  @Test
  void client_formatsNothingWithTheCountrysDigits() {
    assertThat(
            calls()
                .filter(call -> call.getOriginOwner().getPackageName().startsWith(CLIENT))
                .filter(call -> call.getTarget().getFullName().equals(FORMATTED)))
        .isEmpty();
    assertThat(calls().map(call -> call.getTarget().getFullName())).contains(FORMATTED);
  }

  private static Stream<JavaMethodCall> calls() {
    return Production.written().stream().flatMap(type -> type.getMethodCallsFromSelf().stream());
  }
}
