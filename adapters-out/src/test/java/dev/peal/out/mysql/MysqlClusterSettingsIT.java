package dev.peal.out.mysql;

import static dev.peal.out.mysql.MysqlOfClass.BUCKETS;
import static dev.peal.out.mysql.MysqlOfClass.QUEUES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.peal.application.contract.Samples;
import dev.peal.servers.MysqlServer;
import dev.peal.servers.RealServers;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MysqlClusterSettingsIT {

  @RegisterExtension final MysqlOfClass mysql = new MysqlOfClass(this::server);
  private MysqlClusterSettings settings;

  MysqlServer server() {
    return RealServers.mysql();
  }

  @BeforeEach
  void open() {
    settings = new MysqlClusterSettings(mysql.database());
  }

  @Test
  void agree_sameAgain_isFineAndLosesNothing() {
    new MysqlWatermarks(mysql.database(), QUEUES).raise(1, 55);

    settings.agree(BUCKETS, QUEUES);

    assertThat(new MysqlWatermarks(mysql.reopen(), QUEUES).of(1)).isEqualTo(55);
  }

  @Test
  void agree_others_saysWhichAndWhatIsSetUp() {
    assertThatThrownBy(() -> settings.agree(BUCKETS + 1, QUEUES))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "cluster.buckets: 9 (expected: 8, with which this cluster was set up; it cannot"
                + " change)");
    assertThatThrownBy(() -> settings.agree(BUCKETS, QUEUES - 1))
        .hasMessageContaining("cluster.queues: 3 (expected: 4");
    assertThat(new MysqlSequenceCeilings(mysql.database(), BUCKETS).read()).hasSize(BUCKETS);
  }

  @Test
  void agree_manyNodesAtOnceOnAnEmptyDatabase_allDo() throws Exception {
    for (String table : List.of("cluster_setting", "journal_watermark", "seq_bucket")) {
      mysql.execute("DELETE FROM " + table);
    }
    List<Callable<Boolean>> nodes = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      nodes.add(() -> {
        settings.agree(BUCKETS, QUEUES);
        return true;
      });
    }

    assertThat(Samples.atOnce(nodes)).containsOnly(true);
  }

  @Test
  void secret_anyNodeAtAnyTime_isTheSame() throws Exception {
    List<Callable<String>> nodes = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      nodes.add(() -> HexFormat.of().formatHex(settings.secret("tokens")));
    }

    List<String> secrets = Samples.atOnce(nodes);

    assertThat(secrets).containsOnly(secrets.getFirst());
    assertThat(secrets.getFirst()).hasSize(64);
    assertThat(new MysqlClusterSettings(mysql.reopen()).secret("tokens"))
        .isEqualTo(HexFormat.of().parseHex(secrets.getFirst()));
  }

  @Test
  void secret_ofAnotherName_isAnother() {
    assertThat(settings.secret("tokens")).isNotEqualTo(settings.secret("peers"));
  }
}
