package dev.peal.application.syncing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.peal.application.port.in.ReadHistory.Outcome;
import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.message.Message;
import dev.peal.domain.session.UserId;
import org.junit.jupiter.api.Test;

class ReadHistoryServiceTest {

  private static final ConversationId GROUP = ConversationId.group(7);
  private static final UserId MEMBER = new UserId(1);
  private static final UserId STRANGER = new UserId(9);

  private final Conversations conversations = new Conversations();
  private final ReadHistoryService service = new ReadHistoryService(conversations);

  ReadHistoryServiceTest() {
    conversations.members(GROUP, 1, 2);
    for (int i = 0; i < 5; i++) {
      conversations.say(GROUP, 2);
    }
  }

  @Test
  void read_fromTheEnd_givesTheNewestFirst() {
    assertThat(service.read(MEMBER, GROUP, 0, 2))
        .isInstanceOfSatisfying(
            Outcome.Found.class,
            found -> {
              assertThat(found.messages()).extracting(Message::position).containsExactly(5L, 4L);
              assertThat(found.more()).isTrue();
            });
  }

  @Test
  void read_belowAPosition_goesOnToTheFirst() {
    assertThat(service.read(MEMBER, GROUP, 3, 10))
        .isInstanceOfSatisfying(
            Outcome.Found.class,
            found -> {
              assertThat(found.messages()).extracting(Message::position).containsExactly(2L, 1L);
              assertThat(found.more()).isFalse();
            });
  }

  @Test
  void read_byAStranger_isRefused() {
    assertThat(service.read(STRANGER, GROUP, 0, 10)).isEqualTo(new Outcome.NotAMember());
  }

  @Test
  void read_ofOthersDirectConversation_doesNotTellThatItExists() {
    ConversationId direct = ConversationId.direct(MEMBER, new UserId(2));
    conversations.members(direct, 1, 2);

    assertThat(service.read(STRANGER, direct, 0, 10)).isEqualTo(new Outcome.NoSuchConversation());
  }

  @Test
  void read_ofNoConversation_isRefused() {
    assertThat(service.read(MEMBER, ConversationId.group(99), 0, 10))
        .isEqualTo(new Outcome.NoSuchConversation());
  }
}
