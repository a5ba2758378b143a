package dev.peal.bootstrap;

import dagger.Module;
import dagger.Provides;
import dev.peal.application.operating.ListNodesService;
import dev.peal.application.operating.ReportStatusService;
import dev.peal.application.port.in.FindAccounts;
import dev.peal.application.port.in.FindGroups;
import dev.peal.application.port.in.ListConversations;
import dev.peal.application.port.in.ListNodes;
import dev.peal.application.port.in.MarkRead;
import dev.peal.application.port.in.PostMessage;
import dev.peal.application.port.in.ReadHistory;
import dev.peal.application.port.in.ReportStatus;
import dev.peal.application.port.in.SyncInbox;
import dev.peal.application.port.in.TrackSession;
import dev.peal.application.port.out.BatchStore;
import dev.peal.application.port.out.Clock;
import dev.peal.application.port.out.CursorStore;
import dev.peal.application.port.out.InboxReader;
import dev.peal.application.port.out.Journal;
import dev.peal.application.port.out.MessageReader;
import dev.peal.application.port.out.NodeRegistry;
import dev.peal.application.port.out.PeerLink;
import dev.peal.application.port.out.PresenceRegistry;
import dev.peal.application.port.out.SequenceLedger;
import dev.peal.application.port.out.SessionCensus;
import dev.peal.application.syncing.ListConversationsService;
import dev.peal.application.syncing.MarkReadService;
import dev.peal.application.syncing.ReadHistoryService;
import dev.peal.application.syncing.SyncInboxService;
import dev.peal.application.syncing.TrackSessionService;
import dev.peal.bootstrap.config.Settings;
import jakarta.inject.Singleton;

/// Inboxes, conversations, cursors and status.
@Module
public interface ReadingModule {

  @Provides
  @Singleton
  static SyncInbox sync(InboxReader inbox) {
    return new SyncInboxService(inbox);
  }

  @Provides
  @Singleton
  static ReadHistory history(MessageReader messages) {
    return new ReadHistoryService(messages);
  }

  @Provides
  @Singleton
  static MarkRead markRead(
      MessageReader messages, CursorStore cursors, PostMessage posting, Clock clock) {
    return new MarkReadService(messages, cursors, posting, clock);
  }

  @Provides
  @Singleton
  static TrackSession track(
      PresenceRegistry presence,
      CursorStore cursors,
      InboxReader inbox,
      SequenceLedger ledger,
      PeerLink peers,
      Clock clock) {
    return new TrackSessionService(presence, cursors, inbox, ledger, peers, clock);
  }

  @Provides
  @Singleton
  static ListConversations conversations(
      FindGroups groups, FindAccounts accounts, MessageReader messages, CursorStore cursors) {
    return new ListConversationsService(groups, accounts, messages, cursors);
  }

  @Provides
  @Singleton
  static ListNodes nodes(NodeRegistry registry) {
    return new ListNodesService(registry);
  }

  @Provides
  @Singleton
  static ReportStatus status(
      Settings settings, SessionCensus census, BatchStore store, Journal journal) {
    return new ReportStatusService(settings.webSocket().node(), census, store, journal);
  }
}
