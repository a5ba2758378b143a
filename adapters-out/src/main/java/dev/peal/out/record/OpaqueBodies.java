package dev.peal.out.record;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import dev.peal.domain.message.Body;
import dev.peal.domain.message.BodyDigest;
import dev.peal.domain.message.Bytes;
import dev.peal.out.record.v1.MessageRecord;
import java.util.Optional;

/// Bodies with something in them that this release does not know. A field of a stored message is
/// the field of the wire's `Content` with a number that is lower by [#SHIFT], so that they can be
/// translated without being understood. Docs: `docs/adr/0021-releases-side-by-side.md`.
final class OpaqueBodies {

  /// By how much the number of a kind is higher here than on the client wire.
  static final int SHIFT = 4;

  private OpaqueBodies() {}

  /// Whether a message whose kind is known has more than the fields that are.
  static boolean isMoreThanKnown(MessageRecord message) {
    return !message.getUnknownFields().isEmpty() || !inBody(message).isEmpty();
  }

  private static UnknownFieldSet inBody(MessageRecord message) {
    return switch (message.getBodyCase()) {
      case TEXT -> message.getText().getUnknownFields();
      case IMAGE -> message.getImage().getUnknownFields();
      case FILE -> message.getFile().getUnknownFields();
      case CUSTOM -> message.getCustom().getUnknownFields();
      case MEMBERSHIP -> message.getMembership().getUnknownFields();
      case READ_MARK -> message.getReadMark().getUnknownFields();
      case BODY_NOT_SET -> UnknownFieldSet.getDefaultInstance();
    };
  }

  /// @throws MalformedRecord there is no body at all
  static Body.Opaque read(MessageRecord message, Optional<Body> known) {
    UnknownFieldSet.Builder content = UnknownFieldSet.newBuilder();
    parsed(message.toByteArray())
        .asMap()
        .forEach((number, field) -> {
          if (number > SHIFT && number != MessageRecord.DIGEST_FIELD_NUMBER) {
            content.addField(number - SHIFT, field);
          }
        });
    if (content.asMap().isEmpty()) {
      throw new MalformedRecord("a message without a body", null);
    }
    byte[] bytes = content.build().toByteArray();
    long digest = message.hasDigest() ? message.getDigest() : BodyDigest.ofUnknown(bytes);
    return new Body.Opaque(Bytes.copyOf(bytes), known, digest);
  }

  static void write(Body.Opaque body, MessageRecord.Builder target) {
    UnknownFieldSet.Builder fields = UnknownFieldSet.newBuilder();
    parsed(body.content().toArray())
        .asMap()
        .forEach((number, field) -> fields.addField(number + SHIFT, field));
    target.setUnknownFields(fields.build()).setDigest(body.digest());
  }

  private static UnknownFieldSet parsed(byte[] bytes) {
    try {
      return UnknownFieldSet.parseFrom(bytes);
    } catch (InvalidProtocolBufferException malformed) {
      throw new MalformedRecord("a body of " + bytes.length + " bytes", malformed);
    }
  }
}
