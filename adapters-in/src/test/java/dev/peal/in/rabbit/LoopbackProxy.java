package dev.peal.in.rabbit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// A network between a client and the broker that fails when it is told to.
final class LoopbackProxy implements AutoCloseable {

  private final InetSocketAddress target;
  private final ServerSocket listening;
  private final List<Socket> open = new CopyOnWriteArrayList<>();

  /// What each client said first, by its socket: among it the name that it gives its connection.
  private final Map<Socket, String> names = new ConcurrentHashMap<>();

  /// Clients to which nothing is brought any more.
  private final Set<Socket> deaf = ConcurrentHashMap.newKeySet();

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

  /// From now on, what the broker says on the connections that are open and have this name stays in
  /// the network.
  void deafen(String name) {
    set(() ->
        names.forEach((client, said) -> {
          if (said.contains(name)) {
            deaf.add(client);
          }
        }));
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
      awaitFlow(to, answers);
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        if (!answers && names.getOrDefault(from, "").length() < 2_000) {
          names.merge(from, new String(buffer, 0, read, ISO_8859_1), String::concat);
        }
        awaitFlow(to, answers);
        out.write(buffer, 0, read);
        awaitFlow(to, answers);
      }
    } catch (IOException | InterruptedException broken) {
      reset(from);
      reset(to);
    }
  }

  private void awaitFlow(Socket to, boolean answers) throws InterruptedException {
    lock.lock();
    try {
      while (answers ? answersHeld || deaf.contains(to) : requestsHeld) {
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
    set(deaf::clear);
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
