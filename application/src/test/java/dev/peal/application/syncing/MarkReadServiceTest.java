package dev.peal.application.syncing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.peal.application.port.in.MarkRead.Outcome;
import dev.peal.application.port.in.PostMessage;
import dev.peal.application.port.in.SendOrder;
import dev.peal.application.port.out.Clock;
import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.message.Body;
import dev.peal.domain.message.Draft;
import dev.peal.domain.session.UserId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MarkReadServiceTest {

  private static final ConversationId GROUP = ConversationId.group(7);
  private static final UserId MEMBER = new UserId(1);
  private static final ConversationId SELF = ConversationId.direct(MEMBER, MEMBER);
  private static final PostMessage.Outcome POSTED = new PostMessage.Outcome.Posted(SELF, 33, false);

  private final Conversations conversations = new Conversations();
  private final List<Draft> posted = new ArrayList<>();
  private final List<Outcome> answers = new ArrayList<>();
  private final MarkReadService service =
      new MarkReadService(
          conversations,
          conversations,
          (draft, order, reply) -> {
            posted.add(draft);
            reply.answer(POSTED);
          },
          new StandingClock());

  MarkReadServiceTest() {
    conversations.members(GROUP, 1, 2);
    for (int i = 0; i < 5; i++) {
      conversations.say(GROUP, 2);
    }
  }

  private Outcome mark(UserId user, ConversationId conversation, long position) {
    answers.clear();
    service.mark(user, conversation, position, new SendOrder(), answers::add);
    assertThat(answers).hasSize(1);
    return answers.getFirst();
  }

  @Test
  void mark_aboveWhatWasRead_postsAMarkToOneself() {
    assertThat(mark(MEMBER, GROUP, 4)).isEqualTo(new Outcome.Marked(POSTED));

    assertThat(posted)
        .singleElement()
        .satisfies(draft -> {
          assertThat(draft.conversation()).isEqualTo(SELF);
          assertThat(draft.sender()).isEqualTo(MEMBER);
          assertThat(draft.body()).isEqualTo(new Body.ReadMark(GROUP, 4));
          assertThat(draft.clientId().reserved()).isTrue();
        });
  }

  @Test
  void mark_twice_hasOneClientIdAndAnotherPositionAnother() {
    mark(MEMBER, GROUP, 3);
    mark(MEMBER, GROUP, 3);
    mark(MEMBER, GROUP, 4);

    assertThat(posted.get(1).clientId()).isEqualTo(posted.get(0).clientId());
    assertThat(posted.get(2).clientId()).isNotEqualTo(posted.get(0).clientId());
  }

  @Test
  void mark_whatWasReadAlready_postsNothing() {
    conversations.read(MEMBER, GROUP, 4);

    assertThat(mark(MEMBER, GROUP, 4))
        .isEqualTo(new Outcome.Marked(new PostMessage.Outcome.Posted(SELF, 4, true)));
    assertThat(mark(MEMBER, GROUP, 2)).isInstanceOf(Outcome.Marked.class);
    assertThat(posted).isEmpty();
  }

  @Test
  void mark_aboveTheLastMessage_isRefused() {
    assertThat(mark(MEMBER, GROUP, 6)).isEqualTo(new Outcome.AheadOfConversation(5));
    assertThat(mark(MEMBER, GROUP, 5)).isInstanceOf(Outcome.Marked.class);
  }

  @Test
  void mark_byAStrangerOrNowhere_isRefused() {
    ConversationId direct = ConversationId.direct(MEMBER, new UserId(2));
    conversations.members(direct, 1, 2);

    assertThat(mark(new UserId(9), GROUP, 1)).isEqualTo(new Outcome.NotAMember());
    assertThat(mark(new UserId(9), direct, 1)).isEqualTo(new Outcome.NoSuchConversation());
    assertThat(mark(MEMBER, ConversationId.group(99), 1))
        .isEqualTo(new Outcome.NoSuchConversation());
    assertThat(posted).isEmpty();
  }

  private static final class StandingClock implements Clock {
    @Override
    public long wallMillis() {
      return 1_700_000_000_000L;
    }

    @Override
    public long monotonicNanos() {
      return 0;
    }
  }
}
