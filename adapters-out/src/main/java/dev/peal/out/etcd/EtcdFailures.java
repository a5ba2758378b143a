package dev.peal.out.etcd;

import dev.peal.application.port.out.StoreUnavailable;
import io.grpc.Status;
import java.net.URI;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Says in the words of Peal's configuration why etcd did not do what it was asked.
final class EtcdFailures {

  private EtcdFailures() {}

  static StoreUnavailable translate(EtcdSettings settings, Throwable cause) {
    String where =
        settings.endpoints().stream().map(URI::toString).collect(Collectors.joining(","));
    if (cause instanceof TimeoutException) {
      return new StoreUnavailable(
          "etcd.endpoints: %s gave no answer within %d ms (expected: etcd running there; see etcd.timeout)"
              .formatted(where, settings.timeout().toMillis()),
          cause,
          false);
    }
    Status status = Status.fromThrowable(cause);
    String said = reason(status, cause);
    if (isAboutTheLogin(said)) {
      return new StoreUnavailable(
          "etcd.user, etcd.password: refused by %s: %s (expected: an account of etcd that may read and write below the name that cluster.name gives)"
              .formatted(where, said),
          cause,
          true);
    }
    if (status.getCode() == Status.Code.UNAVAILABLE) {
      return new StoreUnavailable(
          "etcd.endpoints: %s could not be reached: %s (expected: etcd running there, with certificates if and only if it is https)"
              .formatted(where, said),
          cause,
          false);
    }
    return new StoreUnavailable("etcd at %s: %s".formatted(where, said), cause, false);
  }

  private static boolean isAboutTheLogin(String said) {
    return said.contains("authentication failed")
        || said.contains("user name is empty")
        || said.contains("permission denied")
        || said.contains("invalid auth token")
        || said.contains("authentication is not enabled");
  }

  /// The last of the causes says what happened to the socket.
  private static String reason(Status status, Throwable cause) {
    String said =
        status.getDescription() == null ? status.getCode().toString() : status.getDescription();
    Throwable deepest = cause;
    while (deepest.getCause() != null) {
      deepest = deepest.getCause();
    }
    @Nullable String detail = deepest.getMessage();
    return detail == null || detail.contains(said) || said.contains(detail)
        ? said
        : said + ": " + detail;
  }
}
