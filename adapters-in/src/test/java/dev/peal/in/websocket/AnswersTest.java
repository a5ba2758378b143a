package dev.peal.in.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.peal.application.port.in.MarkRead;
import dev.peal.application.port.in.PostMessage.Outcome;
import dev.peal.application.port.in.PostMessage.Outcome.Why;
import dev.peal.application.port.in.ReadHistory;
import dev.peal.application.port.in.SyncInbox;
import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.message.ClientMessageId;
import dev.peal.domain.sequence.SeqRange;
import dev.peal.protocol.v1.Code;
import dev.peal.protocol.v1.Error;
import dev.peal.protocol.v1.Page;
import dev.peal.protocol.v1.ServerFrame;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Which outcome is which code.
final class AnswersTest {

  private static final ConversationId GROUP = ConversationId.group(7);

  @Test
  void posted_isAccepted() {
    ServerFrame frame = posted(new Outcome.Posted(GROUP, 3, true));

    assertThat(frame.getAccepted().getClientId()).isEqualTo("m-1");
    assertThat(frame.getAccepted().getConversation()).isEqualTo("g7");
    assertThat(frame.getAccepted().getPosition()).isEqualTo(3);
    assertThat(frame.getAccepted().getRepeated()).isTrue();
  }

  @Test
  void noSuchConversation_notAMember_clientIdReused_nameTheField() {
    error(
        posted(new Outcome.NoSuchConversation()),
        Code.NO_SUCH_CONVERSATION,
        "send.conversation",
        "send.conversation: unknown (expected: a conversation of yours)");
    error(
        posted(new Outcome.NotAMember()),
        Code.NOT_A_MEMBER,
        "send.conversation",
        "send.conversation: you are not a member (expected: a group you are in)");
    error(
        posted(new Outcome.ClientIdReused(GROUP, 4)),
        Code.CLIENT_ID_REUSED,
        "send.client_id",
        "send.client_id: m-1 (expected: a new id; this one is message 4 of g7, which says something"
            + " else)");
  }

  @ParameterizedTest
  @CsvSource({"OVERLOADED", "UNAVAILABLE", "OUT_OF_ORDER"})
  void tryAgain_saysWhyAndWhen(Why why) {
    ServerFrame frame = posted(new Outcome.TryAgain(why, "a sentence", 250));

    error(frame, Code.valueOf(why.name()), "", "a sentence");
    assertThat(frame.getError().getRetryAfterMs()).isEqualTo(250);
  }

  @Test
  void tryAgain_outOfOrder_namesTheMessageThatHasToComeFirst() {
    ServerFrame frame =
        posted(
            new Outcome.TryAgain(
                Why.OUT_OF_ORDER, "a sentence", 250, Optional.of(new ClientMessageId("m-0"))));

    assertThat(frame.getError().getFirstClientId()).isEqualTo("m-0");
    assertThat(posted(new Outcome.TryAgain(Why.OVERLOADED, "s", 1)).getError().getFirstClientId())
        .isEmpty();
  }

  private static ServerFrame posted(Outcome outcome) {
    ServerFrame frame = Answers.posted(5, new ClientMessageId("m-1"), outcome);
    assertThat(frame.getReplyTo()).isEqualTo(5);
    if (frame.hasError()) {
      assertThat(frame.getError().getClientId()).isEqualTo("m-1");
    }
    return frame;
  }

  @Test
  void marked_everyOutcome() {
    assertThat(
            Answers.marked(5, new MarkRead.Outcome.Marked(new Outcome.Posted(GROUP, 3, false)))
                .getAccepted()
                .getPosition())
        .isEqualTo(3);
    ServerFrame ahead = Answers.marked(5, new MarkRead.Outcome.AheadOfConversation(9));
    error(
        ahead,
        Code.INVALID_ARGUMENT,
        "read.position",
        "read.position: above the newest stored message (expected: at most 9)");
    assertThat(ahead.getError().getRetryAfterMs()).isPositive();
    error(
        Answers.marked(5, new MarkRead.Outcome.NoSuchConversation()),
        Code.NO_SUCH_CONVERSATION,
        "read.conversation",
        "read.conversation: unknown (expected: a conversation of yours)");
    error(
        Answers.marked(5, new MarkRead.Outcome.NotAMember()),
        Code.NOT_A_MEMBER,
        "read.conversation",
        "read.conversation: you are not a member (expected: a group you are in)");
  }

  @Test
  void history_everyOutcome() {
    var message = Batches.text(5, 1, "hi").messages().getFirst();
    ServerFrame found =
        Answers.history(5, GROUP, new ReadHistory.Outcome.Found(List.of(message), true));

    assertThat(found.getReplyTo()).isEqualTo(5);
    assertThat(found.getHistory().getConversation()).isEqualTo("g7");
    assertThat(found.getHistory().getMore()).isTrue();
    assertThat(found.getHistory().getMessages(0).getContent().getText().getText()).isEqualTo("hi");
    error(
        Answers.history(5, GROUP, new ReadHistory.Outcome.NoSuchConversation()),
        Code.NO_SUCH_CONVERSATION,
        "history.conversation",
        "history.conversation: unknown (expected: a conversation of yours)");
    error(
        Answers.history(5, GROUP, new ReadHistory.Outcome.NotAMember()),
        Code.NOT_A_MEMBER,
        "history.conversation",
        "history.conversation: you are not a member (expected: a group you are in)");
  }

  @Test
  void page_isTranslatedWhole() {
    var message = Batches.text(5, 1, "hi").messages().getFirst();

    ServerFrame frame =
        Answers.page(
            5,
            new SyncInbox.Page(
                2,
                List.of(new SyncInbox.Entry(6, GROUP, message)),
                List.of(new SeqRange(3, 3)),
                List.of(new SeqRange(4, 5)),
                true,
                9));

    Page page = frame.getPage();
    assertThat(frame.getReplyTo()).isEqualTo(5);
    assertThat(page.getAfter()).isEqualTo(2);
    assertThat(page.getEntries(0).getSeq()).isEqualTo(6);
    assertThat(page.getEntries(0).getConversation()).isEqualTo("g7");
    assertThat(page.getEntries(0).getMessage().getSender()).isEqualTo(1);
    assertThat(page.getDead(0).getFirst()).isEqualTo(3);
    assertThat(page.getDead(0).getLast()).isEqualTo(3);
    assertThat(page.getPending(0).getFirst()).isEqualTo(4);
    assertThat(page.getPending(0).getLast()).isEqualTo(5);
    assertThat(page.getMore()).isTrue();
    assertThat(page.getLatestSeq()).isEqualTo(9);
  }

  private static void error(ServerFrame frame, Code code, String field, String message) {
    Error error = frame.getError();
    assertThat(error.getCode()).isEqualTo(code);
    assertThat(error.getField()).isEqualTo(field);
    assertThat(error.getMessage()).isEqualTo(message);
  }
}
