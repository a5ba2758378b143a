package dev.peal.acceptance.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static dev.peal.acceptance.architecture.Production.CLASSES;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Each part may depend on what its line here names, on itself, on the JDK and on JSpecify, and on
/// nothing else. A part that is not named here may depend on nothing, for it fails.
class DependenciesTest {

  private static final String DOMAIN = "dev.peal.domain..";
  private static final String PORTS_IN = "dev.peal.application.port.in..";
  private static final String PORTS_OUT = "dev.peal.application.port.out..";
  private static final String PROTOCOL = "dev.peal.protocol.v1..";
  private static final String RECORDS = "dev.peal.out.record..";
  private static final String CLIENT = "dev.peal.client..";

  private static final String LOG = "org.slf4j..";
  private static final String METRICS = "io.micrometer..";
  private static final String NETTY = "io.netty..";
  private static final String PROTOBUF = "com.google.protobuf..";
  private static final String JSON = "tools.jackson..";
  private static final String ROCKSDB = "org.rocksdb..";
  private static final String COMMAND_LINE = "picocli..";

  private record Part(String packages, List<String> allowed) {
    private static Part of(String packages, String... allowed) {
      return new Part(packages, List.of(allowed));
    }

    @Override
    public String toString() {
      return packages;
    }
  }

  static List<Part> parts() {
    return List.of(
        Part.of("dev.peal.domain.."),
        Part.of(PORTS_IN, DOMAIN),
        Part.of(PORTS_OUT, DOMAIN),
        Part.of("dev.peal.application.accounts..", DOMAIN, PORTS_IN, PORTS_OUT),
        Part.of("dev.peal.application.groups..", DOMAIN, PORTS_IN, PORTS_OUT, LOG),
        Part.of("dev.peal.application.operating..", PORTS_IN, PORTS_OUT),
        Part.of("dev.peal.application.persisting..", DOMAIN, PORTS_IN, PORTS_OUT, LOG),
        Part.of("dev.peal.application.posting..", DOMAIN, PORTS_IN, PORTS_OUT, LOG),
        Part.of("dev.peal.application.syncing..", DOMAIN, PORTS_IN, PORTS_OUT),
        Part.of("dev.peal.in.http..", DOMAIN, PORTS_IN, PORTS_OUT, LOG, METRICS, NETTY, JSON),
        Part.of(
            "dev.peal.in.websocket..",
            DOMAIN,
            PORTS_IN,
            PORTS_OUT,
            "dev.peal.in.http..",
            PROTOCOL,
            LOG,
            NETTY,
            PROTOBUF,
            JSON),
        Part.of("dev.peal.out.clock..", PORTS_OUT),
        Part.of(
            "dev.peal.out.embedded..",
            DOMAIN,
            PORTS_OUT,
            // The journal hands its records to the use case that makes rows of them.
            PORTS_IN,
            RECORDS,
            LOG,
            ROCKSDB,
            PROTOBUF,
            "com.github.benmanes.caffeine.."),
        Part.of(RECORDS, DOMAIN, PROTOBUF),
        Part.of(
            "dev.peal.out.security..", DOMAIN, PORTS_OUT, "com.auth0.jwt..", "com.password4j.."),
        Part.of(PROTOCOL, PROTOBUF),
        Part.of(CLIENT, PROTOCOL, LOG, NETTY, PROTOBUF, JSON),
        Part.of(
            "dev.peal.bench..",
            CLIENT,
            PROTOCOL,
            NETTY,
            JSON,
            ROCKSDB,
            COMMAND_LINE,
            "org.HdrHistogram.."),
        Part.of(
            "dev.peal.bootstrap.config..",
            "dev.peal.application.posting..",
            "dev.peal.in..",
            "dev.peal.out.."),
        Part.of(
            "dev.peal.bootstrap",
            DOMAIN,
            "dev.peal.application..",
            "dev.peal.in..",
            "dev.peal.out..",
            "dev.peal.bootstrap.config..",
            CLIENT,
            PROTOCOL,
            LOG,
            METRICS,
            NETTY,
            COMMAND_LINE,
            "dagger..",
            "jakarta.inject.."));
  }

  private static String[] allowedTo(Part part) {
    List<String> allowed = new ArrayList<>(part.allowed());
    allowed.addAll(List.of(part.packages(), "java..", "javax.crypto..", "org.jspecify.."));
    return allowed.toArray(String[]::new);
  }

  @ParameterizedTest
  @MethodSource("parts")
  void part_dependsOnWhatItMay_only(Part part) {
    classes()
        .that()
        .resideInAPackage(part.packages())
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(allowedTo(part))
        .allowEmptyShould(false)
        .check(CLASSES);
  }

  @Test
  void everyClass_belongsToAPart() {
    DescribedPredicate<JavaClass> inSomePart =
        JavaClass.Predicates.resideInAnyPackage(
            parts().stream().map(Part::packages).toArray(String[]::new));

    assertThat(CLASSES.stream().filter(inSomePart.negate()).map(JavaClass::getName))
        .filteredOn(name -> !name.equals("dev.peal.application.delivery.package-info"))
        .isEmpty();
  }

  @Test
  void classes_areSeen() {
    assertThat(
            Stream.of(
                "dev.peal.domain.message.Body",
                "dev.peal.application.posting.PostMessageService",
                "dev.peal.in.websocket.Gateway",
                "dev.peal.out.embedded.EmbeddedStore",
                "dev.peal.bootstrap.Main",
                "dev.peal.client.PealClient",
                "dev.peal.bench.BenchMain"))
        .allMatch(CLASSES::contain);
  }

  /// Names of third parties in the lines above that nobody needs, or that are mistyped.
  @ParameterizedTest
  @MethodSource("parts")
  void everyNameInALine_isNeeded(Part part) {
    DescribedPredicate<JavaClass> inPart = JavaClass.Predicates.resideInAPackage(part.packages());
    for (String allowed : part.allowed()) {
      DescribedPredicate<JavaClass> named = JavaClass.Predicates.resideInAPackage(allowed);
      assertThat(CLASSES.stream().filter(inPart))
          .as("%s depends on %s", part, allowed)
          .anyMatch(type ->
              type.getDirectDependenciesFromSelf().stream()
                  .anyMatch(dependency -> named.test(dependency.getTargetClass())));
    }
  }

  @Test
  void domain_hasNoCycles() {
    slices().matching("dev.peal.domain.(**)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void application_hasNoCycles() {
    slices().matching("dev.peal.application.(**)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void adapters_haveNoCycles() {
    slices().matching("dev.peal.(in|out).(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void dagger_isInBootstrapAlone() {
    DescribedPredicate<JavaClass> usesDagger =
        DescribedPredicate.describe(
            "uses Dagger",
            type ->
                type.getDirectDependenciesFromSelf().stream()
                    .anyMatch(d -> d.getTargetClass().getPackageName().startsWith("dagger")));

    assertThat(CLASSES.stream().filter(usesDagger).map(JavaClass::getPackageName))
        .isNotEmpty()
        .containsOnly("dev.peal.bootstrap");
  }
}
