package dev.peal.rabbit;

import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.impl.Frame;
import com.rabbitmq.client.impl.FrameHandler;
import com.rabbitmq.client.impl.FrameHandlerFactory;
import com.rabbitmq.client.impl.SocketFrameHandler;
import com.rabbitmq.client.impl.SocketFrameHandlerFactory;
import java.io.IOException;
import java.net.Socket;
import java.util.concurrent.ExecutorService;

/// Makes connections that read only while a gate lets them.
final class GatedFactory extends ConnectionFactory {

  private final ReadGate gate;
  private final ExecutorService closing;

  GatedFactory(ReadGate gate, ExecutorService closing) {
    this.gate = gate;
    this.closing = closing;
  }

  @Override
  protected synchronized FrameHandlerFactory createFrameHandlerFactory() {
    return new SocketFrameHandlerFactory(
        getConnectionTimeout(), getSocketFactory(), getSocketConfigurator(), isSSL(), closing) {
      @Override
      public FrameHandler create(Socket socket) throws IOException {
        return new SocketFrameHandler(socket, closing, Integer.MAX_VALUE) {
          @Override
          public Frame readFrame() throws IOException {
            gate.pass(socket::isClosed);
            return super.readFrame();
          }
        };
      }
    };
  }
}
