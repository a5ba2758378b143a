package dev.peal.out.etcd;

import static dev.peal.application.contract.BatchSamples.eventually;

import dev.peal.servers.RealServers;
import org.junit.jupiter.api.Test;

class ChangeWatchIT {

  @Test
  void watch_ofARevisionThatWasCompacted_saysThatItEnded() {
    try (EtcdNodes cluster = new EtcdNodes(RealServers.etcd().endpoints());
        EtcdConnection etcd = new EtcdConnection(cluster.settings())) {
      Registration registration = new Registration(etcd, cluster.settings(), EtcdNodes.node("a-1"));
      registration.list();
      cluster.compact();

      Wakeups wakeups = new Wakeups();
      try (ChangeWatch _ = new ChangeWatch(etcd, registration, wakeups)) {
        eventually("it has ended", wakeups::takeWatchEnded);
      }
      registration.revoke();
    }
  }

  @Test
  void watch_saysThatANodeCame() {
    try (EtcdNodes cluster = new EtcdNodes(RealServers.etcd().endpoints());
        EtcdConnection etcd = new EtcdConnection(cluster.settings())) {
      Registration registration = new Registration(etcd, cluster.settings(), EtcdNodes.node("a-1"));
      registration.list();
      Wakeups wakeups = new Wakeups();
      try (ChangeWatch _ = new ChangeWatch(etcd, registration, wakeups)) {
        cluster.start("b-1");

        eventually("it was said", wakeups::takeChanged);
      }
      registration.revoke();
    }
  }
}
