package dev.peal.in.websocket;

import dev.peal.application.port.in.ReadHistory;
import dev.peal.application.port.in.SyncInbox;
import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.message.Body;
import dev.peal.domain.message.BodyRules;
import dev.peal.domain.message.ClientMessageId;
import dev.peal.domain.session.DeviceName;
import dev.peal.domain.session.UserId;
import dev.peal.protocol.v1.Abandon;
import dev.peal.protocol.v1.Code;
import dev.peal.protocol.v1.Content;
import dev.peal.protocol.v1.Error;
import dev.peal.protocol.v1.History;
import dev.peal.protocol.v1.Login;
import dev.peal.protocol.v1.Read;
import dev.peal.protocol.v1.Send;
import dev.peal.protocol.v1.Sync;
import java.util.Locale;
import java.util.Optional;

/// Checks what clients ask for, field by field, before a use case sees it.
final class Requests {

  /// What a page holds when the client does not say.
  private static final int DEFAULT_SYNC_LIMIT = 500;

  private static final int DEFAULT_HISTORY_LIMIT = 50;
  private static final int SHOWN = 40;

  private Requests() {}

  /// A request with good fields, or the error that says which is not.
  sealed interface Checked<T> {
    record Good<T>(T request) implements Checked<T> {}

    record Bad<T>(Error.Builder error) implements Checked<T> {}
  }

  /// What to send; `bodyBytes` is the size of its content on the wire.
  record Sending(ConversationId conversation, ClientMessageId clientId, Body body, int bodyBytes) {}

  /// What was read, and the name under which the answer comes.
  record Reading(ConversationId conversation, long position) {}

  record Syncing(long after, int limit) {}

  record Browsing(ConversationId conversation, long before, int limit) {}

  /// Who logs in from where is for the token to say, and up to what the device knows its inbox.
  record LoggingIn(DeviceName device, long cursor) {}

  static Checked<LoggingIn> login(Login login) {
    Optional<DeviceName> device = DeviceName.parse(login.getDevice());
    if (device.isEmpty()) {
      return bad(
          invalid(
              "login.device",
              shown(login.getDevice())
                  + " (expected: 1 to "
                  + DeviceName.MAX_LENGTH
                  + " printable ASCII characters)"));
    }
    if (login.getCursor() < 0) {
      return bad(invalid("login.cursor", login.getCursor() + " (expected: 0 or more)"));
    }
    return new Checked.Good<>(new LoggingIn(device.get(), login.getCursor()));
  }

  static Checked<Sending> send(UserId sender, Send send) {
    Optional<ConversationId> conversation = conversation(sender, send.getConversation());
    if (conversation.isEmpty()) {
      return bad(badConversation("send.conversation", send.getConversation()));
    }
    Optional<ClientMessageId> clientId =
        ClientMessageId.parse(send.getClientId()).filter(id -> !id.reserved());
    if (clientId.isEmpty()) {
      return bad(badClientId("send.client_id", send.getClientId()));
    }
    return content(send.getContent(), conversation.get(), clientId.get());
  }

  /// What is given up.
  record Abandoning(ConversationId conversation, ClientMessageId clientId) {}

  static Checked<Abandoning> abandon(UserId sender, Abandon abandon) {
    Optional<ConversationId> conversation = conversation(sender, abandon.getConversation());
    if (conversation.isEmpty()) {
      return bad(badConversation("abandon.conversation", abandon.getConversation()));
    }
    Optional<ClientMessageId> clientId =
        ClientMessageId.parse(abandon.getClientId()).filter(id -> !id.reserved());
    return clientId.isEmpty()
        ? bad(badClientId("abandon.client_id", abandon.getClientId()))
        : new Checked.Good<>(new Abandoning(conversation.get(), clientId.get()));
  }

  private static Error.Builder badClientId(String field, String value) {
    return invalid(
        field,
        shown(value)
            + " (expected: 1 to "
            + ClientMessageId.MAX_LENGTH
            + " printable ASCII characters without blanks, not beginning with peal/)");
  }

  private static Checked<Sending> content(
      Content content, ConversationId conversation, ClientMessageId clientId) {
    int bytes = content.getSerializedSize();
    if (bytes > BodyRules.MAX_BYTES) {
      return bad(
          Answers.problem(
              Code.TOO_LARGE,
              "send.content",
              bytes + " bytes (expected: at most " + BodyRules.MAX_BYTES + ")"));
    }
    Optional<Body> body = Contents.body(content);
    if (body.isEmpty()) {
      String found =
          content.getKindCase() == Content.KindCase.KIND_NOT_SET
              ? "missing"
              : content.getKindCase().name().toLowerCase(Locale.ROOT);
      return bad(
          invalid("send.content", found + " (expected: one of text, image, file and custom)"));
    }
    Optional<BodyRules.Problem> problem = BodyRules.check(body.get());
    if (problem.isPresent()) {
      return bad(
          Error.newBuilder()
              .setCode(Code.INVALID_ARGUMENT)
              .setField("send.content." + problem.get().field())
              .setMessage("send.content." + problem.get().sentence()));
    }
    return new Checked.Good<>(new Sending(conversation, clientId, body.get(), bytes));
  }

  static Checked<Reading> read(UserId user, Read read) {
    Optional<ConversationId> conversation = conversation(user, read.getConversation());
    if (conversation.isEmpty()) {
      return bad(badConversation("read.conversation", read.getConversation()));
    }
    if (read.getPosition() < 1) {
      return bad(invalid("read.position", read.getPosition() + " (expected: 1 or more)"));
    }
    return new Checked.Good<>(new Reading(conversation.get(), read.getPosition()));
  }

  static Checked<Syncing> sync(Sync sync) {
    if (sync.getAfter() < 0) {
      return bad(invalid("sync.after", sync.getAfter() + " (expected: 0 or more)"));
    }
    if (sync.getLimit() < 0 || sync.getLimit() > SyncInbox.MAX_LIMIT) {
      return bad(badLimit("sync.limit", sync.getLimit(), SyncInbox.MAX_LIMIT));
    }
    int limit = sync.getLimit() == 0 ? DEFAULT_SYNC_LIMIT : sync.getLimit();
    return new Checked.Good<>(new Syncing(sync.getAfter(), limit));
  }

  static Checked<Browsing> history(UserId user, History history) {
    Optional<ConversationId> conversation = conversation(user, history.getConversation());
    if (conversation.isEmpty()) {
      return bad(badConversation("history.conversation", history.getConversation()));
    }
    if (history.getBefore() < 0) {
      return bad(invalid("history.before", history.getBefore() + " (expected: 0 or more)"));
    }
    if (history.getLimit() < 0 || history.getLimit() > ReadHistory.MAX_LIMIT) {
      return bad(badLimit("history.limit", history.getLimit(), ReadHistory.MAX_LIMIT));
    }
    int limit = history.getLimit() == 0 ? DEFAULT_HISTORY_LIMIT : history.getLimit();
    return new Checked.Good<>(new Browsing(conversation.get(), history.getBefore(), limit));
  }

  /// A conversation's id, or `@<user id>` for the direct conversation of `self` with that user.
  private static Optional<ConversationId> conversation(UserId self, String text) {
    if (!text.startsWith("@")) {
      return ConversationId.parse(text);
    }
    // As the higher or lower half of a direct conversation the id is checked like any other.
    return ConversationId.parse("g" + text.substring(1))
        .flatMap(id ->
            id instanceof ConversationId.Group(var group)
                ? Optional.of(ConversationId.direct(self, new UserId(group.value())))
                : Optional.empty());
  }

  private static Error.Builder badConversation(String field, String value) {
    return invalid(
        field, shown(value) + " (expected: g<group id>, d<lower user id>-<higher>, or @<user id>)");
  }

  private static Error.Builder badLimit(String field, int value, int most) {
    return invalid(field, value + " (expected: 1 to " + most + ", or 0 for the server's choice)");
  }

  static Error.Builder invalid(String field, String sentence) {
    return Answers.problem(Code.INVALID_ARGUMENT, field, sentence);
  }

  /// A value as it may be shown in an error: short and printable, or only its size.
  static String shown(String value) {
    boolean printable =
        value.length() <= SHOWN && value.chars().allMatch(c -> c >= 0x20 && c < 0x7f);
    return printable ? "\"" + value + "\"" : value.length() + " characters";
  }

  private static <T> Checked<T> bad(Error.Builder error) {
    return new Checked.Bad<>(error);
  }
}
