package dev.peal.out.mysql;

import static dev.peal.application.contract.BatchSamples.message;
import static dev.peal.application.contract.BatchSamples.recipients;
import static dev.peal.out.mysql.MysqlOfClass.QUEUES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.message.Batch;
import dev.peal.domain.sequence.BucketEpochs;
import dev.peal.domain.sequence.Partition;
import dev.peal.servers.MysqlServer;
import dev.peal.servers.RealServers;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Two nodes that are configured with different times: what one calls dead, the other must not
/// fill, also while the time is being changed for all.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MysqlGraceIT {

  private static final ConversationId GROUP = ConversationId.group(7);
  private static final int QUEUE = Partition.of(GROUP, QUEUES);
  private static final long SHORT = 11_000_000;
  private static final long LONG = 21_000_000;
  private static final long STAMP = 1_790_000_000_000_000L;

  @RegisterExtension final MysqlOfClass mysql = new MysqlOfClass(this::server);
  private MysqlClusterSettings settings;

  MysqlServer server() {
    return RealServers.mysql();
  }

  @BeforeEach
  void agree() {
    settings = new MysqlClusterSettings(mysql.database());
    settings.agreeOnGrace(SHORT);
  }

  /// A node's reader and store, whatever it is configured with.
  private MysqlReader reader(long configured) {
    return new MysqlReader(mysql.database(), QUEUES, configured);
  }

  private MysqlBatchStore store(long configured) {
    return new MysqlBatchStore(mysql.database(), QUEUES, configured);
  }

  private void watermarks(long micros) {
    var watermarks = new MysqlWatermarks(mysql.database(), QUEUES);
    for (int queue = 0; queue < QUEUES; queue++) {
      watermarks.raise(queue, micros);
    }
  }

  /// What a sync would say of a hole below a row with this stamp.
  private boolean callsDead(MysqlReader reader, long stamp) {
    return reader.watermark() > stamp + reader.grace();
  }

  private boolean stores(MysqlBatchStore store, long id, long stamp) {
    Batch batch =
        new Batch(
            id,
            GROUP,
            List.of(message(1, id, "m" + id)),
            recipients(1, id),
            stamp,
            stamp,
            0,
            BucketEpochs.none());
    return store.store(List.of(batch)).isEmpty();
  }

  @Test
  void nodesConfiguredDifferently_judgeByWhatWasAgreedOn() {
    watermarks(STAMP + SHORT + 1);

    assertThat(callsDead(reader(SHORT), STAMP)).isTrue();
    assertThat(callsDead(reader(LONG), STAMP)).isTrue();
    assertThat(stores(store(LONG), 1, STAMP)).as("fills what was called dead").isFalse();
    assertThat(callsDead(reader(1), STAMP + 1)).isFalse();
    assertThat(stores(store(1), 2, STAMP + 1)).isTrue();
  }

  @Test
  void raised_whatWasCalledDeadStaysSo_andNewStampsHaveLonger() {
    watermarks(STAMP + SHORT + 1);
    assertThat(callsDead(reader(SHORT), STAMP)).isTrue();

    settings.agreeOnGrace(LONG);

    assertThat(callsDead(reader(SHORT), STAMP)).isTrue();
    assertThat(callsDead(reader(LONG), STAMP)).isTrue();
    assertThat(stores(store(LONG), 1, STAMP)).as("fills what was called dead").isFalse();
    watermarks(STAMP + 1 + LONG);
    assertThat(callsDead(reader(SHORT), STAMP + 1)).isFalse();
    assertThat(stores(store(SHORT), 2, STAMP + 1)).isTrue();
  }

  @Test
  void lowered_onlyWhenToldSo_andThenForAllAtOnce() {
    settings.agreeOnGrace(LONG);
    watermarks(STAMP + SHORT + 1);

    settings.agreeOnGrace(SHORT);
    assertThat(settings.grace()).isEqualTo(LONG);
    assertThat(callsDead(reader(SHORT), STAMP)).isFalse();

    settings.shortenGrace(SHORT);
    assertThat(callsDead(reader(LONG), STAMP)).isTrue();
    assertThat(stores(store(LONG), 1, STAMP)).isFalse();
  }

  @Test
  void decided_bySomebodyWhoKnowsALongerGrace_isByThat() {
    var watermarks = new MysqlWatermarks(mysql.database(), QUEUES);
    watermarks(STAMP);

    assertThat(watermarks.decided(QUEUE, 1)).isEqualTo(STAMP - SHORT);
    assertThat(watermarks.decided(QUEUE, LONG)).isEqualTo(STAMP - LONG);
  }

  @Test
  void agreeOn_theFirstSaysIt_andAChangeIsForAll() {
    assertThat(settings.agreeOn(Map.of("a", "1", "b", ""))).isEqualTo(Map.of("a", "1", "b", ""));
    assertThat(settings.agreeOn(Map.of("a", "2", "b", "x"))).isEqualTo(Map.of("a", "1", "b", ""));

    settings.change("a", "3");

    assertThat(settings.agreeOn(Map.of("a", "1"))).isEqualTo(Map.of("a", "3"));
  }
}
