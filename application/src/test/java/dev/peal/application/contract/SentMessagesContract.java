package dev.peal.application.contract;

import static dev.peal.application.contract.BatchSamples.batch;
import static dev.peal.application.contract.BatchSamples.message;
import static dev.peal.application.contract.BatchSamples.recipients;
import static org.assertj.core.api.Assertions.assertThat;

import dev.peal.application.port.out.BatchStore;
import dev.peal.application.port.out.SentMessages;
import dev.peal.application.port.out.SentMessages.Sent;
import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.message.Body;
import dev.peal.domain.message.BodyDigest;
import dev.peal.domain.message.ClientMessageId;
import dev.peal.domain.message.Message;
import dev.peal.domain.session.UserId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The contract of [SentMessages], filled by way of a [BatchStore].
public abstract class SentMessagesContract {

  private static final ConversationId GROUP = ConversationId.group(7);
  private static final ConversationId DIRECT =
      ConversationId.direct(new UserId(1), new UserId(UserId.MAX));

  protected abstract BatchStore store();

  /// The messages under test, none at first.
  protected abstract SentMessages sent();

  private static SentMessages.Key key(long sender, String clientId) {
    return new SentMessages.Key(new UserId(sender), new ClientMessageId(clientId));
  }

  private static Sent sentAt(ConversationId conversation, Message message) {
    return new Sent(conversation, message.position(), BodyDigest.of(message.body()));
  }

  @Test
  void find_nothingOrUnknown_isEmpty() {
    assertThat(sent().find(List.of())).isEmpty();
    assertThat(sent().find(List.of(key(1, "a"), key(1, "a")))).isEmpty();
  }

  @Test
  void find_storedOnes_saysWhereTheyStand() {
    Message first = message(1, 1, "a");
    Message second = message(9, 2, "b", new Body.Text("another text"));
    store().store(List.of(batch(GROUP, recipients(1, 1, 2, 1), first, second)));
    Message direct = message(3, 1, "c");
    store().store(List.of(batch(DIRECT, recipients(1, 3), direct)));

    assertThat(sent().find(List.of(key(1, "a"), key(2, "b"), key(1, "c"))))
        .hasSize(3)
        .containsEntry(key(1, "a"), sentAt(GROUP, first))
        .containsEntry(key(2, "b"), sentAt(GROUP, second))
        .containsEntry(key(1, "c"), sentAt(DIRECT, direct));
  }

  @Test
  void find_sameClientIdOfAnotherSenderOrInAnotherCase_isAnotherMessage() {
    store().store(List.of(batch(GROUP, recipients(1, 1), message(1, 1, "a"))));

    assertThat(sent().find(List.of(key(2, "a"), key(1, "A"), key(1, "aa")))).isEmpty();
  }

  @Test
  void find_anyPrintableClientId_isFoundAsItIs() {
    List<String> ids = List.of("'", "\\", "\"'`", "%_", "--", "\\'", "?", "{}$1", "x".repeat(64));
    List<Message> messages = new ArrayList<>();
    for (String id : ids) {
      messages.add(message(messages.size() + 1, 1, id));
    }
    store().store(List.of(batch(GROUP, recipients(1, 1), messages.toArray(Message[]::new))));

    for (Message message : messages) {
      assertThat(sent().find(List.of(key(1, message.clientId().value()), key(1, "none"))))
          .hasSize(1)
          .containsEntry(key(1, message.clientId().value()), sentAt(GROUP, message));
    }
  }

  @Test
  void find_thousandsOfSeveralSenders_areAllFound() {
    List<Message> messages = new ArrayList<>();
    List<SentMessages.Key> asked = new ArrayList<>();
    for (int i = 1; i <= 2_500; i++) {
      long sender = 1L + i % 7;
      messages.add(message(i, sender, "id" + i));
      asked.add(key(sender, "id" + i));
    }
    store().store(List.of(batch(GROUP, recipients(1, 1), messages.toArray(Message[]::new))));

    assertThat(sent().find(asked)).hasSize(2_500).containsOnlyKeys(asked);
  }
}
