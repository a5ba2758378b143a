package dev.peal.out.mysql;

import dev.peal.domain.message.Batch;
import dev.peal.domain.sequence.BucketEpochs;
import dev.peal.domain.sequence.Lateness;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/// The openings of those epochs that followed outdated ones of some batches. Immutable.
final class EpochOpenings implements Lateness.Openings {

  private final Map<BucketEpoch, Long> openings;

  private record BucketEpoch(int bucket, long epoch) {}

  private EpochOpenings(Map<BucketEpoch, Long> openings) {
    this.openings = openings;
  }

  /// Reads them in the transaction of `connection`. One short query as long as all epochs are the
  /// present ones.
  static EpochOpenings read(Connection connection, List<Batch> batches) throws SQLException {
    long oldest =
        batches.stream()
            .map(Batch::epochs)
            .mapToLong(EpochOpenings::oldest)
            .min()
            .orElse(Long.MAX_VALUE);
    if (oldest == Long.MAX_VALUE || !anyBucketIsAbove(connection, oldest)) {
      return new EpochOpenings(Map.of());
    }
    Map<BucketEpoch, Long> openings = new HashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT bucket, epoch, opens_us FROM seq_epoch WHERE epoch > " + oldest)) {
      while (rows.next()) {
        openings.put(new BucketEpoch(rows.getInt(1), rows.getLong(2)), rows.getLong(3));
      }
    }
    return new EpochOpenings(openings);
  }

  private static long oldest(BucketEpochs epochs) {
    long oldest = Long.MAX_VALUE;
    for (int i = 0; i < epochs.size(); i++) {
      oldest = Math.min(oldest, epochs.epoch(i));
    }
    return oldest;
  }

  private static boolean anyBucketIsAbove(Connection connection, long epoch) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT 1 FROM seq_bucket WHERE epoch > " + epoch + " LIMIT 1")) {
      return rows.next();
    }
  }

  @Override
  public OptionalLong ofTheOneAfter(int bucket, long epoch) {
    Long opening = openings.get(new BucketEpoch(bucket, epoch + 1));
    return opening == null ? OptionalLong.empty() : OptionalLong.of(opening);
  }
}
