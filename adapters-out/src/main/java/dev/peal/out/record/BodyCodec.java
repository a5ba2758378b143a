package dev.peal.out.record;

import com.google.protobuf.UnsafeByteOperations;
import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.message.Body;
import dev.peal.domain.message.Bytes;
import dev.peal.out.record.v1.CustomRecord;
import dev.peal.out.record.v1.FileRecord;
import dev.peal.out.record.v1.ImageRecord;
import dev.peal.out.record.v1.MembershipRecord;
import dev.peal.out.record.v1.MessageRecord;
import dev.peal.out.record.v1.ReadMarkRecord;
import dev.peal.out.record.v1.TextRecord;
import java.util.Optional;

/// Translates bodies to and from their stored form.
final class BodyCodec {

  private BodyCodec() {}

  static void write(Body body, MessageRecord.Builder target) {
    switch (body) {
      case Body.Text(var text) -> target.setText(TextRecord.newBuilder().setText(text));
      case Body.Image(var url, var width, var height, var caption) ->
          target.setImage(
              ImageRecord.newBuilder()
                  .setUrl(url)
                  .setWidth(width)
                  .setHeight(height)
                  .setCaption(caption));
      case Body.File(var url, var name, var sizeBytes, var mediaType) ->
          target.setFile(
              FileRecord.newBuilder()
                  .setUrl(url)
                  .setName(name)
                  .setSizeBytes(sizeBytes)
                  .setMediaType(mediaType));
      case Body.Custom(var type, var data) ->
          target.setCustom(
              CustomRecord.newBuilder()
                  .setType(type)
                  .setData(UnsafeByteOperations.unsafeWrap(data.toArray())));
      case Body.MembershipChange change -> target.setMembership(membership(change));
      case Body.ReadMark(var conversation, var position) ->
          target.setReadMark(
              ReadMarkRecord.newBuilder()
                  .setConversation(conversation.toString())
                  .setPosition(position));
      case Body.Opaque opaque -> OpaqueBodies.write(opaque, target);
    }
  }

  static MembershipRecord membership(Body.MembershipChange change) {
    return MembershipRecord.newBuilder()
        .setKind(MembershipRecord.Kind.valueOf(change.kind().name()))
        .setActor(change.actor())
        .addAllUsers(change.users())
        .setGroupName(change.groupName())
        .setVersion(change.version())
        .build();
  }

  /// @throws MalformedRecord there is no body
  static Body read(MessageRecord source) {
    Optional<Body> known = known(source);
    if (known.isPresent() && !OpaqueBodies.isMoreThanKnown(source)) {
      return known.get();
    }
    return OpaqueBodies.read(source, known);
  }

  private static Optional<Body> known(MessageRecord source) {
    return switch (source.getBodyCase()) {
      case MEMBERSHIP -> isKnown(source.getMembership()) ? some(source) : Optional.empty();
      case BODY_NOT_SET -> Optional.empty();
      case TEXT, IMAGE, FILE, CUSTOM, READ_MARK -> some(source);
    };
  }

  private static Optional<Body> some(MessageRecord source) {
    return Optional.of(
        switch (source.getBodyCase()) {
          case TEXT -> new Body.Text(source.getText().getText());
          case IMAGE -> {
            ImageRecord image = source.getImage();
            yield new Body.Image(
                image.getUrl(), image.getWidth(), image.getHeight(), image.getCaption());
          }
          case FILE -> {
            FileRecord file = source.getFile();
            yield new Body.File(
                file.getUrl(), file.getName(), file.getSizeBytes(), file.getMediaType());
          }
          case CUSTOM ->
              new Body.Custom(
                  source.getCustom().getType(),
                  Bytes.copyOf(source.getCustom().getData().toByteArray()));
          case MEMBERSHIP -> membership(source.getMembership());
          case READ_MARK ->
              new Body.ReadMark(
                  conversation(source.getReadMark().getConversation()),
                  source.getReadMark().getPosition());
          case BODY_NOT_SET -> throw new MalformedRecord("a message without a body", null);
        });
  }

  private static boolean isKnown(MembershipRecord change) {
    return change.getKind() != MembershipRecord.Kind.UNRECOGNIZED
        && change.getKind() != MembershipRecord.Kind.KIND_UNSPECIFIED;
  }

  /// @throws MalformedRecord it is of a kind that this version does not know
  static Body.MembershipChange membership(MembershipRecord change) {
    if (!isKnown(change)) {
      throw new MalformedRecord("a membership change of kind " + change.getKindValue(), null);
    }
    return new Body.MembershipChange(
        Body.MembershipChange.Kind.valueOf(change.getKind().name()),
        change.getActor(),
        change.getUsersList(),
        change.getGroupName(),
        change.getVersion());
  }

  static ConversationId conversation(String text) {
    return ConversationId.parse(text)
        .orElseThrow(
            () -> new MalformedRecord("conversation: " + text.length() + " characters", null));
  }
}
