package dev.peal.bootstrap;

import dagger.Binds;
import dagger.Module;
import dagger.Provides;
import dev.peal.application.port.in.PostMessage;
import dev.peal.application.port.in.PostNotice;
import dev.peal.application.port.out.Clock;
import dev.peal.application.port.out.Delivery;
import dev.peal.application.port.out.IdSource;
import dev.peal.application.port.out.Journal;
import dev.peal.application.port.out.MemberDirectory;
import dev.peal.application.port.out.SequenceLedger;
import dev.peal.application.posting.PostMessageService;
import dev.peal.application.posting.PostNoticeService;
import dev.peal.bootstrap.config.Settings;
import jakarta.inject.Singleton;
import java.util.concurrent.ExecutorService;

/// The road of a message.
@Module
public interface PostingModule {

  @Provides
  @Singleton
  static PostMessageService post(
      Settings settings,
      MemberDirectory directory,
      SequenceLedger ledger,
      Journal journal,
      Delivery delivery,
      IdSource ids,
      Clock clock,
      ExecutorService virtualThreads,
      RoadTimes times) {
    return new PostMessageService(
        settings.posting(),
        directory,
        ledger,
        times.confirms(journal),
        delivery,
        ids,
        clock,
        virtualThreads);
  }

  @Provides
  @Singleton
  static PostNotice postNotice(PostMessageService posting, Settings settings, Clock clock) {
    return new PostNoticeService(posting, settings.posting(), clock);
  }

  @Binds
  PostMessage postMessage(PostMessageService posting);
}
