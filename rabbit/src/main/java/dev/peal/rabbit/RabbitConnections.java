package dev.peal.rabbit;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Address;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.PossibleAuthenticationFailureException;
import com.rabbitmq.client.ShutdownSignalException;
import dev.peal.application.port.out.StoreUnavailable;
import java.io.IOException;
import java.net.Socket;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;

/// Opens connections to the broker. None of them recovers by itself: the client's own recovery
/// forgets what was published and not yet confirmed, so whoever holds a connection opens another.
///
/// Thread-safe.
public final class RabbitConnections {

  /// How long the broker may take for one answer on a channel.
  private static final int RPC_TIMEOUT_MILLIS = 10_000;

  private final RabbitSettings settings;
  private final List<Address> addresses;
  private final ExecutorService callbacks = Executors.newVirtualThreadPerTaskExecutor();

  public RabbitConnections(RabbitSettings settings) {
    this.settings = settings;
    this.addresses = settings.addresses().stream().map(Address::parseAddress).toList();
  }

  /// Opens a connection; `purpose` is its name in the broker's lists. Blocks for at most twice the
  /// connect timeout an address.
  ///
  /// @throws StoreUnavailable no address answers as RabbitMQ does; the sentence says which and what
  ///   to do
  public RabbitConnection open(String purpose) {
    return open(purpose, new ConnectionFactory());
  }

  /// The same, and what comes on the connection is read only while `gate` lets it.
  public RabbitConnection open(String purpose, ReadGate gate) {
    return open(purpose, new GatedFactory(gate, callbacks));
  }

  private RabbitConnection open(String purpose, ConnectionFactory factory) {
    var socket = new AtomicReference<Socket>();
    prepare(factory, socket, purpose);
    try {
      return new RabbitConnection(factory.newConnection(addresses, purpose), socket);
    } catch (PossibleAuthenticationFailureException refused) {
      throw unavailable(
          "refuses the user "
              + settings.user()
              + " at the virtual host "
              + settings.virtualHost()
              + "; check rabbitmq.user, rabbitmq.password and rabbitmq.virtual-host, and the user's"
              + " rights there",
          refused);
    } catch (IOException | TimeoutException | RuntimeException failure) {
      if (refusal(failure).contains("vhost")) {
        throw unavailable(
            "does not let the user "
                + settings.user()
                + " use the virtual host "
                + settings.virtualHost()
                + " ("
                + refusal(failure)
                + "); make it, grant rights on it, or correct rabbitmq.virtual-host",
            failure);
      }
      throw unavailable(
          "cannot be reached ("
              + reason(failure)
              + "); check that it runs, and rabbitmq.addresses and rabbitmq.tls",
          failure);
    }
  }

  /// What the broker said when it closed the connection; empty when it did not.
  private static String refusal(Exception failure) {
    Throwable cause = failure;
    for (int depth = 0; cause != null && depth < 5; depth++) {
      if (cause instanceof ShutdownSignalException closed
          && closed.getReason() instanceof AMQP.Connection.Close close) {
        return close.getReplyText();
      }
      cause = cause.getCause();
    }
    return "";
  }

  private static String reason(Exception failure) {
    String refusal = refusal(failure);
    return refusal.isEmpty() ? failure.toString() : refusal;
  }

  private StoreUnavailable unavailable(String what, Exception cause) {
    return new StoreUnavailable(
        "RabbitMQ at " + String.join(", ", settings.addresses()) + " " + what, cause, true);
  }

  private void prepare(ConnectionFactory factory, AtomicReference<Socket> socket, String purpose) {
    factory.useBlockingIo();
    factory.setAutomaticRecoveryEnabled(false);
    factory.setTopologyRecoveryEnabled(false);
    factory.setUsername(settings.user());
    factory.setPassword(settings.password());
    factory.setVirtualHost(settings.virtualHost());
    factory.setRequestedHeartbeat((int) settings.heartbeat().toSeconds());
    int timeoutMillis = (int) settings.connectTimeout().toMillis();
    factory.setConnectionTimeout(timeoutMillis);
    factory.setHandshakeTimeout(timeoutMillis);
    factory.setChannelRpcTimeout(RPC_TIMEOUT_MILLIS);
    factory.setShutdownTimeout(RPC_TIMEOUT_MILLIS);
    factory.setSharedExecutor(callbacks);
    factory.setShutdownExecutor(callbacks);
    factory.setThreadFactory(Thread.ofPlatform().daemon().name(purpose + "-", 0).factory());
    if (settings.tls()) {
      secure(factory);
    }
    factory.setSocketConfigurator(
        factory
            .getSocketConfigurator()
            .andThen(opened -> {
              opened.setTcpNoDelay(true);
              socket.set(opened);
            }));
  }

  private static void secure(ConnectionFactory factory) {
    try {
      factory.useSslProtocol(SSLContext.getDefault());
      factory.enableHostnameVerification();
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("TLS: the JVM has none", missing);
    }
  }
}
