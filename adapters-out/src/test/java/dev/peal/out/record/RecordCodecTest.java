package dev.peal.out.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import dev.peal.application.port.out.NewerRelease;
import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.message.Batch;
import dev.peal.domain.message.Body;
import dev.peal.domain.message.BodyDigest;
import dev.peal.domain.message.Bytes;
import dev.peal.domain.message.ClientMessageId;
import dev.peal.domain.message.Message;
import dev.peal.domain.message.Recipients;
import dev.peal.domain.session.UserId;
import dev.peal.out.record.v1.BatchRecord;
import dev.peal.out.record.v1.MembershipRecord;
import dev.peal.out.record.v1.MessageRecord;
import dev.peal.out.record.v1.TextRecord;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Holds the stored form against bytes that were written once. Folders in use hold such bytes, so
/// when one of these tests fails, it is the change that is wrong, not the bytes here.
class RecordCodecTest {

  private static final String BATCH =
      "0801120267331a2208ac0210071a04633330302080d0eab6b7332a0e0a0c4772c3bcc39f6520f09f"
          + "94941a3b08ad0210071a04633330312080d0eab6b73332270a1768747470733a2f2f612e6578616d"
          + "706c652f312e706e6710800518e0032206612062656c6c1a4a08ae0210071a04633330322080d0ea"
          + "b6b7333a360a1368747470733a2f2f612e6578616d706c652f32120862656c6c2e7064661880e497"
          + "d012220f6170706c69636174696f6e2f7064661a1e08af0210071a04633330332080d0eab6b73342"
          + "0a0a04706f6c6c120200ff1a2c08b00210071a04633330342080d0eab6b7334a18080210071a0908"
          + "ffffffffffffff0f220542656c6c7328021a1d08b10210071a04633330352080d0eab6b73352090a"
          + "0464372d3810ac02220a0701f7ffffffffffff0f2a0901800180808080802030808081b184e99103"
          + "38818081b184e99103";

  private static Batch batch() {
    List<Body> bodies =
        List.of(
            new Body.Text("Grüße 🔔"),
            new Body.Image("https://a.example/1.png", 640, 480, "a bell"),
            new Body.File("https://a.example/2", "bell.pdf", 5_000_000_000L, "application/pdf"),
            new Body.Custom("poll", Bytes.copyOf(new byte[] {0, (byte) 0xff})),
            new Body.MembershipChange(
                Body.MembershipChange.Kind.ADDED, 7, List.of(8L, UserId.MAX), "Bells", 2),
            new Body.ReadMark(ConversationId.direct(new UserId(7), new UserId(8)), 300));
    return new Batch(
        1,
        ConversationId.group(3),
        IntStream.range(0, bodies.size()).mapToObj(i -> message(300 + i, bodies.get(i))).toList(),
        Recipients.of(new long[] {7, 8, UserId.MAX}, new long[] {1, 128, 1L << 40}),
        1_767_225_600_000_000L,
        1_767_225_600_000_001L);
  }

  private static Message message(long position, Body body) {
    return new Message(
        position, new UserId(7), new ClientMessageId("c" + position), 1_767_225_600_000L, body);
  }

  @Test
  void encode_batch_givesTheBytesThatFoldersHold() {
    assertThat(HexFormat.of().formatHex(RecordCodec.encode(batch()))).isEqualTo(BATCH);
  }

  @Test
  void decodeBatch_bytesThatFoldersHold_givesTheBatch() {
    Batch decoded = RecordCodec.decodeBatch(HexFormat.of().parseHex(BATCH));

    assertThat(decoded).usingRecursiveComparison().withStrictTypeChecking().isEqualTo(batch());
  }

  /// What a newer node writes: the fields of a message that this release knows, and others.
  private static byte[] newer(
      MessageRecord.Builder message, int number, UnknownFieldSet.Field more) {
    return message
        .setPosition(3)
        .setSender(7)
        .setClientId("c")
        .setSentAtMs(5)
        .setUnknownFields(UnknownFieldSet.newBuilder().addField(number, more).build())
        .build()
        .toByteArray();
  }

  private static UnknownFieldSet.Field bytes(String some) {
    return UnknownFieldSet.Field.newBuilder()
        .addLengthDelimited(ByteString.copyFromUtf8(some))
        .build();
  }

  private static UnknownFieldSet fields(byte[] record) throws Exception {
    return UnknownFieldSet.parseFrom(record);
  }

  @Test
  void message_ofAnUnknownKind_isCarriedAsItIs() throws Exception {
    byte[] record = newer(MessageRecord.newBuilder().setDigest(77), 31, bytes("a new kind"));

    Message message = RecordCodec.decodeMessage(record);

    assertThat(fields(RecordCodec.encode(message))).isEqualTo(fields(record));
    assertThat(message.body()).isInstanceOf(Body.Opaque.class);
    assertThat(BodyDigest.of(message.body())).isEqualTo(77);
    assertThat(message.body().readable()).isFalse();
    assertThat(message.body().toString()).doesNotContain("a new kind");
  }

  @Test
  void message_ofAnUnknownKind_isShownUnderTheWiresNumber() throws Exception {
    byte[] record = newer(MessageRecord.newBuilder(), 31, bytes("a new kind"));

    Body.Opaque body = (Body.Opaque) RecordCodec.decodeMessage(record).body();

    assertThat(fields(body.content().toArray()))
        .isEqualTo(UnknownFieldSet.newBuilder().addField(27, bytes("a new kind")).build());
  }

  @Test
  void message_withAnUnknownFieldInAKnownKind_isUnderstoodAndCarriedAsItIs() throws Exception {
    TextRecord text =
        TextRecord.newBuilder()
            .setText("hello")
            .setUnknownFields(UnknownFieldSet.newBuilder().addField(2, bytes("bold")).build())
            .build();
    byte[] record =
        MessageRecord.newBuilder()
            .setPosition(3)
            .setSender(7)
            .setClientId("c")
            .setSentAtMs(5)
            .setText(text)
            .setDigest(77)
            .build()
            .toByteArray();

    Message message = RecordCodec.decodeMessage(record);

    assertThat(fields(RecordCodec.encode(message))).isEqualTo(fields(record));
    assertThat(message.body().understood()).isEqualTo(new Body.Text("hello"));
    assertThat(message.body().readable()).isTrue();
    assertThat(BodyDigest.of(message.body())).isEqualTo(77);
    assertThat(RecordCodec.decodeMessage(RecordCodec.encode(message))).isEqualTo(message);
  }

  @Test
  void message_ofAChangeOfAnUnknownKind_isCarriedAsItIs() throws Exception {
    byte[] record =
        MessageRecord.newBuilder()
            .setPosition(3)
            .setSender(7)
            .setClientId("c")
            .setMembership(MembershipRecord.newBuilder().setKindValue(99).setActor(7))
            .setDigest(77)
            .build()
            .toByteArray();

    Message message = RecordCodec.decodeMessage(record);

    assertThat(fields(RecordCodec.encode(message))).isEqualTo(fields(record));
  }

  @Test
  void batch_ofWhatThisReleaseKnows_needsNoReaderThatKnowsMore() throws Exception {
    assertThat(BatchRecord.parseFrom(RecordCodec.encode(batch())).getVersion()).isZero();
  }

  @Test
  void batch_withSomethingUnknown_needsAReaderThatCarriesIt() throws Exception {
    Message message =
        RecordCodec.decodeMessage(newer(MessageRecord.newBuilder(), 31, bytes("a new kind")));
    Batch batch = new Batch(1, ConversationId.group(3), List.of(message), Recipients.none(), 1, 1);

    assertThat(BatchRecord.parseFrom(RecordCodec.encode(batch)).getVersion()).isEqualTo(1);
    assertThat(RecordCodec.decodeBatch(RecordCodec.encode(batch)).messages())
        .containsExactly(message);
  }

  @Test
  void decodeBatch_ofANewerForm_saysSo() {
    byte[] record =
        BatchRecord.newBuilder().setVersion(RecordVersions.HIGHEST + 1).build().toByteArray();

    assertThatThrownBy(() -> RecordCodec.decodeBatch(record))
        .isInstanceOf(NewerRelease.class)
        .hasMessageContaining("version 2");
  }

  @Test
  void decodeMessage_withoutABody_isMalformed() {
    byte[] record =
        MessageRecord.newBuilder()
            .setPosition(1)
            .setSender(1)
            .setClientId("c")
            .build()
            .toByteArray();

    assertThatThrownBy(() -> RecordCodec.decodeMessage(record)).isInstanceOf(MalformedRecord.class);
  }

  @Test
  void decodeBatch_cutOff_isMalformed() {
    byte[] cut = HexFormat.of().parseHex(BATCH.substring(0, BATCH.length() / 4 * 2));

    assertThatThrownBy(() -> RecordCodec.decodeBatch(cut)).isInstanceOf(MalformedRecord.class);
  }
}
