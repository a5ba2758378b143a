package dev.peal.bench.ladder.rung;

import dev.peal.bootstrap.Node;
import dev.peal.bootstrap.config.Configuration;
import dev.peal.bootstrap.config.Settings;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The server of a rung, as a process of its own. Arguments: the rung's number, and a file with the
/// addresses of the servers as `bin/services` writes it. It prints where it takes connections, and
/// ends when its input does.
public final class RungMain {

  private static final Logger log = LoggerFactory.getLogger(RungMain.class);

  private RungMain() {}

  /// Runs until it is told to end.
  public static void main(String[] args) throws InterruptedException {
    if (args.length != 2) {
      System.err.println("arguments: " + args.length + " (expected: a rung and a services file)");
      System.exit(2);
    }
    Thread.ofPlatform().daemon().name("input-end").start(RungMain::exitWhenInputEnds);
    try {
      serve(Rung.of(Integer.parseInt(args[0])), Path.of(args[1]));
    } catch (RuntimeException failure) {
      log.error("The server does not start", failure);
      // Threads of what was made already would keep the process alive.
      System.exit(1);
    }
    new CountDownLatch(1).await();
  }

  private static void serve(Rung rung, Path services) {
    Node node = node(rung, settings(rung, services));
    int port = node.start();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(node), "shutdown"));
    System.out.println(rung + " listens on http://127.0.0.1:" + port);
  }

  private static Node node(Rung rung, Settings settings) {
    return DaggerRungComponent.factory()
        .create(rung, settings, settings.cluster().orElseThrow())
        .node();
  }

  /// One message a batch, none of which waits for a pace, and a minute for each: the lower rungs
  /// are slow.
  private static Settings settings(Rung rung, Path services) {
    return Settings.of(
        Configuration.defaults()
            .withFile(services)
            .withEnvironment(System.getenv())
            .with("profile", "cluster")
            .with("node.name", "rung-" + rung.number())
            .with("server.host", "127.0.0.1")
            .with("server.port", "0")
            .with("posting.batch-messages", "1")
            .with("posting.large-members", "1000000000")
            .with("posting.confirm-timeout", "60s"));
  }

  private static void exitWhenInputEnds() {
    try {
      var _ = System.in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException broken) {
      System.err.println("standard input broke: " + broken.getMessage());
    }
    System.exit(0);
  }

  private static void stop(Node node) {
    try {
      node.stop();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
