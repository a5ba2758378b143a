package dev.peal.bootstrap;

import dagger.Binds;
import dagger.Lazy;
import dagger.Module;
import dagger.Provides;
import dev.peal.application.persisting.FollowProgressService;
import dev.peal.application.persisting.LateBatches;
import dev.peal.application.persisting.PersistBatchesService;
import dev.peal.application.persisting.RaiseWatermarkService;
import dev.peal.application.port.in.FollowProgress;
import dev.peal.application.port.in.PersistBatches;
import dev.peal.application.port.in.RaiseWatermark;
import dev.peal.application.port.out.AccountStore;
import dev.peal.application.port.out.BatchStore;
import dev.peal.application.port.out.Clock;
import dev.peal.application.port.out.GroupStore;
import dev.peal.application.port.out.IdSource;
import dev.peal.application.port.out.InboxReader;
import dev.peal.application.port.out.Journal;
import dev.peal.application.port.out.MemberDirectory;
import dev.peal.application.port.out.MessageReader;
import dev.peal.application.port.out.NodeRegistry;
import dev.peal.application.port.out.ParkedBatches;
import dev.peal.application.port.out.SentMessages;
import dev.peal.application.port.out.SequenceCeilings;
import dev.peal.application.port.out.SequenceLedger;
import dev.peal.application.port.out.SetAsideBatches;
import dev.peal.application.port.out.Watermarks;
import dev.peal.bootstrap.config.ClusterSettings;
import dev.peal.bootstrap.config.Settings;
import dev.peal.in.rabbit.JournalConsumer;
import dev.peal.in.rabbit.UseCases;
import dev.peal.out.mysql.MysqlClock;
import dev.peal.out.mysql.MysqlReader;
import dev.peal.out.rabbit.JournalWatch;
import dev.peal.out.rabbit.RabbitJournal;
import dev.peal.out.record.RecordCodec;
import dev.peal.out.redis.LedgerStores;
import dev.peal.out.redis.RedisConnections;
import dev.peal.out.redis.RedisLedger;
import dev.peal.out.redis.RedisMemberDirectory;
import dev.peal.rabbit.JournalQueues;
import dev.peal.rabbit.RabbitConnections;
import dev.peal.rabbit.RecordsInHand;
import dev.peal.rabbit.VanishedQueues;
import jakarta.inject.Singleton;

/// Members and numbers from Redis, the journal in RabbitMQ, and the rows behind it as they are
/// read.
@Module
interface ClusterRoadModule {

  @Provides
  @Singleton
  static RedisConnections redis(ClusterSettings cluster, Installation installation) {
    return RedisConnections.connect(installation.named(cluster.redis()));
  }

  @Provides
  @Singleton
  static RedisLedger ledger(
      RedisConnections redis,
      ClusterSettings cluster,
      SequenceCeilings ceilings,
      SentMessages sent,
      Watermarks watermarks,
      GroupStore groups,
      MysqlClock clock) {
    return RedisLedger.open(
        redis,
        cluster.ledger(),
        new LedgerStores(ceilings, sent, watermarks, groups),
        clock.stamps());
  }

  @Provides
  @Singleton
  static MemberDirectory directory(
      RedisConnections redis, GroupStore groups, AccountStore accounts, Settings settings) {
    return new RedisMemberDirectory(redis, groups, accounts, settings.node().cachedMembers());
  }

  @Provides
  @Singleton
  static RabbitConnections rabbit(ClusterSettings cluster) {
    return new RabbitConnections(cluster.rabbit());
  }

  @Provides
  static JournalQueues queues(ClusterSettings cluster, Installation installation) {
    return JournalQueues.of(installation.named(cluster.rabbit()), cluster.queues());
  }

  @Provides
  @Singleton
  static RecordsInHand inHand() {
    return new RecordsInHand();
  }

  @Provides
  @Singleton
  static RabbitJournal journal(
      RabbitConnections rabbit,
      JournalQueues queues,
      ClusterSettings cluster,
      Clock clock,
      RecordsInHand inHand,
      VanishedQueues vanished,
      Watermarks watermarks,
      Lazy<NodeRegistry> nodes) {
    return RabbitJournal.connect(
        rabbit,
        queues,
        cluster.journal(),
        clock,
        inHand,
        new JournalWatch(
            vanished, watermarks::all, cluster.lag(), () -> nodes.get().lowestLevel()));
  }

  @Provides
  @Singleton
  static VanishedQueues vanished(JournalQueues queues, Watermarks watermarks, Clock clock) {
    return new VanishedQueues(queues, watermarks::of, clock::monotonicNanos);
  }

  @Provides
  @Singleton
  static LateBatches late(
      RedisLedger ledger,
      Journal journal,
      SetAsideBatches aside,
      IdSource ids,
      Clock clock,
      Settings settings) {
    return new LateBatches(ledger, journal, aside, ids, clock, settings.posting().confirmTimeout());
  }

  @Provides
  @Singleton
  static PersistBatches persist(BatchStore store, ParkedBatches parked, LateBatches late) {
    return new PersistBatchesService(store, parked, late);
  }

  @Provides
  @Singleton
  static RaiseWatermark raise(Watermarks watermarks, LateBatches late) {
    return new RaiseWatermarkService(watermarks, late);
  }

  @Provides
  @Singleton
  static FollowProgress progress(Watermarks watermarks) {
    return new FollowProgressService(watermarks);
  }

  @Provides
  @Singleton
  static JournalConsumer consumer(
      RabbitConnections rabbit,
      JournalQueues queues,
      ClusterSettings cluster,
      PersistBatches persist,
      RaiseWatermark raise,
      FollowProgress progress,
      MysqlClock clock,
      RecordsInHand inHand,
      VanishedQueues vanished,
      RoadTimes times) {
    return new JournalConsumer(
        rabbit,
        queues,
        cluster.consumer(),
        new UseCases(times.rows(persist), raise, progress),
        RecordCodec::decodeBatch,
        clock.stamps(),
        inHand,
        vanished);
  }

  @Binds
  SequenceLedger sequences(RedisLedger ledger);

  @Binds
  Journal journalPort(RabbitJournal journal);

  @Binds
  InboxReader inbox(MysqlReader reader);

  @Binds
  MessageReader messages(MysqlReader reader);
}
