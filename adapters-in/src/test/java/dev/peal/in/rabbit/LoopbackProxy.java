package dev.peal.in.rabbit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// A network between a client and the broker that fails when it is told to.
final class LoopbackProxy implements AutoCloseable {

  private final InetSocketAddress target;
  private final ServerSocket listening;
  private final List<Socket> open = new CopyOnWriteArrayList<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private boolean refusing;
  private boolean answersHeld;
  private boolean requestsHeld;

  LoopbackProxy(String host, int port) {
    this.target = new InetSocketAddress(host, port);
    try {
      this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    Thread.ofVirtual().start(this::accept);
  }

  String address() {
    return "127.0.0.1:" + listening.getLocalPort();
  }

  /// Closes all connections as a dying network does; new ones are made as before.
  void cut() {
    open.forEach(LoopbackProxy::reset);
    open.clear();
  }

  /// Whether new connections are closed at once.
  void refuse(boolean yes) {
    set(() -> refusing = yes);
  }

  /// Whether what the broker says stays in the network.
  void holdAnswers(boolean yes) {
    set(() -> answersHeld = yes);
  }

  /// Whether what the client says stays in the network.
  void holdRequests(boolean yes) {
    set(() -> requestsHeld = yes);
  }

  private void set(Runnable change) {
    lock.lock();
    try {
      change.run();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listening.accept();
        if (refusing()) {
          reset(client);
          continue;
        }
        Socket server = new Socket();
        server.connect(target);
        open.add(client);
        open.add(server);
        Thread.ofVirtual().start(() -> forward(client, server, false));
        Thread.ofVirtual().start(() -> forward(server, client, true));
      }
    } catch (IOException closed) {
      cut();
    }
  }

  private boolean refusing() {
    lock.lock();
    try {
      return refusing;
    } finally {
      lock.unlock();
    }
  }

  private void forward(Socket from, Socket to, boolean answers) {
    byte[] buffer = new byte[16_384];
    try (InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream()) {
      awaitFlow(answers);
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        awaitFlow(answers);
        out.write(buffer, 0, read);
        awaitFlow(answers);
      }
    } catch (IOException | InterruptedException broken) {
      reset(from);
      reset(to);
    }
  }

  private void awaitFlow(boolean answers) throws InterruptedException {
    lock.lock();
    try {
      while (answers ? answersHeld : requestsHeld) {
        changed.await();
      }
    } finally {
      lock.unlock();
    }
  }

  private static void reset(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException alreadyGone) {
      // That is what was wanted.
    }
  }

  @Override
  public void close() {
    holdAnswers(false);
    holdRequests(false);
    try {
      listening.close();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    cut();
  }
}
