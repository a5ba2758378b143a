package dev.peal.bootstrap;

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

  @Override
  public Integer call() throws InterruptedException {
    Settings configured = ClusterAgreement.settings(options.configuration(System.getenv()));
    Settings settings = withinLimits(acceptLoss ? configured.acceptingLoss() : configured);
    if (untilInputEnds) {
      Thread.ofPlatform().daemon().name("input-end").start(ServeCommand::exitWhenInputEnds);
    }
    // Opens the store, or finds the servers: what cannot be used is told before the warm-up.
    Node node = component(settings).node();
    if (settings.node().warmUp()) {
      WarmUp.run(settings);
    }
    int port = node.start();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(node), "shutdown"));
    System.out.println("Peal listens on http://" + shownHost(settings) + ":" + port);
    new CountDownLatch(1).await();
    return 0;
  }

  /// Bounds connections and the store's files by what the process may have open.
  private static Settings withinLimits(Settings settings) {
    Optional<FileDescriptors> here = FileDescriptors.here(settings.cluster().isPresent());
    if (here.isEmpty()) {
      return settings;
    }
    FileDescriptors allowed = here.get();
    int wanted = settings.http().maxConnections();
    if (allowed.connections() < wanted) {
      log.warn(
          "Only {} file descriptors are allowed (ulimit -n): {} connections are taken at once, not"
              + " {} (server.max-connections), for which {} would be needed",
          allowed.limit(),
          allowed.connections(),
          wanted,
          allowed.limitFor(wanted));
    }
    return settings.within(allowed.connections(), allowed.storeFiles(), allowed.allowWarmUp());
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

  /// Stops the node. The process then ends with 0, and not with the signal's number as it would by
  /// itself, since going down in order is a success.
  private static void stop(Node node) {
    log.info("Going down");
    int exitCode = 1;
    try {
      node.stop();
      log.info("Down; nothing was lost");
      exitCode = 0;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException failure) {
      log.error("Going down failed; the next start goes on from the journal", failure);
    }
    Runtime.getRuntime().halt(exitCode);
  }
}
