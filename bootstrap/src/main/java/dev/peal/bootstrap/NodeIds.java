package dev.peal.bootstrap;

import dev.peal.domain.session.NodeId;
import java.security.SecureRandom;
import java.util.HexFormat;

/// Makes ids of nodes: the node's name and a number of this life of it.
final class NodeIds {

  private static final int LIFE_BYTES = 6;
  private static final int NAME_LENGTH = 64;

  private NodeIds() {}

  static NodeId of(String name) {
    byte[] life = new byte[LIFE_BYTES];
    new SecureRandom().nextBytes(life);
    String shown = name.replaceAll("[^A-Za-z0-9_-]", "_");
    return new NodeId(
        shown.substring(0, Math.min(NAME_LENGTH, shown.length()))
            + "."
            + HexFormat.of().formatHex(life));
  }
}
