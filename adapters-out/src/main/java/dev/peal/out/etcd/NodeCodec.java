package dev.peal.out.etcd;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.peal.application.port.out.NodeRegistry.Node;
import dev.peal.application.port.out.NodeRegistry.Role;
import dev.peal.domain.session.NodeId;
import dev.peal.out.etcd.v1.NodeRecord;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Translates nodes to and from the values of their keys; see `peal/node/v1/node.proto`.
final class NodeCodec {

  private static final Logger log = LoggerFactory.getLogger(NodeCodec.class);

  private NodeCodec() {}

  static byte[] encode(Node node) {
    NodeRecord.Builder record =
        NodeRecord.newBuilder()
            .setId(node.id().value())
            .setName(node.name())
            .setAddress(node.address())
            .setStartedAtMs(node.startedAtMillis())
            .setLevel(node.level());
    node.roles().stream().sorted().map(NodeCodec::word).forEach(record::addRoles);
    return record.build().toByteArray();
  }

  /// The node, or nothing when the value is not one: somebody else's key says nothing about nodes.
  static Optional<Node> decode(byte[] value) {
    try {
      NodeRecord record = NodeRecord.parseFrom(value);
      return Optional.of(
          new Node(
              new NodeId(record.getId()),
              record.getName(),
              record.getAddress(),
              Arrays.stream(Role.values())
                  .filter(role -> record.getRolesList().contains(word(role)))
                  .collect(Collectors.toUnmodifiableSet()),
              record.getStartedAtMs(),
              record.getLevel()));
    } catch (InvalidProtocolBufferException | IllegalArgumentException malformed) {
      log.debug("A key in the registry is not a node's: {}", malformed.getMessage());
      return Optional.empty();
    }
  }

  private static String word(Role role) {
    return role.name().toLowerCase(Locale.ROOT);
  }
}
