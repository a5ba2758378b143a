package dev.peal.domain.message;

import dev.peal.domain.conversation.ConversationId;
import java.util.List;
import java.util.Optional;

/// What a message says. The first four kinds are written by users, the others by the server alone.
///
/// The text form of each shows nothing of what was said, for it may end in a log.
public sealed interface Body {

  /// Plain text, not empty.
  record Text(String text) implements Body {
    @Override
    public String toString() {
      return "Text[" + text.length() + " characters]";
    }
  }

  /// A picture that lives elsewhere; width and height in pixels, 0 when unknown.
  record Image(String url, int width, int height, String caption) implements Body {
    @Override
    public String toString() {
      return "Image[" + width + "x" + height + "]";
    }
  }

  /// A file that lives elsewhere; its size in bytes, 0 when unknown.
  record File(String url, String name, long sizeBytes, String mediaType) implements Body {
    @Override
    public String toString() {
      return "File[" + sizeBytes + " bytes]";
    }
  }

  /// Anything an application wants to carry, under its own name for it.
  record Custom(String type, Bytes data) implements Body {
    @Override
    public String toString() {
      return "Custom[" + data.size() + " bytes]";
    }
  }

  /// A change of a group or of its members, told to those it concerns.
  ///
  /// `actor` is the user who made it, `users` those whom it concerns (empty for a change of the
  /// group itself), `groupName` and `version` are those after the change.
  record MembershipChange(Kind kind, long actor, List<Long> users, String groupName, long version)
      implements Body {
    public MembershipChange {
      users = List.copyOf(users);
    }

    /// What changed.
    public enum Kind {
      CREATED,
      ADDED,
      REMOVED,
      LEFT,
      RENAMED,
      OWNER_CHANGED,
      ROLE_CHANGED,
      DISMISSED
    }
  }

  /// How far its receiver has read a conversation.
  record ReadMark(ConversationId conversation, long position) implements Body {}

  /// A body with something in it that this release does not know, since a newer node wrote it: its
  /// kind, or a field of a kind that is known. It is carried, stored and served as it is.
  ///
  /// `content` is what clients are shown, in the encoding of their wire; `known` is what this
  /// release understands of it, and `digest` its [BodyDigest] as the newer node says it.
  record Opaque(Bytes content, Optional<Body> known, long digest) implements Body {
    @Override
    public String toString() {
      return "Opaque[" + content.size() + " bytes]";
    }
  }

  /// The body without what this release does not know; itself when all or nothing of it is known.
  default Body understood() {
    return this instanceof Opaque(var ignored, var known, var digest) ? known.orElse(this) : this;
  }

  /// Whether it counts as something to read, as opposed to a notice of the server.
  default boolean readable() {
    return switch (this) {
      case Text ignored -> true;
      case Image ignored -> true;
      case File ignored -> true;
      case Custom ignored -> true;
      case MembershipChange ignored -> false;
      case ReadMark ignored -> false;
      case Opaque(var content, var known, var digest) -> known.map(Body::readable).orElse(false);
    };
  }
}
