package dev.peal.in.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.UnknownFieldSet;
import dev.peal.domain.message.Body;
import dev.peal.domain.message.Bytes;
import dev.peal.domain.message.ClientMessageId;
import dev.peal.domain.message.Message;
import dev.peal.domain.session.UserId;
import dev.peal.out.record.RecordCodec;
import dev.peal.out.record.v1.MessageRecord;
import dev.peal.protocol.v1.Content;
import dev.peal.protocol.v1.Text;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

final class ContentsTest {

  private static final int SHIFT = 4;

  private static Content shown(Body body) {
    return Contents.message(new Message(1, new UserId(7), new ClientMessageId("c"), 5, body))
        .getContent();
  }

  private static UnknownFieldSet field(int number, String bytes) {
    return UnknownFieldSet.newBuilder()
        .addField(
            number,
            UnknownFieldSet.Field.newBuilder()
                .addLengthDelimited(ByteString.copyFromUtf8(bytes))
                .build())
        .build();
  }

  /// What a client sees of a body that a newer node stored.
  private static Content served(MessageRecord.Builder stored) {
    byte[] record = stored.setPosition(1).setSender(7).setClientId("c").build().toByteArray();
    return shown(RecordCodec.decodeMessage(record).body());
  }

  @Test
  void message_ofAKindThatTheNodeDoesNotKnow_isServedAsItIs() {
    Content content =
        served(MessageRecord.newBuilder().setUnknownFields(field(27 + SHIFT, "a new kind")));

    assertThat(content.getKindCase()).isEqualTo(Content.KindCase.KIND_NOT_SET);
    assertThat(content.getUnknownFields()).isEqualTo(field(27, "a new kind"));
    assertThat(Encoding.json(content)).isEqualTo("{}");
  }

  @Test
  void message_withAFieldThatTheNodeDoesNotKnow_isServedWithIt() {
    Text text = Text.newBuilder().setText("hello").setUnknownFields(field(2, "bold")).build();

    Content content =
        served(
            MessageRecord.newBuilder()
                .setUnknownFields(
                    UnknownFieldSet.newBuilder()
                        .addField(
                            MessageRecord.TEXT_FIELD_NUMBER,
                            UnknownFieldSet.Field.newBuilder()
                                .addLengthDelimited(text.toByteString())
                                .build())
                        .build()));

    assertThat(content.getText()).isEqualTo(text);
  }

  @Test
  void message_ofBytesThatAreNoContent_isServedEmpty() {
    Body.Opaque cutOff =
        new Body.Opaque(Bytes.copyOf(new byte[] {0x0a, 0x05}), Optional.empty(), 1);

    assertThat(shown(cutOff)).isEqualTo(Content.getDefaultInstance());
  }

  @Test
  void body_ofAKindThatTheNodeDoesNotKnow_isNothingThatAClientMayWrite() {
    Content content = Content.newBuilder().setUnknownFields(field(27, "a new kind")).build();

    assertThat(Contents.body(content)).isEmpty();
  }

  /// A node translates what it does not know by numbers alone, so they have to agree: a kind has
  /// the number of the wire plus four in the store, and its fields are the same.
  @TestFactory
  Stream<DynamicTest> everyKind_hasTheSameFieldsOnTheWireAndInTheStore() {
    List<FieldDescriptor> wire = Content.getDescriptor().getFields();
    List<FieldDescriptor> stored = MessageRecord.getDescriptor().getOneofs().getFirst().getFields();
    assertThat(stored)
        .extracting(FieldDescriptor::getNumber)
        .containsExactlyElementsOf(wire.stream().map(kind -> kind.getNumber() + SHIFT).toList());
    return wire.stream()
        .map(kind ->
            DynamicTest.dynamicTest(
                kind.getName(),
                () ->
                    assertThat(
                            shape(
                                MessageRecord.getDescriptor()
                                    .findFieldByNumber(kind.getNumber() + SHIFT)))
                        .isEqualTo(shape(kind))));
  }

  private static List<String> shape(FieldDescriptor kind) {
    return kind.getMessageType().getFields().stream()
        .map(field ->
            field.getNumber()
                + " "
                + field.getName()
                + " "
                + field.getType()
                + (field.isRepeated() ? " repeated " : " ")
                + (field.getType() == FieldDescriptor.Type.ENUM
                    ? field.getEnumType().getValues().stream()
                        .map(EnumValueDescriptor::toString)
                        .toList()
                    : ""))
        .toList();
  }
}
