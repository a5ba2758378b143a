package dev.peal.bench.ladder.rung;

import static dev.peal.application.contract.BatchSamples.batch;
import static dev.peal.application.contract.BatchSamples.message;
import static dev.peal.application.contract.BatchSamples.recipients;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.message.Batch;
import dev.peal.domain.message.Body;
import dev.peal.domain.message.Message;
import dev.peal.out.record.MalformedRecord;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BodyFormatTest {

  @ParameterizedTest
  @EnumSource
  void message_readBack_isTheSame(BodyFormat format) {
    List.<Body>of(
            new Body.Text("h\u00e9 \"quoted\""),
            new Body.MembershipChange(
                Body.MembershipChange.Kind.CREATED, 4, List.of(5L, 6L), "Group", 1))
        .forEach(body -> {
          Message message = message(3, 9, "a", body);
          assertThat(format.message(format.encode(message))).isEqualTo(message);
        });
  }

  @ParameterizedTest
  @EnumSource
  void batch_readBack_isTheSame(BodyFormat format) {
    Batch batch =
        batch(
            ConversationId.group(7),
            recipients(1, 1L << 40, 2, 3),
            message(1, 1, "a"),
            message(2, 2, "b"));

    Batch read = format.batch(format.encode(batch));

    assertThat(read.id()).isEqualTo(batch.id());
    assertThat(read.conversation()).isEqualTo(batch.conversation());
    assertThat(read.messages()).isEqualTo(batch.messages());
    assertThat(read.recipients().firstSeq(0)).isEqualTo(1L << 40);
    assertThat(read.recipients().user(1)).isEqualTo(2);
    assertThat(read.highestStamp()).isEqualTo(batch.highestStamp());
  }

  @ParameterizedTest
  @EnumSource
  void message_anythingElse_isMalformed(BodyFormat format) {
    assertThatThrownBy(() -> format.message("{\"no".getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(MalformedRecord.class);
  }
}
