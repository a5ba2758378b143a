package dev.peal.client;

import dev.peal.protocol.v1.ClientFrame;
import java.util.ArrayList;
import java.util.List;

/// Keeps what is written.
final class FakeWire implements Wire {
  final List<ClientFrame> written = new ArrayList<>();
  private long lastId;

  @Override
  public long write(ClientFrame.Builder frame) {
    long id = ++lastId;
    written.add(frame.setId(id).build());
    return id;
  }

  /// Answers what was written since the last call.
  List<ClientFrame> take() {
    List<ClientFrame> taken = List.copyOf(written);
    written.clear();
    return taken;
  }

  List<ClientFrame> take(ClientFrame.BodyCase kind) {
    return take().stream().filter(frame -> frame.getBodyCase() == kind).toList();
  }
}
