package dev.peal.in.websocket;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import dev.peal.domain.message.Body;
import dev.peal.domain.message.Bytes;
import dev.peal.protocol.v1.Content;
import dev.peal.protocol.v1.Custom;
import dev.peal.protocol.v1.File;
import dev.peal.protocol.v1.Image;
import dev.peal.protocol.v1.MembershipChange;
import dev.peal.protocol.v1.Message;
import dev.peal.protocol.v1.ReadMark;
import dev.peal.protocol.v1.Text;
import java.util.Optional;

/// Translates messages and their bodies to the wire and bodies from it.
final class Contents {

  private Contents() {}

  /// What a client may write; nothing when no kind is set or it is one of the server's own.
  static Optional<Body> body(Content content) {
    return switch (content.getKindCase()) {
      case TEXT -> Optional.of(new Body.Text(content.getText().getText()));
      case IMAGE -> {
        Image image = content.getImage();
        yield Optional.of(
            new Body.Image(
                image.getUrl(), image.getWidth(), image.getHeight(), image.getCaption()));
      }
      case FILE -> {
        File file = content.getFile();
        yield Optional.of(
            new Body.File(file.getUrl(), file.getName(), file.getSizeBytes(), file.getMediaType()));
      }
      case CUSTOM -> {
        Custom custom = content.getCustom();
        yield Optional.of(
            new Body.Custom(custom.getType(), Bytes.copyOf(custom.getData().toByteArray())));
      }
      case MEMBERSHIP, READ_MARK, KIND_NOT_SET -> Optional.empty();
    };
  }

  static Message message(dev.peal.domain.message.Message message) {
    return Message.newBuilder()
        .setPosition(message.position())
        .setSender(message.sender().value())
        .setClientId(message.clientId().value())
        .setSentAtMs(message.sentAtMillis())
        .setContent(content(message.body()))
        .build();
  }

  private static Content content(Body body) {
    Content.Builder content = Content.newBuilder();
    switch (body) {
      case Body.Text(var text) -> content.setText(Text.newBuilder().setText(text));
      case Body.Image(var url, var width, var height, var caption) ->
          content.setImage(
              Image.newBuilder().setUrl(url).setWidth(width).setHeight(height).setCaption(caption));
      case Body.File(var url, var name, var sizeBytes, var mediaType) ->
          content.setFile(
              File.newBuilder()
                  .setUrl(url)
                  .setName(name)
                  .setSizeBytes(sizeBytes)
                  .setMediaType(mediaType));
      case Body.Custom(var type, var data) ->
          content.setCustom(
              Custom.newBuilder()
                  .setType(type)
                  .setData(UnsafeByteOperations.unsafeWrap(data.toArray())));
      case Body.MembershipChange(var kind, var actor, var users, var groupName, var version) ->
          content.setMembership(
              MembershipChange.newBuilder()
                  .setKind(MembershipChange.Kind.valueOf(kind.name()))
                  .setActor(actor)
                  .addAllUsers(users)
                  .setGroupName(groupName)
                  .setVersion(version));
      case Body.ReadMark(var conversation, var position) ->
          content.setReadMark(
              ReadMark.newBuilder().setConversation(conversation.toString()).setPosition(position));
      case Body.Opaque opaque -> content.mergeFrom(carried(opaque));
    }
    return content.build();
  }

  /// What a newer node wrote, for clients that may know more of it than this node.
  private static Content carried(Body.Opaque body) {
    try {
      return Content.parseFrom(body.content().toArray());
    } catch (InvalidProtocolBufferException notOne) {
      // A client shows nothing of it either way.
      return Content.getDefaultInstance();
    }
  }
}
