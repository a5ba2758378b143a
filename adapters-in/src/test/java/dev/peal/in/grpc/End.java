package dev.peal.in.grpc;

import dev.peal.application.contract.PeerLinkContract.Other;
import dev.peal.application.contract.PeerLinkContract.Told;
import dev.peal.application.port.out.NodeRegistry.Node;
import dev.peal.application.port.out.NodeRegistry.Role;
import dev.peal.domain.session.NodeId;
import dev.peal.out.record.RecordCodec;
import dev.peal.peer.GrpcSettings;
import dev.peal.peer.PeerTrust;
import java.util.List;
import java.util.Set;

/// The receiving half of a node, listening on a free port.
final class End implements Other, AutoCloseable {

  static final String SECRET = "a secret of the cluster";

  private final NodeId id;
  private final Receiver receiver = new Receiver();
  private final PeerServer server;
  private final int port;
  private final String address;

  End(String id) {
    this(id, settings(0, PeerTrust.ofSecret(SECRET)));
  }

  End(String id, GrpcSettings settings) {
    this.id = new NodeId(id);
    this.server = new PeerServer(settings, this.id, RecordCodec::decodeBatch, receiver);
    this.port = server.start();
    this.address = settings.address(port);
  }

  static GrpcSettings settings(int port, PeerTrust trust) {
    return GrpcSettings.defaults("127.0.0.1", port, trust);
  }

  Node node() {
    return FakeRegistry.node(id, address, Role.GATEWAY);
  }

  int port() {
    return port;
  }

  Set<NodeId> linked() {
    return server.linked();
  }

  Receiver receiver() {
    return receiver;
  }

  @Override
  public NodeId id() {
    return id;
  }

  @Override
  public List<Told> told() {
    return receiver.told().stream().filter(told -> !(told instanceof Told.MissedUnknown)).toList();
  }

  @Override
  public void close() {
    server.close();
  }
}
