package dev.peal.bootstrap.config;

import dev.peal.application.port.out.NodeRegistry.Role;
import dev.peal.in.rabbit.RabbitConsumerSettings;
import dev.peal.out.etcd.EtcdSettings;
import dev.peal.out.mysql.MysqlSettings;
import dev.peal.out.rabbit.JournalLagSettings;
import dev.peal.out.rabbit.RabbitJournalSettings;
import dev.peal.out.redis.LedgerSettings;
import dev.peal.out.redis.RedisSettings;
import dev.peal.peer.GrpcSettings;
import dev.peal.peer.PeerTrust;
import dev.peal.rabbit.QueueType;
import dev.peal.rabbit.RabbitSettings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// What a node of a cluster needs besides: one record for each server, checked when it is made.
///
/// `graceMicros` is how long after its stamp a batch may still be stored: the time that it may wait
/// for its confirm and the clock skew.
public record ClusterSettings(
    Set<Role> roles,
    int buckets,
    int queues,
    Duration clockSkew,
    PeerSettings peers,
    MysqlSettings mysql,
    RedisSettings redis,
    LedgerSettings ledger,
    RabbitSettings rabbit,
    RabbitJournalSettings journal,
    JournalLagSettings lag,
    RabbitConsumerSettings consumer,
    EtcdSettings etcd) {

  private static final int FEWEST_BUCKETS = 1;
  private static final int MOST_BUCKETS = 1_024;
  private static final int MOST_QUEUES = 256;
  private static final String ANY_SECRET = "0123456789abcdef";

  public ClusterSettings {
    roles = Set.copyOf(roles);
    require("cluster.buckets", buckets, FEWEST_BUCKETS, MOST_BUCKETS);
    require("cluster.queues", queues, 1, MOST_QUEUES);
  }

  /// What other nodes are told, and by what they are known; the secret may have to be made first.
  public record PeerSettings(
      String host,
      int port,
      Optional<String> advertised,
      Optional<String> secret,
      Optional<PeerTrust.Tls> tls,
      int queueFrames,
      long queueBytes,
      int maxFrameBytes,
      boolean checkAddress) {

    /// With `made` for a secret where none is configured and there are no certificates.
    public GrpcSettings with(String made) {
      Optional<String> proof = secret.isEmpty() && tls.isEmpty() ? Optional.of(made) : secret;
      return new GrpcSettings(
          host,
          port,
          advertised,
          new PeerTrust(proof, tls),
          queueFrames,
          queueBytes,
          maxFrameBytes);
    }

    /// Without the secret.
    @Override
    public String toString() {
      return "PeerSettings[" + host + ":" + port + ", " + advertised + ", " + tls + "]";
    }
  }

  static ClusterSettings of(Configuration values) {
    RedisSettings redis = redis(values);
    return new ClusterSettings(
        roles(values),
        values.number(Key.CLUSTER_BUCKETS),
        values.number(Key.CLUSTER_QUEUES),
        values.duration(Key.CLUSTER_CLOCK_SKEW),
        peers(values),
        mysql(values),
        redis,
        ledger(values, redis),
        rabbit(values),
        RabbitJournalSettings.defaults(),
        new JournalLagSettings(
            values.number(Key.JOURNAL_MAX_LAG_RECORDS),
            values.bytes(Key.JOURNAL_MAX_LAG_BYTES),
            values.duration(Key.JOURNAL_MAX_LAG_AGE)),
        consumer(values),
        etcd(values));
  }

  /// How long after its stamp a batch may still be stored, in microseconds.
  public long graceMicros() {
    return ledger.confirmTimeout().plus(clockSkew).toNanos() / 1_000;
  }

  private static Set<Role> roles(Configuration values) {
    Set<Role> roles = EnumSet.noneOf(Role.class);
    for (String name : values.list(Key.NODE_ROLES)) {
      switch (name) {
        case "gateway" -> roles.add(Role.GATEWAY);
        case "persister" -> roles.add(Role.PERSISTER);
        default -> throw wrongRoles(values);
      }
    }
    if (roles.isEmpty()) {
      throw wrongRoles(values);
    }
    return roles;
  }

  private static WrongConfiguration wrongRoles(Configuration values) {
    return new WrongConfiguration(
        "node.roles: \""
            + values.text(Key.NODE_ROLES)
            + "\" (expected: gateway, persister, or both with a comma)");
  }

  private static PeerSettings peers(Configuration values) {
    Optional<String> certificate = values.optional(Key.CLUSTER_TLS_CERTIFICATE);
    var peers =
        new PeerSettings(
            values.text(Key.CLUSTER_LISTEN_HOST),
            values.number(Key.CLUSTER_LISTEN_PORT),
            values.optional(Key.CLUSTER_ADVERTISED_HOST),
            values.optional(Key.CLUSTER_SECRET),
            certificate.map(path ->
                new PeerTrust.Tls(
                    Path.of(path),
                    Path.of(values.text(Key.CLUSTER_TLS_KEY)),
                    Path.of(values.text(Key.CLUSTER_TLS_CA)))),
            values.number(Key.CLUSTER_PEER_QUEUE_FRAMES),
            values.bytes(Key.CLUSTER_PEER_QUEUE_BYTES),
            values.smallBytes(Key.CLUSTER_MAX_FRAME_BYTES),
            Settings.trueOrFalse(values, Key.CLUSTER_CHECK_ADDRESS));
    // With whatever secret will be made, so that what is wrong is found before any server is asked.
    var _ = peers.with(ANY_SECRET);
    return peers;
  }

  private static MysqlSettings mysql(Configuration values) {
    return new MysqlSettings(
        values.text(Key.MYSQL_ADDRESS),
        values.text(Key.MYSQL_DATABASE),
        values.text(Key.MYSQL_USER),
        values.text(Key.MYSQL_PASSWORD),
        oneOf(values, Key.MYSQL_TLS, MysqlSettings.Tls.class),
        values.number(Key.MYSQL_POOL_SIZE),
        values.duration(Key.MYSQL_CONNECT_TIMEOUT),
        values.duration(Key.MYSQL_TIMEOUT),
        oneOf(values, Key.MYSQL_DURABILITY, MysqlSettings.OnWeakDurability.class));
  }

  private static RedisSettings redis(Configuration values) {
    return new RedisSettings(
        values.list(Key.REDIS_ADDRESSES).stream().map(RedisSettings.Address::parse).toList(),
        new RedisSettings.Credentials(values.text(Key.REDIS_USER), values.text(Key.REDIS_PASSWORD)),
        Settings.trueOrFalse(values, Key.REDIS_TLS),
        values.number(Key.REDIS_POOL_SIZE),
        values.duration(Key.REDIS_TIMEOUT),
        values.text(Key.CLUSTER_NAME));
  }

  private static LedgerSettings ledger(Configuration values, RedisSettings redis) {
    return new LedgerSettings(
        values.duration(Key.REDIS_REMEMBER_SENDS),
        values.duration(Key.CLUSTER_CLOCK_SKEW),
        values.optional(Key.REDIS_FAILOVER_WINDOW).isPresent()
            ? values.duration(Key.REDIS_FAILOVER_WINDOW)
            : LedgerSettings.defaults(redis).failoverWindow(),
        values.duration(Key.POSTING_CONFIRM_TIMEOUT));
  }

  private static RabbitSettings rabbit(Configuration values) {
    return new RabbitSettings(
        values.list(Key.RABBITMQ_ADDRESSES),
        values.text(Key.RABBITMQ_USER),
        values.text(Key.RABBITMQ_PASSWORD),
        values.text(Key.RABBITMQ_VIRTUAL_HOST),
        Settings.trueOrFalse(values, Key.RABBITMQ_TLS),
        values.text(Key.CLUSTER_NAME) + ".journal",
        oneOf(values, Key.RABBITMQ_QUEUE_TYPE, QueueType.class),
        values.duration(Key.RABBITMQ_HEARTBEAT),
        values.duration(Key.RABBITMQ_CONNECT_TIMEOUT));
  }

  private static RabbitConsumerSettings consumer(Configuration values) {
    RabbitConsumerSettings usual = RabbitConsumerSettings.defaults();
    return new RabbitConsumerSettings(
            values.number(Key.RABBITMQ_PREFETCH),
            usual.records(),
            usual.rows(),
            usual.bytes(),
            usual.tick())
        .withPrefetchBytes(values.bytes(Key.RABBITMQ_PREFETCH_BYTES));
  }

  private static EtcdSettings etcd(Configuration values) {
    List<URI> endpoints =
        values.list(Key.ETCD_ENDPOINTS).stream().map(EtcdSettings::endpoint).toList();
    return new EtcdSettings(
        endpoints,
        values
            .optional(Key.ETCD_USER)
            .map(user -> new EtcdSettings.Login(user, values.text(Key.ETCD_PASSWORD))),
        new EtcdSettings.Tls(
            values.optional(Key.ETCD_TLS_CA).map(Path::of),
            values.optional(Key.ETCD_TLS_CERTIFICATE).map(Path::of),
            values.optional(Key.ETCD_TLS_KEY).map(Path::of)),
        "/" + values.text(Key.CLUSTER_NAME) + "/nodes/",
        values.duration(Key.ETCD_LEASE_TTL),
        values.duration(Key.ETCD_TIMEOUT));
  }

  /// The constant whose name in lower case is the value.
  private static <E extends Enum<E>> E oneOf(Configuration values, Key key, Class<E> type) {
    String value = values.text(key);
    for (E constant : type.getEnumConstants()) {
      if (constant.name().toLowerCase(Locale.ROOT).equals(value)) {
        return constant;
      }
    }
    throw new WrongConfiguration(key.key() + ": \"" + value + "\" (expected: " + key.unit() + ")");
  }

  private static void require(String key, long value, long least, long most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          key + ": " + value + " (expected: " + least + " to " + most + ")");
    }
  }
}
