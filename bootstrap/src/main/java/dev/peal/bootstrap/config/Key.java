package dev.peal.bootstrap.config;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Everything that can be configured.
public enum Key {
  PROFILE(
      "profile",
      "embedded",
      "embedded or cluster",
      "Whether everything is kept in one folder, or on the servers of a cluster."),
  NODE_NAME("node.name", "local", "text", "The name of this node, told to clients and operators."),
  SERVER_HOST(
      "server.host",
      "127.0.0.1",
      "address",
      "Where to listen; 0.0.0.0 for all addresses of the machine."),
  SERVER_PORT("server.port", "8420", "number", "The port of HTTP and WebSocket; 0 for a free one."),
  SERVER_MAX_CONNECTIONS(
      "server.max-connections",
      "100000",
      "number",
      "Connections of both kinds at once; one more is closed."),
  SERVER_EVENT_LOOPS(
      "server.event-loops",
      "0",
      "number",
      "Threads that read and write sockets; 0 for half the cores, at least one."),
  SERVER_WARM_UP(
      "server.warm-up",
      "true",
      "true or false",
      "Whether to run the whole road before saying ready, so that the first burst is fast."),
  DATA_FOLDER("data.folder", "data", "path", "Where the embedded store lives."),
  STORE_BLOCK_CACHE(
      "store.block-cache-bytes", "64M", "bytes", "Memory for blocks read from the store."),
  STORE_MAX_BACKLOG_RECORDS(
      "store.max-backlog-records",
      "10000",
      "number",
      "Batches that the journal may hold before their rows are written; past it sends are refused."),
  STORE_MAX_BACKLOG_BYTES(
      "store.max-backlog-bytes", "256M", "bytes", "The same bound in bytes of records."),
  MEMBERS_CACHED(
      "members.cached", "1000000", "number", "Members of conversations kept in memory together."),
  GROUPS_MAX_MEMBERS(
      "groups.max-members", "5000", "number", "Members of one group, with its owner."),
  GROUPS_MAX_PER_USER("groups.max-per-user", "10000", "number", "Groups that one user may be in."),
  AUTH_TOKEN_TTL("auth.token-ttl", "7d", "time", "How long a token is good."),
  AUTH_TOKEN_AUDIENCE(
      "auth.token-audience", "peal", "text", "Whom tokens are for; those for others are refused."),
  AUTH_TOKEN_SECRET(
      "auth.token-secret",
      "",
      "text of at least 32 bytes",
      "What tokens are signed with; when empty, a random one is kept in the data folder.",
      true),
  AUTH_ARGON2_MEMORY("auth.argon2-memory-kib", "19456", "KiB", "Memory of one password hash."),
  AUTH_ARGON2_ITERATIONS(
      "auth.argon2-iterations", "2", "number", "Passes of one password hash over its memory."),
  AUTH_ARGON2_PARALLELISM("auth.argon2-parallelism", "1", "number", "Lanes of one password hash."),
  AUTH_HASH_THREADS(
      "auth.hash-threads", "0", "number", "Password hashes made at once; 0 for one a core."),
  AUTH_HASH_WAITING(
      "auth.hash-waiting",
      "256",
      "number",
      "Password hashes that may wait; past it log-ins are refused for now."),
  HTTP_MAX_CONCURRENT_REQUESTS(
      "http.max-concurrent-requests", "256", "number", "HTTP requests worked on at once."),
  HTTP_MAX_BODY_BYTES("http.max-body-bytes", "256k", "bytes", "The body of one HTTP request."),
  HTTP_READ_TIMEOUT("http.read-timeout", "10s", "time", "For one HTTP request to arrive."),
  HTTP_IDLE_TIMEOUT(
      "http.idle-timeout", "60s", "time", "Between two HTTP requests of a connection."),
  HTTP_WRITE_TIMEOUT("http.write-timeout", "30s", "time", "For one HTTP response to be taken."),
  HTTP_ALLOWED_ORIGINS(
      "http.allowed-origins",
      "",
      "list with commas",
      "Web origins besides the server's own whose pages may call it."),
  ADMIN_TOKEN(
      "admin.token",
      "",
      "text of at least 16 characters",
      "What operators authenticate with; when empty, there is no administration.",
      true),
  WEBSOCKET_MAX_FRAME_BYTES(
      "websocket.max-frame-bytes", "256k", "bytes", "The largest frame a client may send."),
  WEBSOCKET_MAX_SESSIONS("websocket.max-sessions", "100000", "number", "Sessions at once."),
  WEBSOCKET_MAX_WAITING(
      "websocket.max-waiting", "20000", "number", "Connections that have not logged in yet."),
  WEBSOCKET_FRAMES_PER_SECOND(
      "websocket.frames-per-second",
      "1000",
      "number",
      "Frames read of one session in the long run; a faster one is read more slowly."),
  WEBSOCKET_LOGIN_TIMEOUT(
      "websocket.login-timeout", "10s", "time", "From the connection to its login."),
  WEBSOCKET_PING_INTERVAL(
      "websocket.ping-interval", "25s", "time", "How often clients are asked to ping."),
  WEBSOCKET_IDLE_TIMEOUT(
      "websocket.idle-timeout", "75s", "time", "Until a session that says nothing is closed."),
  WEBSOCKET_ACK_TIMEOUT(
      "websocket.ack-timeout", "10s", "time", "Until an unacknowledged push is sent again."),
  WEBSOCKET_WRITE_TIMEOUT(
      "websocket.write-timeout", "30s", "time", "Until a client that takes nothing is cut off."),
  WEBSOCKET_WRITE_BUFFER_BYTES(
      "websocket.write-buffer-bytes",
      "1M",
      "bytes",
      "What may be outstanding to a client before it gets no more pushes."),
  WEBSOCKET_RECONNECT_SPREAD(
      "websocket.reconnect-spread",
      "5s",
      "time",
      "Over which the clients of a node that goes down come back."),
  POSTING_LANE_MESSAGES(
      "posting.lane-messages", "4096", "number", "Messages that one conversation may have queued."),
  POSTING_LANE_BYTES(
      "posting.lane-bytes", "8M", "bytes", "Bytes that one conversation may have queued."),
  POSTING_QUEUED_MESSAGES(
      "posting.queued-messages",
      "100000",
      "number",
      "Messages that all conversations may have queued."),
  POSTING_QUEUED_BYTES(
      "posting.queued-bytes", "128M", "bytes", "Bytes that all conversations may have queued."),
  POSTING_BATCH_MESSAGES(
      "posting.batch-messages", "512", "number", "Messages of one batch at most."),
  POSTING_BATCH_BYTES("posting.batch-bytes", "512k", "bytes", "Bytes of one batch at most."),
  POSTING_BATCH_ROWS(
      "posting.batch-rows", "300000", "number", "Messages times members of one batch at most."),
  POSTING_LARGE_MEMBERS(
      "posting.large-members",
      "64",
      "number",
      "Members from which on a conversation has a pace: beyond a burst, its batches keep a distance,"
          + " and its rows a rate."),
  POSTING_ROWS_PER_SECOND(
      "posting.rows-per-second",
      "0",
      "number",
      "That rate, in messages times members a second; 0 for what two cores can store, 5000000"
          + " embedded and 200000 in a cluster."),
  POSTING_CONCURRENT_BATCHES(
      "posting.concurrent-batches", "64", "number", "Batches on their way at once."),
  POSTING_CONFIRM_TIMEOUT(
      "posting.confirm-timeout", "10s", "time", "How long a batch may wait for the journal."),
  SHUTDOWN_TIMEOUT(
      "server.shutdown-timeout", "15s", "time", "How long each step of going down may take."),
  NODE_ROLES(
      "node.roles",
      "gateway,persister",
      "list with commas",
      "What a node of a cluster does: gateway takes sessions, persister turns the journal into rows."),
  CLUSTER_NAME(
      "cluster.name",
      "peal",
      "text",
      "Names keys, queues and registrations, so that clusters can share servers."),
  CLUSTER_CLOCK_SKEW(
      "cluster.clock-skew",
      "1s",
      "time",
      "How far the clock of a node may differ from MySQL's; agreed on by all nodes."),
  CLUSTER_BUCKETS(
      "cluster.buckets",
      "128",
      "number",
      "Parts of the counters in Redis; fixed by the first node of a cluster, for ever."),
  CLUSTER_QUEUES(
      "cluster.queues",
      "8",
      "number",
      "Queues of the journal; fixed by the first node of a cluster, for ever."),
  CLUSTER_SECRET(
      "cluster.secret",
      "",
      "text of at least 16 characters",
      "What nodes prove themselves with to each other; when empty, a random one is kept in MySQL.",
      true),
  CLUSTER_LISTEN_HOST(
      "cluster.listen-host", "127.0.0.1", "address", "Where to listen for other nodes."),
  CLUSTER_LISTEN_PORT(
      "cluster.listen-port", "0", "number", "The port for other nodes; 0 for a free one."),
  CLUSTER_ADVERTISED_HOST(
      "cluster.advertised-host",
      "",
      "address",
      "Where other nodes reach this one; when empty, cluster.listen-host."),
  CLUSTER_CHECK_ADDRESS(
      "cluster.check-address",
      "true",
      "true or false",
      "Whether a node calls itself by that address when it starts, and does not start when that"
          + " fails; off only where it cannot from its own network."),
  CLUSTER_TLS_CERTIFICATE(
      "cluster.tls-certificate",
      "",
      "path",
      "PEM file with this node's certificate; with it, nodes speak mutual TLS."),
  CLUSTER_TLS_KEY("cluster.tls-key", "", "path", "PEM file with the key of the certificate."),
  CLUSTER_TLS_CA(
      "cluster.tls-ca", "", "path", "PEM file with the authority of all nodes' certificates."),
  CLUSTER_PEER_QUEUE_FRAMES(
      "cluster.peer-queue-frames",
      "4096",
      "number",
      "Batches that may wait for one node; past it, who missed something is told later."),
  CLUSTER_PEER_QUEUE_BYTES("cluster.peer-queue-bytes", "16M", "bytes", "The same bound in bytes."),
  CLUSTER_MAX_FRAME_BYTES(
      "cluster.max-frame-bytes", "8M", "bytes", "The largest batch that is sent to another node."),
  MYSQL_ADDRESS("mysql.address", "127.0.0.1:3306", "host:port", "MySQL 8, or MariaDB 10.11."),
  MYSQL_DATABASE(
      "mysql.database", "peal", "text", "The database; made when missing, if the user may."),
  MYSQL_USER("mysql.user", "peal", "text", "Who connects to MySQL."),
  MYSQL_PASSWORD("mysql.password", "", "text", "The password for MySQL.", true),
  MYSQL_TLS(
      "mysql.tls",
      "preferred",
      "off, preferred, required or verified",
      "Whether to speak TLS to MySQL; verified checks its certificate and name."),
  MYSQL_CONNECT_TIMEOUT(
      "mysql.connect-timeout", "5s", "time", "How long making one connection may take."),
  MYSQL_POOL_SIZE("mysql.pool-size", "24", "number", "Connections to MySQL at most."),
  MYSQL_TIMEOUT("mysql.timeout", "10s", "time", "How long one statement may take."),
  MYSQL_DURABILITY(
      "mysql.durability",
      "refuse",
      "refuse or warn",
      "What to do with a MySQL that can lose commits which it has answered: not use it, or say so."),
  REDIS_ADDRESSES(
      "redis.addresses",
      "127.0.0.1:6379",
      "list of host:port with commas",
      "A Redis 7, or several nodes of one Redis Cluster."),
  REDIS_USER("redis.user", "", "text", "Who connects to Redis; when empty, its default user."),
  REDIS_PASSWORD("redis.password", "", "text", "The password for Redis.", true),
  REDIS_TLS("redis.tls", "false", "true or false", "Whether to speak TLS to Redis."),
  REDIS_POOL_SIZE("redis.pool-size", "16", "number", "Connections to each Redis at most."),
  REDIS_TIMEOUT("redis.timeout", "2s", "time", "How long one call of Redis may take."),
  REDIS_REMEMBER_SENDS(
      "redis.remember-sends",
      "1h",
      "time",
      "How long Redis knows what was sent; older sends are looked up in MySQL."),
  REDIS_FAILOVER_WINDOW(
      "redis.failover-window",
      "",
      "time",
      "How long a Redis that lost its place may still take writes; when empty, 0s for a lone Redis"
          + " and 15s for a cluster."),
  JOURNAL_MAX_LAG_RECORDS(
      "journal.max-lag-records",
      "100000",
      "number",
      "Records without rows that may lie in one queue of the journal; past it, sends to its"
          + " conversations are refused with a time to retry."),
  JOURNAL_MAX_LAG_BYTES(
      "journal.max-lag-bytes", "1G", "bytes", "The same bound in bytes, roughly."),
  JOURNAL_MAX_LAG_AGE(
      "journal.max-lag-age",
      "1h",
      "time",
      "How long the rows of one queue may stand still before sends are refused."),
  RABBITMQ_ADDRESSES(
      "rabbitmq.addresses",
      "127.0.0.1:5672",
      "list of host:port with commas",
      "Nodes of RabbitMQ 3.10 or newer."),
  RABBITMQ_USER("rabbitmq.user", "guest", "text", "Who connects to RabbitMQ."),
  RABBITMQ_PASSWORD("rabbitmq.password", "guest", "text", "The password for RabbitMQ.", true),
  RABBITMQ_VIRTUAL_HOST("rabbitmq.virtual-host", "/", "text", "The virtual host of the queues."),
  RABBITMQ_TLS("rabbitmq.tls", "false", "true or false", "Whether to speak TLS to RabbitMQ."),
  RABBITMQ_HEARTBEAT(
      "rabbitmq.heartbeat",
      "5s",
      "time",
      "A broker that is silent for twice as long counts as gone."),
  RABBITMQ_CONNECT_TIMEOUT(
      "rabbitmq.connect-timeout", "5s", "time", "How long making one connection may take."),
  RABBITMQ_PREFETCH(
      "rabbitmq.prefetch",
      "100",
      "number",
      "Records of one queue that a persister may have in hand; the same on all nodes."),
  RABBITMQ_PREFETCH_BYTES(
      "rabbitmq.prefetch-bytes",
      "128M",
      "bytes",
      "Bytes of records that a persister may have in hand, of all queues together; past it, it reads"
          + " no more."),
  RABBITMQ_QUEUE_TYPE(
      "rabbitmq.queue-type",
      "quorum",
      "quorum or classic",
      "The kind of the journal's queues; only quorum survives the loss of a broker."),
  ETCD_ENDPOINTS(
      "etcd.endpoints", "http://127.0.0.1:2379", "list of URLs with commas", "etcd 3.4 or newer."),
  ETCD_USER("etcd.user", "", "text", "Who connects to etcd; when empty, nobody in particular."),
  ETCD_PASSWORD("etcd.password", "", "text", "The password for etcd.", true),
  ETCD_TLS_CA("etcd.tls-ca", "", "path", "PEM file with the authority of etcd, for https."),
  ETCD_TLS_CERTIFICATE(
      "etcd.tls-certificate", "", "path", "PEM file with what this node shows to etcd."),
  ETCD_TLS_KEY("etcd.tls-key", "", "path", "PEM file with the key of that certificate."),
  ETCD_TIMEOUT("etcd.timeout", "3s", "time", "How long one request to etcd may take."),
  ETCD_LEASE_TTL("etcd.lease-ttl", "5s", "time", "How long a node that died counts as alive.");

  private static final Map<String, Key> BY_NAME =
      Stream.of(values()).collect(Collectors.toMap(Key::key, Function.identity()));

  private final String key;
  private final String fallback;
  private final String unit;
  private final String meaning;
  private final boolean secret;

  Key(String key, String fallback, String unit, String meaning) {
    this(key, fallback, unit, meaning, false);
  }

  Key(String key, String fallback, String unit, String meaning, boolean secret) {
    this.key = key;
    this.fallback = fallback;
    this.unit = unit;
    this.meaning = meaning;
    this.secret = secret;
  }

  static Optional<Key> named(String name) {
    return Optional.ofNullable(BY_NAME.get(name));
  }

  /// Its name in a file and on the command line.
  public String key() {
    return key;
  }

  /// The value when none is given.
  public String fallback() {
    return fallback;
  }

  String unit() {
    return unit;
  }

  String meaning() {
    return meaning;
  }

  boolean secret() {
    return secret;
  }

  /// Its name in the environment.
  public String variable() {
    return "PEAL_" + key.replaceAll("[.-]", "_").toUpperCase(Locale.ROOT);
  }
}
