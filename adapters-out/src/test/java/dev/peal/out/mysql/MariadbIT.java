package dev.peal.out.mysql;

import dev.peal.servers.MysqlServer;
import dev.peal.servers.RealServers;
import org.junit.jupiter.api.Nested;

/// Everything that holds of MySQL holds of MariaDB too.
class MariadbIT {

  @Nested
  class AccountStore extends MysqlAccountStoreIT {
    @Override
    MysqlServer server() {
      return RealServers.mariadb();
    }
  }

  @Nested
  class BatchStore extends MysqlBatchStoreIT {
    @Override
    MysqlServer server() {
      return RealServers.mariadb();
    }
  }

  @Nested
  class CursorStore extends MysqlCursorStoreIT {
    @Override
    MysqlServer server() {
      return RealServers.mariadb();
    }
  }

  @Nested
  class GroupStore extends MysqlGroupStoreIT {
    @Override
    MysqlServer server() {
      return RealServers.mariadb();
    }
  }

  @Nested
  class OfClock extends MysqlClockIT {
    @Override
    MysqlServer server() {
      return RealServers.mariadb();
    }
  }

  @Nested
  class Grace extends MysqlGraceIT {
    @Override
    MysqlServer server() {
      return RealServers.mariadb();
    }
  }

  @Nested
  class IdSource extends MysqlIdSourceIT {
    @Override
    MysqlServer server() {
      return RealServers.mariadb();
    }
  }

  @Nested
  class InboxReader extends MysqlInboxReaderIT {
    @Override
    MysqlServer server() {
      return RealServers.mariadb();
    }
  }

  @Nested
  class MessageReader extends MysqlMessageReaderIT {
    @Override
    MysqlServer server() {
      return RealServers.mariadb();
    }
  }

  @Nested
  class NoticeOutbox extends MysqlNoticeOutboxIT {
    @Override
    MysqlServer server() {
      return RealServers.mariadb();
    }
  }

  @Nested
  class ParkedBatches extends MysqlParkedBatchesIT {
    @Override
    MysqlServer server() {
      return RealServers.mariadb();
    }
  }

  @Nested
  class SentMessages extends MysqlSentMessagesIT {
    @Override
    MysqlServer server() {
      return RealServers.mariadb();
    }
  }

  @Nested
  class SequenceCeilings extends MysqlSequenceCeilingsIT {
    @Override
    MysqlServer server() {
      return RealServers.mariadb();
    }
  }

  @Nested
  class Watermarks extends MysqlWatermarksIT {
    @Override
    MysqlServer server() {
      return RealServers.mariadb();
    }
  }

  @Nested
  class Lateness extends MysqlLatenessIT {
    @Override
    MysqlServer server() {
      return RealServers.mariadb();
    }
  }

  @Nested
  class Repair extends MysqlRepairIT {
    @Override
    MysqlServer server() {
      return RealServers.mariadb();
    }
  }

  @Nested
  class Poison extends MysqlPoisonIT {
    @Override
    MysqlServer server() {
      return RealServers.mariadb();
    }
  }

  @Nested
  class ClusterSettings extends MysqlClusterSettingsIT {
    @Override
    MysqlServer server() {
      return RealServers.mariadb();
    }
  }

  @Nested
  class Database extends MysqlDatabaseIT {
    @Override
    MysqlServer server() {
      return RealServers.mariadb();
    }
  }
}
