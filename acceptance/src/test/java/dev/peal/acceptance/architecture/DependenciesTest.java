package dev.peal.acceptance.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static dev.peal.acceptance.architecture.Production.CLASSES;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Who may know whom.
class DependenciesTest {

  private static final String DOMAIN = "dev.peal.domain..";
  private static final String PORTS_IN = "dev.peal.application.port.in";
  private static final String PORTS_OUT = "dev.peal.application.port.out";
  private static final String PROTOCOL = "dev.peal.protocol.v1";
  private static final String PEERS = "dev.peal.peer";
  private static final String PEER_FRAMES = "dev.peal.peer.v1";
  private static final String RECORDS = "dev.peal.out.record";
  private static final String RECORDS_AS_BYTES = "dev.peal.out.record.v1";
  private static final String NODES_AS_BYTES = "dev.peal.out.etcd.v1";
  private static final String CLIENT = "dev.peal.client";
  private static final String BENCH_RUN = "dev.peal.bench.run";
  private static final String BENCH_CROWD = "dev.peal.bench.crowd";

  private static final String OUTAGES = "dev.peal.application.outage";
  private static final String LOG = "org.slf4j..";
  private static final String METRICS = "io.micrometer..";
  private static final String GRPC = "io.grpc";
  private static final String GRPC_ON_NETTY = "io.grpc.netty.shaded..";
  private static final String NETTY = "io.netty..";
  private static final String PROTOBUF = "com.google.protobuf..";
  private static final String JSON = "tools.jackson..";
  private static final String JOOQ = "org.jooq..";
  private static final String REDIS = "redis.clients.jedis..";
  private static final String ROCKSDB = "org.rocksdb..";
  private static final String COMMAND_LINE = "picocli..";
  private static final String RABBIT = "dev.peal.rabbit";
  private static final String AMQP = "com.rabbitmq.client..";

  /// One package, without those below it, and what it may depend on besides itself, the JDK and
  /// JSpecify.
  record Part(String name, List<String> allowed) {
    static Part of(String name, String... allowed) {
      return new Part(name, List.of(allowed));
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /// The allow-lists: a line for every package, with what it needs and nothing more.
  static List<Part> parts() {
    return List.of(
        Part.of("dev.peal.domain.account", "dev.peal.domain.session"),
        Part.of("dev.peal.domain.conversation", "dev.peal.domain.group", "dev.peal.domain.session"),
        Part.of("dev.peal.domain.group", "dev.peal.domain.account", "dev.peal.domain.session"),
        Part.of(
            "dev.peal.domain.message",
            "dev.peal.domain.conversation",
            "dev.peal.domain.sequence",
            "dev.peal.domain.session"),
        Part.of(
            "dev.peal.domain.sequence",
            "dev.peal.domain.conversation",
            "dev.peal.domain.group",
            "dev.peal.domain.session"),
        Part.of("dev.peal.domain.session"),
        Part.of(PORTS_IN, DOMAIN),
        Part.of(PORTS_OUT, DOMAIN),
        Part.of("dev.peal.application.accounts", DOMAIN, PORTS_IN, PORTS_OUT),
        Part.of("dev.peal.application.delivery", DOMAIN, PORTS_IN, PORTS_OUT, LOG),
        Part.of("dev.peal.application.groups", DOMAIN, PORTS_IN, PORTS_OUT, LOG),
        Part.of("dev.peal.application.operating", DOMAIN, PORTS_IN, PORTS_OUT, LOG),
        Part.of("dev.peal.application.outage", PORTS_OUT, LOG),
        Part.of("dev.peal.application.persisting", DOMAIN, PORTS_IN, PORTS_OUT, OUTAGES, LOG),
        Part.of("dev.peal.application.posting", DOMAIN, PORTS_IN, PORTS_OUT, OUTAGES, LOG),
        Part.of("dev.peal.application.syncing", DOMAIN, PORTS_IN, PORTS_OUT, LOG),
        Part.of(
            "dev.peal.in.grpc",
            DOMAIN,
            PORTS_IN,
            // What a frame of a newer node is when it cannot be read.
            PORTS_OUT,
            PEERS,
            PEER_FRAMES,
            OUTAGES,
            LOG,
            GRPC,
            GRPC_ON_NETTY,
            PROTOBUF),
        Part.of(
            "dev.peal.in.http", DOMAIN, PORTS_IN, PORTS_OUT, OUTAGES, LOG, METRICS, NETTY, JSON),
        Part.of(
            "dev.peal.in.websocket",
            DOMAIN,
            PORTS_IN,
            PORTS_OUT,
            // A session begins as a request to upgrade.
            "dev.peal.in.http",
            PROTOCOL,
            OUTAGES,
            LOG,
            NETTY,
            PROTOBUF,
            JSON),
        Part.of("dev.peal.in.rabbit", DOMAIN, PORTS_IN, PORTS_OUT, RABBIT, AMQP, OUTAGES, LOG),
        Part.of("dev.peal.out.clock", PORTS_OUT),
        Part.of(
            "dev.peal.out.embedded",
            DOMAIN,
            PORTS_OUT,
            // The journal hands its records to the use case that makes rows of them.
            PORTS_IN,
            RECORDS,
            RECORDS_AS_BYTES,
            OUTAGES,
            LOG,
            ROCKSDB,
            PROTOBUF,
            "com.github.benmanes.caffeine.."),
        Part.of(
            "dev.peal.out.mysql",
            DOMAIN,
            PORTS_OUT,
            "dev.peal.out.breaker",
            RECORDS,
            LOG,
            "javax.sql",
            "dev.peal.out.mysql.schema",
            "dev.peal.out.mysql.schema.tables",
            JOOQ,
            "com.zaxxer.hikari..",
            "org.flywaydb.core.."),
        Part.of("dev.peal.out.breaker"),
        Part.of("dev.peal.out.mysql.schema", "dev.peal.out.mysql.schema.tables", JOOQ),
        Part.of("dev.peal.out.mysql.schema.tables", "dev.peal.out.mysql.schema", JOOQ),
        Part.of("dev.peal.out.rabbit", DOMAIN, PORTS_OUT, RECORDS, RABBIT, AMQP, OUTAGES, LOG),
        Part.of(
            "dev.peal.out.etcd",
            DOMAIN,
            PORTS_OUT,
            NODES_AS_BYTES,
            OUTAGES,
            LOG,
            PROTOBUF,
            "io.etcd.jetcd..",
            // Only for certificates.
            GRPC,
            "io.grpc.netty",
            "io.netty.handler.ssl"),
        Part.of(NODES_AS_BYTES, PROTOBUF),
        Part.of(
            "dev.peal.out.grpc",
            DOMAIN,
            PORTS_OUT,
            PEERS,
            PEER_FRAMES,
            RECORDS,
            OUTAGES,
            LOG,
            GRPC,
            GRPC_ON_NETTY,
            PROTOBUF,
            "javax.net.ssl"),
        // A record of a newer release is none of the stores' failures.
        Part.of(RECORDS, DOMAIN, PORTS_OUT, RECORDS_AS_BYTES, PROTOBUF),
        Part.of(RECORDS_AS_BYTES, PROTOBUF),
        Part.of(
            "dev.peal.out.redis",
            DOMAIN,
            PORTS_OUT,
            "dev.peal.out.breaker",
            OUTAGES,
            LOG,
            REDIS,
            "com.github.benmanes.caffeine.."),
        Part.of("dev.peal.out.security", DOMAIN, PORTS_OUT, "com.auth0.jwt..", "com.password4j.."),
        Part.of(PROTOCOL, PROTOBUF),
        // What the two adapters of the journal in RabbitMQ agree on.
        Part.of(RABBIT, PORTS_OUT, AMQP, LOG, "javax.net.."),
        Part.of(PEERS, GRPC, "javax.crypto.."),
        Part.of(PEER_FRAMES, PROTOBUF, GRPC, "io.grpc.protobuf", "io.grpc.stub.."),
        Part.of(CLIENT, PROTOCOL, LOG, NETTY, PROTOBUF, JSON),
        Part.of(
            "dev.peal.bench",
            BENCH_RUN,
            "dev.peal.bench.burst",
            "dev.peal.bench.compare",
            "dev.peal.bench.curve",
            "dev.peal.bench.journal",
            "dev.peal.bench.ladder",
            "dev.peal.bench.limit",
            "dev.peal.bench.steady",
            "dev.peal.bench.store",
            COMMAND_LINE),
        Part.of(
            "dev.peal.bench.burst",
            BENCH_RUN,
            BENCH_CROWD,
            CLIENT,
            PROTOCOL,
            NETTY,
            JSON,
            COMMAND_LINE,
            "org.HdrHistogram.."),
        Part.of("dev.peal.bench.chart"),
        Part.of(
            "dev.peal.bench.compare",
            BENCH_RUN,
            JSON,
            COMMAND_LINE,
            "org.apache.commons.statistics.inference"),
        Part.of(
            "dev.peal.bench.journal",
            BENCH_RUN,
            DOMAIN,
            PORTS_OUT,
            "dev.peal.in.rabbit",
            "dev.peal.out.rabbit",
            "dev.peal.out.clock",
            RECORDS,
            RABBIT,
            AMQP,
            JSON,
            COMMAND_LINE),
        Part.of(
            "dev.peal.bench.limit",
            BENCH_RUN,
            "dev.peal.bench.burst",
            CLIENT,
            PROTOCOL,
            NETTY,
            JSON,
            COMMAND_LINE),
        Part.of(
            "dev.peal.bench.ladder",
            BENCH_RUN,
            "dev.peal.bench.burst",
            "dev.peal.bench.chart",
            "dev.peal.bench.ladder.rung",
            CLIENT,
            JSON,
            COMMAND_LINE),
        Part.of(
            "dev.peal.bench.ladder.rung",
            DOMAIN,
            "dev.peal.application..",
            "dev.peal.in..",
            "dev.peal.out..",
            RABBIT,
            AMQP,
            CLIENT,
            "dev.peal.bootstrap",
            "dev.peal.bootstrap.config",
            LOG,
            NETTY,
            PROTOBUF,
            REDIS,
            METRICS,
            "com.zaxxer.hikari..",
            "dagger..",
            "jakarta.inject.."),
        Part.of(BENCH_RUN, JSON, COMMAND_LINE),
        Part.of(BENCH_CROWD, BENCH_RUN, CLIENT, PROTOCOL, NETTY),
        Part.of(
            "dev.peal.bench.curve",
            BENCH_RUN,
            "dev.peal.bench.burst",
            "dev.peal.bench.chart",
            "dev.peal.bench.idle",
            "dev.peal.bench.steady",
            JSON,
            COMMAND_LINE),
        Part.of("dev.peal.bench.idle", BENCH_RUN, BENCH_CROWD, CLIENT, PROTOCOL, NETTY),
        Part.of(
            "dev.peal.bench.steady",
            BENCH_RUN,
            BENCH_CROWD,
            "dev.peal.bench.burst",
            CLIENT,
            PROTOCOL,
            NETTY,
            JSON,
            COMMAND_LINE,
            "org.HdrHistogram.."),
        Part.of(
            "dev.peal.bench.store", BENCH_RUN, JSON, ROCKSDB, COMMAND_LINE, "com.mysql.cj.jdbc"),
        Part.of("dev.peal.servers", "org.testcontainers.."),
        Part.of(
            "dev.peal.bootstrap.config",
            "dev.peal.domain.group",
            PORTS_OUT,
            PEERS,
            RABBIT,
            "dev.peal.application.posting",
            "dev.peal.in..",
            "dev.peal.out.."),
        Part.of(
            "dev.peal.bootstrap",
            DOMAIN,
            "dev.peal.application..",
            "dev.peal.in..",
            "dev.peal.out..",
            PEERS,
            RABBIT,
            "dev.peal.bootstrap.config",
            CLIENT,
            PROTOCOL,
            LOG,
            METRICS,
            NETTY,
            COMMAND_LINE,
            "com.sun.management",
            "dagger..",
            "jakarta.inject.."));
  }

  @ParameterizedTest
  @MethodSource("parts")
  void part_dependsOnWhatItMay_only(Part part) {
    List<String> allowed = new ArrayList<>(part.allowed());
    allowed.addAll(List.of(part.name(), "java..", "org.jspecify.."));
    checkThatOnly(part.name(), allowed);
  }

  @Test
  void everyPackage_hasAnAllowList() {
    Set<String> named = parts().stream().map(Part::name).collect(Collectors.toSet());

    assertThat(CLASSES.stream().map(JavaClass::getPackageName).distinct())
        .allSatisfy(name ->
            assertThat(named)
                .as(
                    "the package %s has no allow-list: add a line to DependenciesTest.parts()"
                        + " that names what it may depend on",
                    name)
                .contains(name));
  }

  /// A name that nobody needs, or that is mistyped, would allow what it should not, or nothing.
  @ParameterizedTest
  @MethodSource("parts")
  void everyNameInAnAllowList_isNeeded(Part part) {
    for (String allowed : part.allowed()) {
      assertThat(CLASSES.stream().filter(resideInAPackage(part.name())))
          .as("classes of %s that need %s", part, allowed)
          .anyMatch(type -> dependsOn(type, allowed));
    }
  }

  private static boolean dependsOn(JavaClass type, String packages) {
    return type.getDirectDependenciesFromSelf().stream()
        .anyMatch(dependency -> resideInAPackage(packages).test(dependency.getTargetClass()));
  }

  /// No clock, no files, no sockets, no threads' tools: what it decides depends on its arguments.
  @Test
  void domain_takesOfTheJdk_whatHasNoEffects() {
    checkThatOnly(
        DOMAIN,
        List.of(
            DOMAIN,
            "org.jspecify..",
            "java.lang..",
            "java.util",
            "java.util.function",
            "java.util.stream",
            "java.text",
            "java.nio",
            "java.nio.charset",
            // Of this one MessageDigest and no randomness, and of the next URI and no sockets.
            "java.security",
            "java.net"));
  }

  @Test
  void application_takesOfTheJdk_neitherFilesNorSocketsNorDatabases() {
    checkThatOnly(
        "dev.peal.application..",
        List.of("dev.peal..", "org.jspecify..", LOG, "java.lang..", "java.util..", "java.time"));
  }

  private static void checkThatOnly(String packages, List<String> allowed) {
    classes()
        .that()
        .resideInAPackage(packages)
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(allowed.toArray(String[]::new))
        .allowEmptyShould(false)
        .check(CLASSES);
  }

  @Test
  void packages_haveNoCycles() {
    slices()
        .matching("dev.peal.(**)")
        .should()
        .beFreeOfCycles()
        .allowEmptyShould(false)
        // What jOOQ writes refers to itself in circles.
        .check(CLASSES.that(not(resideInAPackage("dev.peal.out.mysql.schema.."))));
  }

  @Test
  void classes_ofEveryModule_areSeen() {
    assertThat(
            Stream.of(
                "dev.peal.domain.message.Body",
                "dev.peal.application.posting.PostMessageService",
                "dev.peal.in.websocket.Gateway",
                "dev.peal.out.embedded.EmbeddedStore",
                "dev.peal.protocol.v1.ClientFrame",
                "dev.peal.bootstrap.Main",
                "dev.peal.client.PealClient",
                "dev.peal.bench.BenchMain"))
        .allMatch(CLASSES::contain);
  }
}
