package dev.peal.bootstrap;

import dev.peal.bootstrap.config.Configuration;
import dev.peal.bootstrap.config.Settings;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Runs a node until it is told to stop (SIGTERM or SIGINT, or the end of its standard input).
@Command(name = "serve", description = "Run the server.", mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {

  private static final Logger log = LoggerFactory.getLogger(ServeCommand.class);

  @Mixin private ConfigurationOptions options = new ConfigurationOptions();

  @Option(
      names = "--until-input-ends",
      description =
          "Go down, as at SIGTERM, when standard input ends: a program that starts the server"
              + " with a pipe there does not leave it behind, whatever way that program dies.")
  private boolean untilInputEnds;

  @Option(
      names = "--accept-loss",
      description =
          "Start with an embedded store that is damaged or not whole: go on with what can be read,"
              + " in a new epoch, so that no number is given twice. What there was is kept beside"
              + " it. A store that is whole starts as always.")
  private boolean acceptLoss;

  private final Ending ending;

  ServeCommand(Ending ending) {
    this.ending = ending;
  }

  @Override
  public Integer call() throws InterruptedException {
    try {
      start();
    } catch (InterruptedException | RuntimeException failure) {
      if (!ending.told()) {
        throw failure;
      }
      // Whatever it was, it comes of being told to end.
      ending.takenBack();
    }
    return awaitTheEnd();
  }

  /// The process ends by way of [Ending].
  private static int awaitTheEnd() {
    var never = new CountDownLatch(1);
    while (true) {
      try {
        never.await();
      } catch (InterruptedException told) {
        log.debug("Told to end");
      }
    }
  }

  /// What an operator has to mend is found in this order: the configuration, addresses that cannot
  /// be listened on, the folder for native libraries, the store or the servers; then comes the
  /// warm-up, and only then is anybody told of this node.
  private void start() throws InterruptedException {
    Configuration values = options.configuration(System.getenv());
    if (untilInputEnds) {
      Thread.ofPlatform().daemon().name("input-end").start(ServeCommand::exitWhenInputEnds);
    }
    checkAddresses(Settings.of(values));
    Settings configured = ClusterAgreement.settings(values);
    Optional<FileDescriptors> here = FileDescriptors.here(configured.cluster().isPresent());
    Settings settings = withinLimits(acceptLoss ? configured.acceptingLoss() : configured, here);
    ScratchFolder scratch = ScratchFolder.open(settings.store().folder());
    Node node = component(settings).node();
    here.ifPresent(allowed -> warnOfLimits(allowed, configured.http().maxConnections()));
    goOn();
    if (settings.node().warmUp()) {
      WarmUp.run(settings, scratch);
    }
    goOn();
    int port = node.start();
    if (!ending.runs(node)) {
      node.stop();
      throw new InterruptedException();
    }
    System.out.println("Peal listens on http://" + shownHost(settings) + ":" + port);
  }

  private static void checkAddresses(Settings settings) {
    FreeAddress.check("server.host", settings.http().host(), "server.port", settings.http().port());
    settings
        .cluster()
        .ifPresent(cluster ->
            FreeAddress.check(
                "cluster.listen-host",
                cluster.peers().host(),
                "cluster.listen-port",
                cluster.peers().port()));
  }

  private void goOn() throws InterruptedException {
    if (ending.told()) {
      throw new InterruptedException();
    }
  }

  /// Bounds connections and the store's files by what the process may have open.
  private static Settings withinLimits(Settings settings, Optional<FileDescriptors> here) {
    return here.map(allowed ->
            settings.within(allowed.connections(), allowed.storeFiles(), allowed.allowWarmUp()))
        .orElse(settings);
  }

  /// Behind what ends the start, so that a first error is one sentence.
  private static void warnOfLimits(FileDescriptors allowed, int wanted) {
    if (allowed.connections() < wanted) {
      log.warn(
          "Only {} file descriptors are allowed (ulimit -n): {} connections are taken at once, not"
              + " {} (server.max-connections), for which {} would be needed",
          allowed.limit(),
          allowed.connections(),
          wanted,
          allowed.limitFor(wanted));
    }
  }

  private static NodeComponent component(Settings settings) {
    return settings
        .cluster()
        .<NodeComponent>map(cluster -> DaggerClusterComponent.factory().create(settings, cluster))
        .orElseGet(() -> DaggerEmbeddedComponent.factory().create(settings));
  }

  /// Exits by way of the shutdown hook; before there is one, there is nothing to go down.
  private static void exitWhenInputEnds() {
    try {
      System.in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException broken) {
      log.info("Standard input broke: {}", broken.getMessage());
    }
    System.exit(0);
  }

  private static String shownHost(Settings settings) {
    String host = settings.http().host();
    return host.contains(":") ? "[" + host + "]" : host;
  }
}
