package dev.peal.out.etcd;

import static dev.peal.application.contract.BatchSamples.eventually;
import static dev.peal.out.etcd.EtcdConnection.bytes;

import dev.peal.application.contract.Certificates;
import io.etcd.jetcd.Auth;
import io.etcd.jetcd.auth.Permission;
import io.etcd.jetcd.options.OptionsUtil;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// An etcd of one test's own that takes only connections with a certificate of its authority, and
/// asks for an account.
final class SecuredEtcd implements AutoCloseable {

  static final String PREFIX = "/peal-test/";

  private final Process process;
  private final URI endpoint;

  SecuredEtcd(Path folder, Certificates.Issued files) throws IOException {
    int client = freePort();
    String peers = "http://127.0.0.1:" + freePort();
    this.endpoint = URI.create("https://127.0.0.1:" + client);
    this.process =
        new ProcessBuilder(
                "etcd",
                "--name=test",
                "--data-dir=" + folder.resolve("data"),
                "--listen-client-urls=" + endpoint,
                "--advertise-client-urls=" + endpoint,
                "--listen-peer-urls=" + peers,
                "--initial-advertise-peer-urls=" + peers,
                "--initial-cluster=test=" + peers,
                "--cert-file=" + files.certificate(),
                "--key-file=" + files.key(),
                "--trusted-ca-file=" + files.authority(),
                "--client-cert-auth")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("etcd.log").toFile())
            .start();
    eventually("etcd listens", () -> listens(client));
  }

  URI endpoint() {
    return endpoint;
  }

  /// Demands accounts from now on: `root`, and one that has nothing but the keys of [#PREFIX].
  void demandAccounts(EtcdSettings open, String user, String password) throws Exception {
    try (EtcdConnection connection = new EtcdConnection(open)) {
      Auth auth = connection.client().getAuthClient();
      get(auth.userAdd(bytes("root"), bytes("the password of root")));
      get(auth.userGrantRole(bytes("root"), bytes("root")));
      get(auth.roleAdd(bytes("nodes")));
      get(
          auth.roleGrantPermission(
              bytes("nodes"),
              bytes(PREFIX),
              OptionsUtil.prefixEndOf(bytes(PREFIX)),
              Permission.Type.READWRITE));
      get(auth.userAdd(bytes(user), bytes(password)));
      get(auth.userGrantRole(bytes(user), bytes("nodes")));
      get(auth.authEnable());
    }
  }

  private static <T> T get(CompletableFuture<T> answer) throws Exception {
    return answer.get(10, TimeUnit.SECONDS);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static boolean listens(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
      return true;
    } catch (IOException notYet) {
      return false;
    }
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
