package dev.peal.domain.message;

import static org.assertj.core.api.Assertions.assertThat;

import dev.peal.domain.conversation.ConversationId;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BodyDigestTest {

  private static Bytes bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return Bytes.copyOf(bytes);
  }

  private static Body change(
      Body.MembershipChange.Kind kind, long actor, List<Long> users, String name, long version) {
    return new Body.MembershipChange(kind, actor, users, name, version);
  }

  /// Bodies that differ from another one here in one field, or in where a field ends.
  static List<Supplier<Body>> bodies() {
    return List.of(
        () -> new Body.Text("a"),
        () -> new Body.Text("b"),
        () -> new Body.Text("a "),
        () -> new Body.Text("image"),
        () -> new Body.Image("u", 1, 2, "c"),
        () -> new Body.Image("v", 1, 2, "c"),
        () -> new Body.Image("u", 2, 2, "c"),
        () -> new Body.Image("u", 1, 3, "c"),
        () -> new Body.Image("u", 2, 1, "c"),
        () -> new Body.Image("u", 1, 2, "d"),
        () -> new Body.Image("uc", 1, 2, ""),
        () -> new Body.Image("", 1, 2, "uc"),
        () -> new Body.File("u", "n", 1, "m"),
        () -> new Body.File("un", "", 1, "m"),
        () -> new Body.File("", "un", 1, "m"),
        () -> new Body.File("u", "n", 2, "m"),
        () -> new Body.File("u", "n", 1, "k"),
        () -> new Body.File("u", "k", 1, "m"),
        () -> new Body.Custom("t", bytes(1, 2)),
        () -> new Body.Custom("t", bytes(2, 1)),
        () -> new Body.Custom("t", bytes()),
        () -> new Body.Custom("s", bytes(1, 2)),
        () -> new Body.Custom("t\u0001", bytes(2)),
        () -> change(Body.MembershipChange.Kind.ADDED, 1, List.of(2L, 3L), "n", 4),
        () -> change(Body.MembershipChange.Kind.REMOVED, 1, List.of(2L, 3L), "n", 4),
        () -> change(Body.MembershipChange.Kind.ADDED, 2, List.of(2L, 3L), "n", 4),
        () -> change(Body.MembershipChange.Kind.ADDED, 1, List.of(3L, 2L), "n", 4),
        () -> change(Body.MembershipChange.Kind.ADDED, 1, List.of(2L), "n", 4),
        () -> change(Body.MembershipChange.Kind.ADDED, 1, List.of(2L, 3L), "m", 4),
        () -> change(Body.MembershipChange.Kind.ADDED, 1, List.of(2L, 3L), "n", 5),
        () -> new Body.ReadMark(ConversationId.group(1), 2),
        () -> new Body.ReadMark(ConversationId.group(2), 2),
        () -> new Body.ReadMark(ConversationId.group(1), 1));
  }

  static Stream<Supplier<Body>> eachBody() {
    return bodies().stream();
  }

  @ParameterizedTest
  @MethodSource("eachBody")
  void of_equalBodies_isTheSame(Supplier<Body> body) {
    assertThat(BodyDigest.of(body.get())).isEqualTo(BodyDigest.of(body.get()));
  }

  @Test
  void of_bodiesThatDifferInAnything_differs() {
    assertThat(bodies().stream().map(body -> BodyDigest.of(body.get())))
        .doesNotHaveDuplicates()
        .hasSize(bodies().size());
  }

  @Test
  void of_aKnownBody_isWhatIsInTheStoresAlready() {
    assertThat(BodyDigest.of(new Body.Text("a"))).isEqualTo(8405347774518836776L);
  }
}
