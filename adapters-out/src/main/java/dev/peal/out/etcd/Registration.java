package dev.peal.out.etcd;

import static dev.peal.out.etcd.EtcdConnection.bytes;

import dev.peal.application.port.out.NodeRegistry.Node;
import dev.peal.application.port.out.StoreUnavailable;
import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.KeyValue;
import io.etcd.jetcd.kv.GetResponse;
import io.etcd.jetcd.options.GetOption;
import io.etcd.jetcd.options.PutOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// This node's key in etcd under one lease. A lease that was lost is never granted again, so a
/// registration that has failed once is of no use: another one takes its place, and overwrites the
/// key if it is still there. Confined to one thread.
final class Registration {

  private static final Logger log = LoggerFactory.getLogger(Registration.class);

  private final EtcdConnection etcd;
  private final ByteSequence prefix;
  private final ByteSequence key;
  private final long lease;
  private final Duration ttl;
  private long cluster;
  private long revision;

  /// Registers `self`. Blocks.
  ///
  /// @throws StoreUnavailable etcd could not be asked, or refused
  Registration(EtcdConnection etcd, EtcdSettings settings, Node self) {
    this.etcd = etcd;
    this.prefix = bytes(settings.prefix());
    this.key = bytes(settings.prefix() + self.id().value());
    var granted = etcd.await(etcd.leases().grant(settings.ttl().toSeconds()));
    this.lease = granted.getID();
    // The server may insist on a longer one.
    this.ttl = Duration.ofSeconds(granted.getTTL());
    etcd.await(
        etcd.keys()
            .put(
                key,
                ByteSequence.from(NodeCodec.encode(self)),
                PutOption.builder().withLeaseId(lease).build()));
  }

  Duration ttl() {
    return ttl;
  }

  /// All nodes that are registered, as of [#revision].
  ///
  /// @throws StoreUnavailable etcd could not be asked
  List<Node> list() {
    GetResponse found =
        etcd.await(etcd.keys().get(prefix, GetOption.builder().isPrefix(true).build()));
    long listedIn = found.getHeader().getClusterId();
    if (revision != 0 && (listedIn != cluster || found.getHeader().getRevision() < revision)) {
      // A watch from the old revision would stay silent until the new etcd has come that far.
      throw new StoreUnavailable("etcd: its data is not what it was before", true);
    }
    cluster = listedIn;
    revision = found.getHeader().getRevision();
    return found.getKvs().stream()
        .map(KeyValue::getValue)
        .map(ByteSequence::getBytes)
        .map(NodeCodec::decode)
        .flatMap(Optional::stream)
        .toList();
  }

  /// Revision of etcd at the last [#list].
  long revision() {
    return revision;
  }

  ByteSequence prefix() {
    return prefix;
  }

  /// Keeps the lease alive, and looks whether the key is there under it.
  ///
  /// @throws StoreUnavailable one is gone, or etcd could not be asked
  void keep() {
    etcd.await(etcd.leases().keepAliveOnce(lease));
    GetResponse found = etcd.await(etcd.keys().get(key));
    if (found.getKvs().isEmpty() || found.getKvs().getFirst().getLease() != lease) {
      throw new StoreUnavailable("etcd: this node's key is gone", true);
    }
  }

  /// Takes the key away at once. What cannot be done now, the end of the lease does.
  void revoke() {
    try {
      etcd.await(etcd.leases().revoke(lease));
    } catch (StoreUnavailable away) {
      log.info("This node stays registered until its lease ends: {}", away.getMessage());
    }
  }
}
