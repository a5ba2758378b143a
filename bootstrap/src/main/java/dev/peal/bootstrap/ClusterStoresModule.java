package dev.peal.bootstrap;

import dagger.Binds;
import dagger.Module;
import dagger.Provides;
import dev.peal.application.port.out.AccountStore;
import dev.peal.application.port.out.BatchStore;
import dev.peal.application.port.out.Clock;
import dev.peal.application.port.out.CursorStore;
import dev.peal.application.port.out.GroupStore;
import dev.peal.application.port.out.IdSource;
import dev.peal.application.port.out.NoticeOutbox;
import dev.peal.application.port.out.ParkedBatches;
import dev.peal.application.port.out.SentMessages;
import dev.peal.application.port.out.SequenceCeilings;
import dev.peal.application.port.out.SetAsideBatches;
import dev.peal.application.port.out.Watermarks;
import dev.peal.bootstrap.config.ClusterSettings;
import dev.peal.bootstrap.config.Settings;
import dev.peal.out.clock.SystemClock;
import dev.peal.out.mysql.MysqlAccountStore;
import dev.peal.out.mysql.MysqlBatchStore;
import dev.peal.out.mysql.MysqlClock;
import dev.peal.out.mysql.MysqlClusterSettings;
import dev.peal.out.mysql.MysqlCursorStore;
import dev.peal.out.mysql.MysqlDatabase;
import dev.peal.out.mysql.MysqlGroupStore;
import dev.peal.out.mysql.MysqlIdSource;
import dev.peal.out.mysql.MysqlNoticeOutbox;
import dev.peal.out.mysql.MysqlReader;
import dev.peal.out.mysql.MysqlSentMessages;
import dev.peal.out.mysql.MysqlSequenceCeilings;
import dev.peal.out.mysql.MysqlSetAsideBatches;
import dev.peal.out.mysql.MysqlWatermarks;
import dev.peal.out.security.SigningSecret;
import jakarta.inject.Singleton;
import java.util.HexFormat;

/// What is kept in MySQL.
@Module
public interface ClusterStoresModule {

  /// Refuses to start when this machine's own clock is wrong.
  @Provides
  @Singleton
  static MysqlClock mysqlClock(MysqlDatabase database, ClusterSettings cluster) {
    return MysqlClock.follow(database, new SystemClock(), cluster.clockSkew());
  }

  @Binds
  Clock clock(MysqlClock clock);

  /// With its tables up to date, and agreed with the other nodes on what cannot change.
  @Provides
  @Singleton
  static MysqlDatabase database(ClusterSettings cluster) {
    MysqlDatabase database = MysqlDatabase.connect(cluster.mysql());
    try {
      database.migrate();
      var clusterWide = new MysqlClusterSettings(database);
      clusterWide.agree(cluster.buckets(), cluster.queues());
      clusterWide.agreeOnGrace(cluster.graceMicros());
      return database;
    } catch (RuntimeException failure) {
      database.close();
      throw failure;
    }
  }

  @Provides
  @Singleton
  static MysqlClusterSettings clusterWide(MysqlDatabase database) {
    return new MysqlClusterSettings(database);
  }

  @Provides
  @Singleton
  static Installation installation(MysqlClusterSettings clusterWide) {
    return Installation.of(clusterWide.secret(Installation.SECRET));
  }

  /// The same on all nodes: kept in MySQL when none is configured.
  @Provides
  @Singleton
  static SigningSecret secret(Settings settings, MysqlClusterSettings clusterWide) {
    return settings
        .tokenSecret()
        .map(SigningSecret::of)
        .orElseGet(() -> SigningSecret.of(HexFormat.of().formatHex(clusterWide.secret("tokens"))));
  }

  @Provides
  @Singleton
  static AccountStore accounts(MysqlDatabase database) {
    return new MysqlAccountStore(database);
  }

  @Provides
  @Singleton
  static GroupStore groups(MysqlDatabase database) {
    return new MysqlGroupStore(database);
  }

  @Provides
  @Singleton
  static NoticeOutbox outbox(MysqlDatabase database) {
    return new MysqlNoticeOutbox(database);
  }

  @Provides
  @Singleton
  static CursorStore cursors(MysqlDatabase database) {
    return new MysqlCursorStore(database);
  }

  @Provides
  @Singleton
  static IdSource ids(MysqlDatabase database) {
    return new MysqlIdSource(database);
  }

  @Provides
  @Singleton
  static SequenceCeilings ceilings(MysqlDatabase database, ClusterSettings cluster) {
    return new MysqlSequenceCeilings(database, cluster.buckets());
  }

  @Provides
  @Singleton
  static SentMessages sent(MysqlDatabase database) {
    return new MysqlSentMessages(database);
  }

  @Provides
  @Singleton
  static Watermarks watermarks(MysqlDatabase database, ClusterSettings cluster) {
    return new MysqlWatermarks(
        database, cluster.queues(), cluster.clockSkew(), cluster.ledger().confirmTimeout());
  }

  @Provides
  @Singleton
  static MysqlBatchStore batchStore(MysqlDatabase database, ClusterSettings cluster) {
    return new MysqlBatchStore(database, cluster.queues(), cluster.graceMicros());
  }

  @Provides
  @Singleton
  static SetAsideBatches aside(MysqlDatabase database, ClusterSettings cluster) {
    return new MysqlSetAsideBatches(database, cluster.queues());
  }

  @Provides
  @Singleton
  static MysqlReader reader(MysqlDatabase database, ClusterSettings cluster) {
    return new MysqlReader(database, cluster.queues(), cluster.graceMicros());
  }

  @Binds
  BatchStore batches(MysqlBatchStore store);

  @Binds
  ParkedBatches parked(MysqlBatchStore store);
}
