package dev.peal.bootstrap;

import dagger.Module;
import dagger.Provides;
import dev.peal.application.groups.ChangeAnnouncer;
import dev.peal.application.groups.ChangeCommitter;
import dev.peal.application.groups.ChangeGroupService;
import dev.peal.application.groups.FindGroupsService;
import dev.peal.application.groups.FinishGroupChangesService;
import dev.peal.application.groups.GroupLocks;
import dev.peal.application.port.in.ChangeGroup;
import dev.peal.application.port.in.FindGroups;
import dev.peal.application.port.in.FinishGroupChanges;
import dev.peal.application.port.in.PostNotice;
import dev.peal.application.port.out.AccountStore;
import dev.peal.application.port.out.Clock;
import dev.peal.application.port.out.GroupStore;
import dev.peal.application.port.out.IdSource;
import dev.peal.application.port.out.MemberDirectory;
import dev.peal.application.port.out.NoticeOutbox;
import dev.peal.application.port.out.PresenceRegistry;
import dev.peal.application.port.out.SequenceLedger;
import dev.peal.bootstrap.config.Settings;
import jakarta.inject.Singleton;

/// Groups and their members.
@Module
public interface GroupsModule {

  @Provides
  @Singleton
  static GroupLocks locks() {
    return new GroupLocks();
  }

  @Provides
  @Singleton
  static ChangeAnnouncer announcer(
      SequenceLedger ledger,
      MemberDirectory directory,
      NoticeOutbox outbox,
      PostNotice postNotice) {
    return new ChangeAnnouncer(ledger, directory, outbox, postNotice);
  }

  @Provides
  @Singleton
  static ChangeGroup changeGroup(
      GroupStore groups,
      AccountStore accounts,
      IdSource ids,
      Clock clock,
      ChangeAnnouncer announcer,
      GroupLocks locks,
      Settings settings) {
    return new ChangeGroupService(
        groups,
        accounts,
        ids,
        clock,
        new ChangeCommitter(groups, announcer, locks),
        settings.node().groups());
  }

  @Provides
  @Singleton
  static FinishGroupChanges finishChanges(
      GroupStore groups, NoticeOutbox outbox, ChangeAnnouncer announcer, GroupLocks locks) {
    return new FinishGroupChangesService(groups, outbox, announcer, locks);
  }

  @Provides
  @Singleton
  static FindGroups findGroups(
      GroupStore groups, AccountStore accounts, PresenceRegistry presence) {
    return new FindGroupsService(groups, accounts, presence);
  }
}
