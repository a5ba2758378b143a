package dev.peal.bootstrap.config;

import dev.peal.application.posting.PostingSettings;
import dev.peal.domain.group.GroupLimits;
import dev.peal.in.http.HttpSettings;
import dev.peal.in.websocket.WebSocketSettings;
import dev.peal.out.embedded.EmbeddedSettings;
import dev.peal.out.security.Argon2Settings;
import dev.peal.out.security.SigningSecret;
import dev.peal.out.security.TokenSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// The configuration as the parts of a node take it: one record for each, checked when it is made.
///
/// `cluster` is there with that profile; then the embedded store is not used.
///
/// `eventLoops` is at least one; `tokenSecret` is nothing when one is to be kept in the data
/// folder.
public record Settings(
    NodeSettings node,
    PostingSettings posting,
    EmbeddedSettings store,
    Argon2Settings argon2,
    TokenSettings tokens,
    Optional<String> tokenSecret,
    HttpSettings http,
    WebSocketSettings webSocket,
    Optional<ClusterSettings> cluster) {

  private static final long CLUSTER_ROWS_PER_SECOND = 200_000;
  private static final long EMBEDDED_ROWS_PER_SECOND = 5_000_000;

  /// What concerns the process as a whole.
  public record NodeSettings(
      int eventLoops,
      boolean warmUp,
      long cachedMembers,
      GroupLimits groups,
      Duration shutdownTimeout) {
    public NodeSettings {
      require("server.event-loops", eventLoops, 1, 1_024);
      require("members.cached", cachedMembers, 1, 1_000_000_000);
      require("server.shutdown-timeout (ms)", shutdownTimeout.toMillis(), 100, 600_000);
    }

    private static void require(String key, long value, long least, long most) {
      if (value < least || value > most) {
        throw new IllegalArgumentException(
            key + ": " + value + " (expected: " + least + " to " + most + ")");
      }
    }
  }

  /// The same for a node that is thrown away: on a folder of its own, on a free loopback port, with
  /// passwords that cost nothing to hash.
  public Settings scratch(Path folder) {
    HttpSettings loopback = HttpSettings.defaults("127.0.0.1", 0);
    return new Settings(
        node,
        posting.withRowsPerSecond(EMBEDDED_ROWS_PER_SECOND),
        EmbeddedSettings.in(folder),
        new Argon2Settings(8, 1, 1, 1, 100),
        tokens,
        Optional.empty(),
        loopback,
        webSocket,
        Optional.empty());
  }

  /// The same for an embedded store whose owner accepts that something is lost.
  public Settings acceptingLoss() {
    if (cluster.isPresent()) {
      throw new WrongConfiguration(
          "--accept-loss: profile cluster (expected: profile embedded, whose store it is about)");
    }
    return withStore(store.acceptingLoss());
  }

  /// The same with no more connections and files of the store than this, and the warm-up only where
  /// there is room for it.
  public Settings within(int connections, int storeFiles, boolean roomForWarmUp) {
    return new Settings(
        new NodeSettings(
            node.eventLoops(),
            node.warmUp() && roomForWarmUp,
            node.cachedMembers(),
            node.groups(),
            node.shutdownTimeout()),
        posting,
        store.withMaxOpenFiles(storeFiles),
        argon2,
        tokens,
        tokenSecret,
        http.withMaxConnections(Math.min(http.maxConnections(), connections)),
        webSocket,
        cluster);
  }

  private Settings withStore(EmbeddedSettings changed) {
    return new Settings(
        node, posting, changed, argon2, tokens, tokenSecret, http, webSocket, cluster);
  }

  /// Leaves everything out that may be secret.
  @Override
  public String toString() {
    return "Settings[" + node + ", " + posting + ", " + store + ", " + webSocket + "]";
  }

  /// Reads all settings out of a configuration.
  ///
  /// @throws WrongConfiguration a value is not what it should be
  public static Settings of(Configuration values) {
    try {
      Optional<ClusterSettings> cluster = cluster(values);
      values.optional(Key.AUTH_TOKEN_SECRET).ifPresent(Settings::checkSecret);
      return new Settings(
          node(values),
          posting(values, cluster.isPresent()),
          new EmbeddedSettings(
              Path.of(values.text(Key.DATA_FOLDER)),
              values.bytes(Key.STORE_BLOCK_CACHE),
              values.number(Key.STORE_MAX_BACKLOG_RECORDS),
              values.bytes(Key.STORE_MAX_BACKLOG_BYTES)),
          argon2(values),
          new TokenSettings(
              values.duration(Key.AUTH_TOKEN_TTL), values.text(Key.AUTH_TOKEN_AUDIENCE)),
          values.optional(Key.AUTH_TOKEN_SECRET),
          http(values),
          webSocket(values),
          cluster);
    } catch (IllegalArgumentException outOfRange) {
      throw new WrongConfiguration(String.valueOf(outOfRange.getMessage()));
    }
  }

  private static void checkSecret(String secret) {
    var _ = SigningSecret.of(secret);
  }

  private static Optional<ClusterSettings> cluster(Configuration values) {
    return switch (values.text(Key.PROFILE)) {
      case "embedded" -> Optional.empty();
      case "cluster" -> Optional.of(ClusterSettings.of(values));
      default ->
          throw new WrongConfiguration(
              "profile: \"" + values.text(Key.PROFILE) + "\" (expected: embedded or cluster)");
    };
  }

  private static NodeSettings node(Configuration values) {
    int loops = values.number(Key.SERVER_EVENT_LOOPS);
    return new NodeSettings(
        loops == 0 ? Math.max(1, Runtime.getRuntime().availableProcessors() / 2) : loops,
        trueOrFalse(values, Key.SERVER_WARM_UP),
        values.number(Key.MEMBERS_CACHED),
        new GroupLimits(
            values.number(Key.GROUPS_MAX_MEMBERS), values.number(Key.GROUPS_MAX_PER_USER)),
        values.duration(Key.SHUTDOWN_TIMEOUT));
  }

  static boolean trueOrFalse(Configuration values, Key key) {
    return switch (values.text(key)) {
      case "true" -> true;
      case "false" -> false;
      default ->
          throw new WrongConfiguration(
              key.key() + ": \"" + values.text(key) + "\" (expected: true or false)");
    };
  }

  private static PostingSettings posting(Configuration values, boolean clustered) {
    long rows = values.number(Key.POSTING_ROWS_PER_SECOND);
    return new PostingSettings(
        values.number(Key.POSTING_LANE_MESSAGES),
        values.bytes(Key.POSTING_LANE_BYTES),
        values.number(Key.POSTING_QUEUED_MESSAGES),
        values.bytes(Key.POSTING_QUEUED_BYTES),
        values.number(Key.POSTING_BATCH_MESSAGES),
        values.bytes(Key.POSTING_BATCH_BYTES),
        values.number(Key.POSTING_BATCH_ROWS),
        values.number(Key.POSTING_LARGE_MEMBERS),
        rows == 0 ? usualRowsPerSecond(clustered) : rows,
        values.number(Key.POSTING_CONCURRENT_BATCHES),
        values.duration(Key.POSTING_CONFIRM_TIMEOUT));
  }

  private static long usualRowsPerSecond(boolean clustered) {
    return clustered ? CLUSTER_ROWS_PER_SECOND : EMBEDDED_ROWS_PER_SECOND;
  }

  private static Argon2Settings argon2(Configuration values) {
    int threads = values.number(Key.AUTH_HASH_THREADS);
    return new Argon2Settings(
        values.number(Key.AUTH_ARGON2_MEMORY),
        values.number(Key.AUTH_ARGON2_ITERATIONS),
        values.number(Key.AUTH_ARGON2_PARALLELISM),
        threads == 0 ? Runtime.getRuntime().availableProcessors() : threads,
        values.number(Key.AUTH_HASH_WAITING));
  }

  private static HttpSettings http(Configuration values) {
    return new HttpSettings(
        values.text(Key.SERVER_HOST),
        values.number(Key.SERVER_PORT),
        values.number(Key.SERVER_MAX_CONNECTIONS),
        values.number(Key.HTTP_MAX_CONCURRENT_REQUESTS),
        values.smallBytes(Key.HTTP_MAX_BODY_BYTES),
        values.duration(Key.HTTP_READ_TIMEOUT),
        values.duration(Key.HTTP_IDLE_TIMEOUT),
        values.duration(Key.HTTP_WRITE_TIMEOUT),
        values.list(Key.HTTP_ALLOWED_ORIGINS),
        values.optional(Key.ADMIN_TOKEN));
  }

  private static WebSocketSettings webSocket(Configuration values) {
    return new WebSocketSettings(
        values.text(Key.NODE_NAME),
        values.smallBytes(Key.WEBSOCKET_MAX_FRAME_BYTES),
        values.number(Key.WEBSOCKET_MAX_SESSIONS),
        values.number(Key.WEBSOCKET_MAX_WAITING),
        values.number(Key.WEBSOCKET_FRAMES_PER_SECOND),
        values.duration(Key.WEBSOCKET_LOGIN_TIMEOUT),
        values.duration(Key.WEBSOCKET_PING_INTERVAL),
        values.duration(Key.WEBSOCKET_IDLE_TIMEOUT),
        values.duration(Key.WEBSOCKET_ACK_TIMEOUT),
        values.duration(Key.WEBSOCKET_WRITE_TIMEOUT),
        values.smallBytes(Key.WEBSOCKET_WRITE_BUFFER_BYTES),
        values.duration(Key.WEBSOCKET_RECONNECT_SPREAD));
  }
}
