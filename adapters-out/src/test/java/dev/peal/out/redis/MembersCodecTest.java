package dev.peal.out.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.peal.domain.conversation.Members;
import dev.peal.domain.session.UserId;
import java.nio.charset.StandardCharsets;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class MembersCodecTest {

  @Test
  void decode_whatWasEncoded_isTheSame() {
    for (Members members :
        new Members[] {
          Members.of(0),
          Members.of(1, 1),
          Members.of(12, 1, 127, 128, 129, 300, 1L << 40, UserId.MAX),
          Members.of(Long.MAX_VALUE, LongStream.range(1_000_000, 1_005_000).toArray())
        }) {
      assertThat(MembersCodec.decode(MembersCodec.encode(members))).isEqualTo(members);
    }
  }

  @Test
  void decode_somethingElse_isNothing() {
    assertThat(MembersCodec.decode("short".getBytes(StandardCharsets.US_ASCII))).isNull();
    assertThat(MembersCodec.decode("x".repeat(40).getBytes(StandardCharsets.US_ASCII))).isNull();
  }

  @Test
  void encode_thousandNeighbours_takesABytePerMember() {
    Members members = Members.of(3, LongStream.range(1_000_000, 1_001_000).toArray());

    assertThat(MembersCodec.encode(members)).hasSizeLessThan(1_050);
  }
}
