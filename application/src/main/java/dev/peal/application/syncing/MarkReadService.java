package dev.peal.application.syncing;

import dev.peal.application.port.in.MarkRead;
import dev.peal.application.port.in.PostMessage;
import dev.peal.application.port.in.SendOrder;
import dev.peal.application.port.out.Clock;
import dev.peal.application.port.out.CursorStore;
import dev.peal.application.port.out.MessageReader;
import dev.peal.application.port.out.MessageReader.Answer;
import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.message.Body;
import dev.peal.domain.message.ClientMessageId;
import dev.peal.domain.message.Draft;
import dev.peal.domain.session.UserId;

/// Posts read marks into their user's conversation with himself, so that they are ordered, stored
/// and synced like any other message. The id of the message follows from the mark, so that marking
/// twice posts once.
public final class MarkReadService implements MarkRead {

  /// What a read mark counts against the bounds of a lane, about.
  private static final int MARK_BYTES = 64;

  private final MessageReader messages;
  private final CursorStore cursors;
  private final PostMessage posting;
  private final Clock clock;

  public MarkReadService(
      MessageReader messages, CursorStore cursors, PostMessage posting, Clock clock) {
    this.messages = messages;
    this.cursors = cursors;
    this.posting = posting;
    this.clock = clock;
  }

  @Override
  public void mark(
      UserId user, ConversationId conversation, long position, SendOrder order, Reply reply) {
    switch (messages.lastPosition(user, conversation)) {
      case Answer.Found<Long>(var last) -> mark(user, conversation, position, last, reply);
      case Answer.NoSuchConversation<Long> ignored ->
          reply.answer(new Outcome.NoSuchConversation());
      case Answer.NotAMember<Long> ignored -> reply.answer(new Outcome.NotAMember());
    }
  }

  private void mark(
      UserId user, ConversationId conversation, long position, long last, Reply reply) {
    if (position > last) {
      reply.answer(new Outcome.AheadOfConversation(last));
      return;
    }
    long read = cursors.readPosition(user, conversation);
    ConversationId.Direct self = ConversationId.direct(user, user);
    if (position <= read) {
      reply.answer(new Outcome.Marked(new PostMessage.Outcome.Posted(self, read, true)));
      return;
    }
    Draft draft =
        new Draft(
            self,
            user,
            ClientMessageId.reserved("r/" + conversation + "/" + position),
            new Body.ReadMark(conversation, position),
            MARK_BYTES,
            clock.wallMillis(),
            true);
    // A mark has no order to keep: the higher one wins. One that is refused and followed by a
    // higher one must not stand in the way of the user's notes.
    posting.post(draft, new SendOrder(), outcome -> reply.answer(new Outcome.Marked(outcome)));
  }
}
