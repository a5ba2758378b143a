package dev.peal.bootstrap;

import dagger.Binds;
import dagger.Module;
import dagger.Provides;
import dev.peal.application.delivery.NoPeers;
import dev.peal.application.persisting.PersistBatchesService;
import dev.peal.application.port.in.PersistBatches;
import dev.peal.application.port.out.AccountStore;
import dev.peal.application.port.out.BatchStore;
import dev.peal.application.port.out.Clock;
import dev.peal.application.port.out.CursorStore;
import dev.peal.application.port.out.Delivery;
import dev.peal.application.port.out.GroupStore;
import dev.peal.application.port.out.IdSource;
import dev.peal.application.port.out.InboxReader;
import dev.peal.application.port.out.Journal;
import dev.peal.application.port.out.MemberDirectory;
import dev.peal.application.port.out.MessageReader;
import dev.peal.application.port.out.NodeRegistry;
import dev.peal.application.port.out.NoticeOutbox;
import dev.peal.application.port.out.ParkedBatches;
import dev.peal.application.port.out.PeerLink;
import dev.peal.application.port.out.PresenceRegistry;
import dev.peal.application.port.out.SequenceLedger;
import dev.peal.bootstrap.config.Settings;
import dev.peal.in.websocket.Gateway;
import dev.peal.out.clock.SystemClock;
import dev.peal.out.embedded.EmbeddedAccountStore;
import dev.peal.out.embedded.EmbeddedBatchStore;
import dev.peal.out.embedded.EmbeddedCursorStore;
import dev.peal.out.embedded.EmbeddedGroupStore;
import dev.peal.out.embedded.EmbeddedIdSource;
import dev.peal.out.embedded.EmbeddedJournal;
import dev.peal.out.embedded.EmbeddedLedger;
import dev.peal.out.embedded.EmbeddedMemberDirectory;
import dev.peal.out.embedded.EmbeddedNodeRegistry;
import dev.peal.out.embedded.EmbeddedNoticeOutbox;
import dev.peal.out.embedded.EmbeddedPresenceRegistry;
import dev.peal.out.embedded.EmbeddedReader;
import dev.peal.out.embedded.EmbeddedStore;
import dev.peal.out.embedded.JournalRecovery;
import dev.peal.out.security.SigningSecret;
import jakarta.inject.Singleton;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The outbound ports on the embedded store.
@Module
interface EmbeddedModule {

  @Provides
  @Singleton
  static EmbeddedStore store(Settings settings) {
    return new EmbeddedStore(settings.store());
  }

  @Provides
  @Singleton
  static Clock clock() {
    return new SystemClock();
  }

  @Provides
  @Singleton
  static EmbeddedBatchStore batchStore(EmbeddedStore store) {
    return new EmbeddedBatchStore(store);
  }

  @Provides
  @Singleton
  static PersistBatches persist(BatchStore store, ParkedBatches parked) {
    return new PersistBatchesService(store, parked);
  }

  /// What an earlier process left in the journal is expanded before the ledger reads the store.
  @Provides
  @Singleton
  static EmbeddedLedger ledger(
      EmbeddedStore store, EmbeddedBatchStore batches, PersistBatches persist, Clock clock) {
    Logger log = LoggerFactory.getLogger(EmbeddedModule.class);
    int recovered = JournalRecovery.expandAll(store, persist);
    if (recovered > 0) {
      log.info("Recovered {} batches from the journal", recovered);
    }
    return new EmbeddedLedger(store, clock, batches.lastStamp());
  }

  @Provides
  @Singleton
  static EmbeddedJournal journal(
      EmbeddedStore store, Settings settings, Clock clock, EmbeddedLedger ledger) {
    return new EmbeddedJournal(store, settings.store(), clock, ledger::stored);
  }

  @Provides
  @Singleton
  static EmbeddedReader reader(EmbeddedStore store, EmbeddedLedger ledger) {
    return new EmbeddedReader(store, ledger::watermark);
  }

  @Provides
  @Singleton
  static AccountStore accounts(EmbeddedStore store) {
    return new EmbeddedAccountStore(store);
  }

  @Provides
  @Singleton
  static GroupStore groups(EmbeddedStore store) {
    return new EmbeddedGroupStore(store);
  }

  @Provides
  @Singleton
  static NoticeOutbox outbox(EmbeddedStore store) {
    return new EmbeddedNoticeOutbox(store);
  }

  @Provides
  @Singleton
  static CursorStore cursors(EmbeddedStore store) {
    return new EmbeddedCursorStore(store);
  }

  @Provides
  @Singleton
  static IdSource ids(EmbeddedStore store) {
    return new EmbeddedIdSource(store);
  }

  @Provides
  @Singleton
  static MemberDirectory directory(GroupStore groups, AccountStore accounts, Settings settings) {
    return new EmbeddedMemberDirectory(groups, accounts, settings.node().cachedMembers());
  }

  @Provides
  @Singleton
  static NodeRegistry registry(Settings settings, Clock clock) {
    String name = settings.webSocket().node();
    return new EmbeddedNodeRegistry(
        new NodeRegistry.Node(
            NodeIds.of(name),
            name,
            settings.http().host() + ":" + settings.http().port(),
            Set.of(NodeRegistry.Role.values()),
            clock.wallMillis()));
  }

  @Provides
  @Singleton
  static PeerLink peers() {
    return new NoPeers();
  }

  @Provides
  @Singleton
  static PresenceRegistry presence() {
    return new EmbeddedPresenceRegistry();
  }

  @Provides
  @Singleton
  static Backend backend(
      EmbeddedStore store, EmbeddedJournal journal, PersistBatches persist, RoadTimes times) {
    return new EmbeddedBackend(store, journal, times.rows(persist));
  }

  /// Kept in the data folder when none is configured.
  @Provides
  @Singleton
  static SigningSecret secret(Settings settings) {
    return settings
        .tokenSecret()
        .map(SigningSecret::of)
        .orElseGet(() -> SigningSecret.keptIn(settings.store().folder().resolve("token-secret")));
  }

  @Binds
  Delivery delivery(Gateway gateway);

  @Binds
  BatchStore batches(EmbeddedBatchStore store);

  @Binds
  ParkedBatches parked(EmbeddedBatchStore store);

  @Binds
  SequenceLedger sequences(EmbeddedLedger ledger);

  @Binds
  Journal journalPort(EmbeddedJournal journal);

  @Binds
  InboxReader inbox(EmbeddedReader reader);

  @Binds
  MessageReader messages(EmbeddedReader reader);
}
