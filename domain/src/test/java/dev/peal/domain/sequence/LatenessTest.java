package dev.peal.domain.sequence;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class LatenessTest {

  private static final long GRACE = 10;
  private static final BucketEpochs TWO_BUCKETS =
      BucketEpochs.of(new int[] {3, 7}, new long[] {1, 4});

  private static boolean isLate(long lowestStamp, long watermark) {
    return isLate(lowestStamp, watermark, (bucket, epoch) -> OptionalLong.empty());
  }

  private static boolean isLate(long lowestStamp, long watermark, Lateness.Openings openings) {
    return Lateness.isLate(lowestStamp, TWO_BUCKETS, openings, watermark, GRACE);
  }

  @Test
  void isLate_watermarkAtStampAndGrace_isInTime() {
    assertThat(isLate(100, 110)).isFalse();
  }

  @Test
  void isLate_watermarkJustAboveStampAndGrace_isLate() {
    assertThat(isLate(100, 111)).isTrue();
  }

  @Test
  void isLate_outdatedEpochWhoseSuccessorOpenedBeforeTheStamp_countsFromTheOpening() {
    Lateness.Openings openings =
        (bucket, epoch) -> bucket == 7 && epoch == 4 ? OptionalLong.of(50) : OptionalLong.empty();

    assertThat(isLate(100, 60, openings)).isFalse();
    assertThat(isLate(100, 61, openings)).isTrue();
  }

  @Test
  void isLate_outdatedEpochWhoseSuccessorOpensLater_countsFromTheStamp() {
    Lateness.Openings openings = (bucket, epoch) -> OptionalLong.of(150);

    assertThat(isLate(100, 110, openings)).isFalse();
    assertThat(isLate(100, 111, openings)).isTrue();
  }

  @Test
  void isLate_severalOutdatedEpochs_countFromTheEarliestOpening() {
    Lateness.Openings openings =
        (bucket, epoch) -> OptionalLong.of(bucket == 3 && epoch == 1 ? 30 : 80);

    assertThat(isLate(100, 40, openings)).isFalse();
    assertThat(isLate(100, 41, openings)).isTrue();
  }

  @Test
  void isLate_stampsAtTheEndsOfTheirRange_doNotOverflow() {
    assertThat(isLate(Long.MAX_VALUE, Long.MAX_VALUE)).isFalse();
    assertThat(isLate(0, 0)).isFalse();
  }

  @Test
  void isLate_ledgerWithoutBuckets_goesByTheStampAlone() {
    Lateness.Openings none =
        (bucket, epoch) -> {
          throw new AssertionError("there is no bucket " + bucket);
        };

    assertThat(Lateness.isLate(100, BucketEpochs.none(), none, 111, GRACE)).isTrue();
    assertThat(Lateness.isLate(100, BucketEpochs.none(), none, 110, GRACE)).isFalse();
  }
}
