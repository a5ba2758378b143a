package dev.peal.in.websocket;

import com.google.protobuf.util.JsonFormat;
import dev.peal.protocol.v1.ClientFrame;
import dev.peal.protocol.v1.Closing;
import dev.peal.protocol.v1.Error;
import dev.peal.protocol.v1.ServerFrame;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// A WebSocket client that can do everything wrong. Every read waits [#PATIENCE_MILLIS] at most.
final class RawClient implements AutoCloseable {

  static final int TEXT = 1;
  static final int BINARY = 2;
  static final int CLOSE = 8;
  static final int FINAL = 0x80;

  private static final int PATIENCE_MILLIS = 20_000;

  private final Socket socket;
  private final DataInputStream in;
  private final OutputStream out;
  private String handshake = "";

  private RawClient(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    this.out = socket.getOutputStream();
  }

  /// Connects and shakes hands; a status other than 101 is a failure.
  static RawClient connect(int port, String subprotocol) throws IOException {
    return connect(port, subprotocol, 64 << 10);
  }

  /// As above; the kernel keeps about `receiveBytes` that were not read.
  static RawClient connect(int port, String subprotocol, int receiveBytes) throws IOException {
    RawClient client = dial(port, subprotocol, receiveBytes);
    if (!client.handshake.startsWith("HTTP/1.1 101 ")) {
      throw new AssertionError("refused: " + client.handshake);
    }
    return client;
  }

  /// Connects and asks for a WebSocket; what came of it is in [#handshake].
  static RawClient dial(int port, String subprotocol, int receiveBytes) throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(receiveBytes);
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.setTcpNoDelay(true);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MILLIS);
    RawClient client = new RawClient(socket);
    client.bytes(
        ("GET /ws HTTP/1.1\r\nhost: localhost\r\nupgrade: websocket\r\nconnection: upgrade\r\n"
                + "sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                + "sec-websocket-protocol: "
                + subprotocol
                + "\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII));
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) client.in.readUnsignedByte());
    }
    client.handshake = head.toString();
    return client;
  }

  String handshake() {
    return handshake;
  }

  /// All that follows the handshake's head.
  String rest() throws IOException {
    return new String(in.readAllBytes(), StandardCharsets.UTF_8);
  }

  // ---- writing -------------------------------------------------------------------------------

  void bytes(byte[] bytes) throws IOException {
    out.write(bytes);
    out.flush();
  }

  /// One masked frame; `first` holds its flags and its opcode.
  void frame(int first, byte[] payload) throws IOException {
    ByteBuffer frame = ByteBuffer.allocate(payload.length + 14).put((byte) first);
    if (payload.length < 126) {
      frame.put((byte) (0x80 | payload.length));
    } else if (payload.length < 1 << 16) {
      frame.put((byte) 0xfe).putShort((short) payload.length);
    } else {
      frame.put((byte) 0xff).putLong(payload.length);
    }
    frame.putInt(0).put(payload).flip();
    byte[] bytes = new byte[frame.remaining()];
    frame.get(bytes);
    bytes(bytes);
  }

  void send(ClientFrame frame) throws IOException {
    frame(FINAL | BINARY, frame.toByteArray());
  }

  void text(String text) throws IOException {
    frame(FINAL | TEXT, text.getBytes(StandardCharsets.UTF_8));
  }

  // ---- reading -------------------------------------------------------------------------------

  /// The next frame, whatever its subprotocol; the end of the connection is an `EOFException`.
  ServerFrame next() throws IOException {
    while (true) {
      int opcode = in.readUnsignedByte() & 0x0f;
      int length = in.readUnsignedByte();
      byte[] payload =
          new byte
              [length < 126
                  ? length
                  : length == 126 ? in.readUnsignedShort() : Math.toIntExact(in.readLong())];
      in.readFully(payload);
      switch (opcode) {
        case BINARY -> {
          return ServerFrame.parseFrom(payload);
        }
        case TEXT -> {
          ServerFrame.Builder builder = ServerFrame.newBuilder();
          JsonFormat.parser().merge(new String(payload, StandardCharsets.UTF_8), builder);
          return builder.build();
        }
        default -> {}
      }
    }
  }

  /// The next frame of this kind; those before it are dropped.
  ServerFrame expect(ServerFrame.BodyCase kind) throws IOException {
    while (true) {
      ServerFrame frame = next();
      if (frame.getBodyCase() == kind) {
        return frame;
      }
      if (frame.hasClosing() || frame.hasError()) {
        throw new AssertionError("expected " + kind + ", got " + frame);
      }
    }
  }

  Error error() throws IOException {
    while (true) {
      ServerFrame frame = next();
      if (frame.hasError()) {
        return frame.getError();
      }
      if (frame.hasClosing() || frame.hasAccepted()) {
        throw new AssertionError("expected an error, got " + frame);
      }
    }
  }

  /// All frames up to the end of the connection.
  List<ServerFrame> untilClosed() throws IOException {
    List<ServerFrame> frames = new ArrayList<>();
    try {
      while (true) {
        frames.add(next());
      }
    } catch (EOFException closed) {
      return frames;
    }
  }

  /// Why the server closes; the connection has to end behind it.
  Closing closing() throws IOException {
    List<ServerFrame> frames = untilClosed();
    if (frames.isEmpty() || !frames.getLast().hasClosing()) {
      throw new AssertionError("expected a closing, got " + frames);
    }
    return frames.getLast().getClosing();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
