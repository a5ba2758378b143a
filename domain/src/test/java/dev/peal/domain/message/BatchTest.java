package dev.peal.domain.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.session.UserId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchTest {

  private static final ConversationId GROUP = ConversationId.group(7);

  private static Message message(long position, String text) {
    return new Message(
        position, new UserId(1), new ClientMessageId("m" + position), 0, new Body.Text(text));
  }

  @Test
  void batch_withoutMessages_isRefused() {
    assertThatThrownBy(() -> new Batch(1, GROUP, List.of(), Recipients.none(), 1, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void rows_areMessagesTimesRecipients() {
    Recipients three = Recipients.of(new long[] {1, 2, 3}, new long[] {1, 1, 1});

    assertThat(new Batch(1, GROUP, List.of(message(1, "a"), message(2, "b")), three, 1, 1).rows())
        .isEqualTo(6);
  }

  @Test
  void messages_changedByOthers_doNotChangeTheBatch() {
    List<Message> messages = new ArrayList<>(List.of(message(1, "a")));
    Batch batch = new Batch(1, GROUP, messages, Recipients.none(), 1, 1);
    messages.add(message(2, "b"));

    assertThat(batch.messages()).hasSize(1);
  }

  @Test
  void position_below1_isRefused() {
    assertThatThrownBy(() -> message(0, "a")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void textForm_showsNothingOfWhatWasSaid() {
    String secret = "xyzzy";
    List<Body> bodies =
        List.of(
            new Body.Text(secret),
            new Body.Image("https://" + secret, 1, 1, secret),
            new Body.File("https://" + secret, secret, 1, secret),
            new Body.Custom(
                secret, Bytes.copyOf(secret.getBytes(java.nio.charset.StandardCharsets.UTF_8))));
    for (Body body : bodies) {
      var message = new Message(1, new UserId(1), new ClientMessageId("m"), 0, body);
      Batch batch = new Batch(1, GROUP, List.of(message), Recipients.none(), 1, 1);
      var draft = new Draft(GROUP, new UserId(1), new ClientMessageId("m"), body, 1, 1, false);

      assertThat(body.toString() + batch + draft).doesNotContain(secret);
    }
  }
}
