package dev.peal.in.websocket;

import dev.peal.application.port.in.MarkRead;
import dev.peal.application.port.in.PostMessage;
import dev.peal.application.port.in.ReadHistory;
import dev.peal.application.port.in.SyncInbox;
import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.message.ClientMessageId;
import dev.peal.domain.sequence.SeqRange;
import dev.peal.protocol.v1.Abandoned;
import dev.peal.protocol.v1.Accepted;
import dev.peal.protocol.v1.Closing;
import dev.peal.protocol.v1.Code;
import dev.peal.protocol.v1.Entry;
import dev.peal.protocol.v1.Error;
import dev.peal.protocol.v1.HistoryPage;
import dev.peal.protocol.v1.Page;
import dev.peal.protocol.v1.Pong;
import dev.peal.protocol.v1.ServerFrame;

/// Turns what came of a request into the frame that says so: the one place that knows both the
/// outcomes of the use cases and the codes of the wire.
final class Answers {

  private Answers() {}

  static ServerFrame posted(long replyTo, ClientMessageId id, PostMessage.Outcome outcome) {
    return posted(replyTo, id.value(), outcome);
  }

  private static ServerFrame posted(long replyTo, String clientId, PostMessage.Outcome outcome) {
    return switch (outcome) {
      case PostMessage.Outcome.Posted(var conversation, var position, var repeated) ->
          ServerFrame.newBuilder()
              .setReplyTo(replyTo)
              .setAccepted(
                  Accepted.newBuilder()
                      .setClientId(clientId)
                      .setConversation(conversation.toString())
                      .setPosition(position)
                      .setRepeated(repeated))
              .build();
      case PostMessage.Outcome.NoSuchConversation() ->
          error(replyTo, noSuchConversation("send.conversation").setClientId(clientId));
      case PostMessage.Outcome.NotAMember() ->
          error(replyTo, notAMember("send.conversation").setClientId(clientId));
      case PostMessage.Outcome.ClientIdReused(var conversation, var position) ->
          error(
              replyTo,
              problem(
                      Code.CLIENT_ID_REUSED,
                      "send.client_id",
                      clientId
                          + " (expected: a new id; this one is message "
                          + position
                          + " of "
                          + conversation
                          + ", which says something else)")
                  .setClientId(clientId));
      case PostMessage.Outcome.TryAgain(var why, var sentence, var retryAfterMillis, var first) ->
          error(
              replyTo,
              Error.newBuilder()
                  .setCode(
                      switch (why) {
                        case OVERLOADED -> Code.OVERLOADED;
                        case UNAVAILABLE -> Code.UNAVAILABLE;
                        case OUT_OF_ORDER -> Code.OUT_OF_ORDER;
                      })
                  .setMessage(sentence)
                  .setRetryAfterMs(retryAfterMillis)
                  .setClientId(clientId)
                  .setFirstClientId(first.map(ClientMessageId::value).orElse("")));
    };
  }

  static ServerFrame abandoned(
      long replyTo, Requests.Abandoning abandoning, PostMessage.Abandonment outcome) {
    return ServerFrame.newBuilder()
        .setReplyTo(replyTo)
        .setAbandoned(
            Abandoned.newBuilder()
                .setConversation(abandoning.conversation().toString())
                .setClientId(abandoning.clientId().value())
                .setUnderWay(outcome == PostMessage.Abandonment.UNDER_WAY))
        .build();
  }

  static ServerFrame marked(long replyTo, MarkRead.Outcome outcome) {
    return switch (outcome) {
      case MarkRead.Outcome.Marked(var posted) -> posted(replyTo, "", posted);
      case MarkRead.Outcome.AheadOfConversation(var last) ->
          error(
              replyTo,
              problem(
                      Code.INVALID_ARGUMENT,
                      "read.position",
                      "above the newest stored message (expected: at most " + last + ")")
                  .setRetryAfterMs(500));
      case MarkRead.Outcome.NoSuchConversation() ->
          error(replyTo, noSuchConversation("read.conversation"));
      case MarkRead.Outcome.NotAMember() -> error(replyTo, notAMember("read.conversation"));
    };
  }

  static ServerFrame history(
      long replyTo, ConversationId conversation, ReadHistory.Outcome outcome) {
    return switch (outcome) {
      case ReadHistory.Outcome.Found(var messages, var more) ->
          ServerFrame.newBuilder()
              .setReplyTo(replyTo)
              .setHistory(
                  HistoryPage.newBuilder()
                      .setConversation(conversation.toString())
                      .addAllMessages(messages.stream().map(Contents::message).toList())
                      .setMore(more))
              .build();
      case ReadHistory.Outcome.NoSuchConversation() ->
          error(replyTo, noSuchConversation("history.conversation"));
      case ReadHistory.Outcome.NotAMember() -> error(replyTo, notAMember("history.conversation"));
    };
  }

  static ServerFrame page(long replyTo, SyncInbox.Page page) {
    Page.Builder wire =
        Page.newBuilder()
            .setAfter(page.after())
            .setMore(page.more())
            .setLatestSeq(page.latestSeq());
    for (SyncInbox.Entry entry : page.entries()) {
      wire.addEntries(
          Entry.newBuilder()
              .setSeq(entry.seq())
              .setConversation(entry.conversation().toString())
              .setMessage(Contents.message(entry.message())));
    }
    page.dead().forEach(range -> wire.addDead(range(range)));
    page.pending().forEach(range -> wire.addPending(range(range)));
    return ServerFrame.newBuilder().setReplyTo(replyTo).setPage(wire).build();
  }

  private static dev.peal.protocol.v1.SeqRange range(SeqRange range) {
    return dev.peal.protocol.v1.SeqRange.newBuilder()
        .setFirst(range.first())
        .setLast(range.last())
        .build();
  }

  static ServerFrame pong(long replyTo, long latestSeq, long serverTimeMillis) {
    return ServerFrame.newBuilder()
        .setReplyTo(replyTo)
        .setPong(Pong.newBuilder().setLatestSeq(latestSeq).setServerTimeMs(serverTimeMillis))
        .build();
  }

  static ServerFrame error(long replyTo, Error.Builder error) {
    return ServerFrame.newBuilder().setReplyTo(replyTo).setError(error).build();
  }

  static ServerFrame error(long replyTo, Code code, String sentence) {
    return error(replyTo, Error.newBuilder().setCode(code).setMessage(sentence));
  }

  /// A field that is wrong; the sentence follows the field's name.
  static Error.Builder problem(Code code, String field, String sentence) {
    return Error.newBuilder().setCode(code).setField(field).setMessage(field + ": " + sentence);
  }

  static ServerFrame unavailable(long replyTo, String sentence, long retryAfterMillis) {
    return error(
        replyTo,
        Error.newBuilder()
            .setCode(Code.UNAVAILABLE)
            .setMessage(sentence)
            .setRetryAfterMs(retryAfterMillis));
  }

  static ServerFrame unknownFrame(long replyTo) {
    return error(
        replyTo,
        Code.UNKNOWN_FRAME,
        "frame: without a body that this server knows (expected: login, send, ack, read, sync,"
            + " history, ping or abandon)");
  }

  static ServerFrame closing(Closing.Reason reason, String sentence, long reconnectAfterMillis) {
    return ServerFrame.newBuilder()
        .setClosing(
            Closing.newBuilder()
                .setReason(reason)
                .setMessage(sentence)
                .setReconnectAfterMs(reconnectAfterMillis))
        .build();
  }

  private static Error.Builder noSuchConversation(String field) {
    return problem(Code.NO_SUCH_CONVERSATION, field, "unknown (expected: a conversation of yours)");
  }

  private static Error.Builder notAMember(String field) {
    return problem(Code.NOT_A_MEMBER, field, "you are not a member (expected: a group you are in)");
  }
}
