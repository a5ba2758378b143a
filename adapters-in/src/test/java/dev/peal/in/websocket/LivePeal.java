package dev.peal.in.websocket;

import dev.peal.application.accounts.AuthenticateService;
import dev.peal.application.accounts.FindAccountsService;
import dev.peal.application.delivery.NoPeers;
import dev.peal.application.groups.ChangeAnnouncer;
import dev.peal.application.groups.ChangeCommitter;
import dev.peal.application.groups.ChangeGroupService;
import dev.peal.application.groups.FindGroupsService;
import dev.peal.application.groups.GroupLocks;
import dev.peal.application.persisting.PersistBatchesService;
import dev.peal.application.port.in.Authenticate;
import dev.peal.application.port.in.ChangeGroup;
import dev.peal.application.port.in.GroupOutcome;
import dev.peal.application.port.out.Clock;
import dev.peal.application.posting.PostMessageService;
import dev.peal.application.posting.PostNoticeService;
import dev.peal.application.posting.PostingSettings;
import dev.peal.application.syncing.MarkReadService;
import dev.peal.application.syncing.ReadHistoryService;
import dev.peal.application.syncing.SyncInboxService;
import dev.peal.application.syncing.TrackSessionService;
import dev.peal.domain.account.Name;
import dev.peal.domain.account.Profile;
import dev.peal.domain.account.Username;
import dev.peal.domain.group.GroupId;
import dev.peal.domain.group.GroupLimits;
import dev.peal.domain.session.UserId;
import dev.peal.in.http.HttpServer;
import dev.peal.in.http.HttpSettings;
import dev.peal.out.clock.SystemClock;
import dev.peal.out.embedded.EmbeddedAccountStore;
import dev.peal.out.embedded.EmbeddedBatchStore;
import dev.peal.out.embedded.EmbeddedCursorStore;
import dev.peal.out.embedded.EmbeddedGroupStore;
import dev.peal.out.embedded.EmbeddedIdSource;
import dev.peal.out.embedded.EmbeddedJournal;
import dev.peal.out.embedded.EmbeddedLedger;
import dev.peal.out.embedded.EmbeddedMemberDirectory;
import dev.peal.out.embedded.EmbeddedNoticeOutbox;
import dev.peal.out.embedded.EmbeddedPresenceRegistry;
import dev.peal.out.embedded.EmbeddedReader;
import dev.peal.out.embedded.EmbeddedSettings;
import dev.peal.out.embedded.EmbeddedStore;
import dev.peal.out.security.JwtTokenIssuer;
import dev.peal.out.security.SigningSecret;
import dev.peal.out.security.TokenSettings;
import dev.peal.protocol.v1.ServerFrame;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/// A whole node over the embedded store, on a free port of 127.0.0.1: what a running one consists
/// of, with accounts and tokens made without passwords.
final class LivePeal implements AutoCloseable {

  private static final String SECRET = "c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LTAxMjM=";
  private static final AtomicLong USERS = new AtomicLong();

  final Clock clock = new SystemClock();
  final Gateway gateway;
  final EmbeddedPresenceRegistry presence = new EmbeddedPresenceRegistry();
  final ChangeGroup groups;
  final EmbeddedBatchStore batches;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
  private final EmbeddedStore store;
  private final EmbeddedAccountStore accounts;
  private final EmbeddedJournal journal;
  private final PostMessageService posting;
  private final HttpServer http;

  LivePeal(Path folder, WebSocketSettings settings) {
    EmbeddedSettings stored = EmbeddedSettings.in(folder);
    store = new EmbeddedStore(stored);
    batches = new EmbeddedBatchStore(store);
    EmbeddedLedger ledger = new EmbeddedLedger(store, clock, batches.lastStamp());
    journal = new EmbeddedJournal(store, stored, clock, ledger::stored);
    EmbeddedReader reader = new EmbeddedReader(store, ledger::watermark);
    accounts = new EmbeddedAccountStore(store);
    EmbeddedGroupStore groupStore = new EmbeddedGroupStore(store);
    EmbeddedNoticeOutbox outbox = new EmbeddedNoticeOutbox(store);
    EmbeddedCursorStore cursors = new EmbeddedCursorStore(store);
    EmbeddedIdSource ids = new EmbeddedIdSource(store);
    EmbeddedMemberDirectory directory = new EmbeddedMemberDirectory(groupStore, accounts, 1_000);
    gateway = new Gateway(settings, loops, threads, clock);
    PostingSettings posted = PostingSettings.defaults();
    posting =
        new PostMessageService(posted, directory, ledger, journal, gateway, ids, clock, threads);
    ChangeAnnouncer announcer =
        new ChangeAnnouncer(
            ledger, directory, outbox, new PostNoticeService(posting, posted, clock));
    groups =
        new ChangeGroupService(
            groupStore,
            accounts,
            ids,
            clock,
            new ChangeCommitter(groupStore, announcer, new GroupLocks()),
            new GroupLimits(1_000, 1_000));
    Authenticate authenticate = new AuthenticateService(issuer("peal"), clock);
    http =
        new HttpServer(
            HttpSettings.defaults("127.0.0.1", 0),
            new dev.peal.in.http.UseCases(
                (username, password, name) -> {
                  throw new UnsupportedOperationException();
                },
                (username, password) -> {
                  throw new UnsupportedOperationException();
                },
                authenticate,
                new FindAccountsService(accounts, presence),
                groups,
                new FindGroupsService(groupStore, accounts, presence),
                user -> List.of(),
                scan -> {
                  throw new UnsupportedOperationException();
                },
                List::of),
            () -> dev.peal.in.http.NodeState.READY,
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
            threads,
            new WebSocketUpgrade(gateway));
    journal.start(new PersistBatchesService(batches, batches));
    gateway.start(
        new UseCases(
            authenticate,
            posting,
            new SyncInboxService(reader),
            new ReadHistoryService(reader),
            new MarkReadService(reader, cursors, posting, clock),
            new TrackSessionService(presence, cursors, reader, ledger, new NoPeers(), clock)));
    http.start(loops);
  }

  private static JwtTokenIssuer issuer(String audience) {
    return new JwtTokenIssuer(
        new TokenSettings(Duration.ofHours(1), audience), SigningSecret.of(SECRET));
  }

  int port() {
    return http.port();
  }

  /// A new account.
  UserId user() {
    long id = USERS.incrementAndGet();
    UserId user = new UserId(id);
    accounts.add(
        new Profile(user, new Username("user" + id), new Name("User " + id)),
        "no hash",
        clock.wallMillis());
    return user;
  }

  String token(UserId user) {
    return issuer("peal").issue(user, clock.wallMillis()).text();
  }

  String expiredToken(UserId user) {
    return issuer("peal").issue(user, clock.wallMillis() - 7_200_000).text();
  }

  /// A token as another cluster with the same secret would give it.
  String foreignToken(UserId user) {
    return issuer("elsewhere").issue(user, clock.wallMillis()).text();
  }

  /// A new group of `owner` and `members`.
  GroupId group(UserId owner, UserId... members) {
    return switch (groups.create(owner, "Group", Stream.of(members).toList())) {
      case GroupOutcome.Changed(var group, var version, var users) -> group;
      case GroupOutcome other -> throw new AssertionError("no group: " + other);
    };
  }

  RawClient connect() throws IOException {
    return RawClient.connect(port(), "peal.v1");
  }

  /// A session of `user`, welcomed.
  RawClient loggedIn(UserId user, String device) throws IOException {
    RawClient client = connect();
    client.send(Frames.login(token(user), device, 0));
    client.expect(ServerFrame.BodyCase.WELCOME);
    return client;
  }

  @Override
  public void close() {
    gateway.drain();
    try {
      posting.drain(TimeUnit.SECONDS.toNanos(5));
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
    gateway.disconnect(TimeUnit.SECONDS.toNanos(5));
    http.close();
    gateway.close();
    loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
    threads.close();
    journal.close();
    store.close();
  }
}
