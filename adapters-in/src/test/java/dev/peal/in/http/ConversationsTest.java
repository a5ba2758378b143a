package dev.peal.in.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.peal.application.port.in.ListConversations.Conversation;
import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.group.Role;
import dev.peal.domain.message.Body;
import dev.peal.domain.message.Bytes;
import dev.peal.domain.message.ClientMessageId;
import dev.peal.domain.message.Message;
import dev.peal.domain.session.UserId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

final class ConversationsTest {

  private final EmbeddedPeal peal = new EmbeddedPeal();

  @AfterEach
  void close() {
    peal.close();
  }

  @Test
  void list_groupAndDirect_areToldApart() {
    peal.useCases.conversations =
        List.of(
            new Conversation(
                ConversationId.group(3),
                "Engine",
                Optional.of(Role.ADMIN),
                12,
                10,
                2,
                Optional.of(message(new Body.Text("It computes.")))),
            new Conversation(
                ConversationId.direct(new UserId(9), new UserId(7)),
                "Grace",
                Optional.empty(),
                1,
                1,
                0,
                Optional.empty()));

    JsonNode all = peal.get("/v1/conversations").json().get("conversations");

    assertThat(all.get(0).toString())
        .isEqualTo(
            "{\"conversation\":\"g3\",\"kind\":\"group\",\"role\":\"admin\",\"name\":\"Engine\","
                + "\"last_position\":12,\"read_position\":10,\"unread\":2,\"last_message\":"
                + "{\"position\":12,\"sender\":8,\"sent_at_ms\":1767225600000,\"preview\":\"It computes.\"}}");
    assertThat(all.get(1).toString())
        .isEqualTo(
            "{\"conversation\":\"d7-9\",\"kind\":\"direct\",\"peer\":9,\"name\":\"Grace\","
                + "\"last_position\":1,\"read_position\":1,\"unread\":0,\"last_message\":null}");
    assertThat(peal.useCases.calls).containsExactly("conversations 7");
  }

  @Test
  void list_longText_isCutBetweenCharacters() {
    assertThat(preview(new Body.Text("😀".repeat(500)))).isEqualTo("😀".repeat(120) + "…");
  }

  @Test
  void list_otherKinds_saysWhatTheyAre() {
    assertThat(preview(new Body.Image("https://x/y.png", 1, 1, ""))).isEqualTo("[image]");
    assertThat(preview(new Body.Image("https://x/y.png", 1, 1, "A cat"))).isEqualTo("A cat");
    assertThat(preview(new Body.File("https://x/y", "notes.pdf", 5, "application/pdf")))
        .isEqualTo("[file] notes.pdf");
    assertThat(preview(new Body.Custom("poll", Bytes.copyOf(new byte[] {1})))).isEqualTo("[poll]");
  }

  private String preview(Body body) {
    peal.useCases.conversations =
        List.of(
            new Conversation(
                ConversationId.group(3),
                "Engine",
                Optional.of(Role.MEMBER),
                12,
                12,
                0,
                Optional.of(message(body))));
    return peal.get("/v1/conversations")
        .json()
        .at("/conversations/0/last_message/preview")
        .stringValue();
  }

  private static Message message(Body body) {
    return new Message(12, new UserId(8), new ClientMessageId("c1"), 1_767_225_600_000L, body);
  }
}
