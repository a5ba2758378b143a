package dev.peal.out.etcd;

import static dev.peal.application.contract.BatchSamples.eventually;
import static dev.peal.out.etcd.EtcdNodes.ids;
import static org.assertj.core.api.Assertions.assertThat;

import dev.peal.servers.ServerName;
import dev.peal.servers.ServerSet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An etcd of the test's own dies and comes back.
class EtcdAwayIT {

  private static final List<String> BOTH = List.of("a-1", "b-1");

  @TempDir Path folder;

  @Test
  void etcd_thatComesBack_findsTheNodesAgain_whichKnewEachOtherAllAlong() {
    away(() -> {});
  }

  @Test
  void etcd_thatComesBackEmpty_isFilledAgain_whileTheNodesKnewEachOtherAllAlong() {
    away(() -> delete(folder.resolve("servers/etcd/data")));
  }

  private void away(Runnable meanwhile) {
    try (ServerSet servers = ServerSet.start(folder.resolve("servers"), ServerName.ETCD);
        EtcdNodes cluster = new EtcdNodes(servers.etcd().endpoints())) {
      EtcdNodeRegistry one = cluster.start("a-1");
      EtcdNodeRegistry two = cluster.start("b-1");
      eventually("both are known", () -> ids(one).equals(BOTH) && ids(two).equals(BOTH));
      List<List<?>> told = new CopyOnWriteArrayList<>();
      one.onChange(told::add);
      long lease = cluster.lease("a-1").orElseThrow();

      servers.kill(ServerName.ETCD);
      meanwhile.run();
      long dead = System.nanoTime();
      eventually(
          "longer than a lease has passed",
          () -> System.nanoTime() - dead > EtcdNodes.TTL.plusSeconds(1).toNanos());
      assertThat(ids(one)).isEqualTo(BOTH);
      servers.start(ServerName.ETCD);

      eventually(
          "both are registered again",
          () ->
              cluster.lease("a-1").filter(now -> now != lease).isPresent()
                  && cluster.lease("b-1").isPresent());
      EtcdNodeRegistry three = cluster.start("c-1");
      eventually("the new one is seen", () -> ids(one).size() == 3 && ids(two).size() == 3);
      assertThat(ids(three)).hasSize(3);
      // At first, and when the third came: never was somebody missing.
      assertThat(told).hasSize(2);
    }
  }

  private static void delete(Path data) {
    assertThat(data).isDirectory();
    try (Stream<Path> files = Files.walk(data)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
