package dev.peal.in.http;

import dev.peal.application.port.in.Account;
import dev.peal.application.port.in.FindGroups.Member;
import dev.peal.application.port.in.Group;
import dev.peal.application.port.in.ListConversations.Conversation;
import dev.peal.application.port.in.ListNodes;
import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.group.Role;
import dev.peal.domain.message.Body;
import dev.peal.domain.message.Message;
import dev.peal.domain.session.UserId;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.BiConsumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The JSON objects of answers, as `openapi.json` describes them.
final class Json {

  private static final int PREVIEW_CODE_POINTS = 120;
  private static final JsonMapper MAPPER = JsonMapper.shared();

  private Json() {}

  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  static byte[] bytes(JsonNode node) {
    return MAPPER.writeValueAsBytes(node);
  }

  static ObjectNode account(Account account) {
    return object()
        .put("id", account.id().value())
        .put("username", account.username())
        .put("display_name", account.displayName());
  }

  static ObjectNode users(List<Account> accounts, Set<UserId> online) {
    return list(
        "users",
        accounts,
        (array, account) ->
            array.add(account(account).put("online", online.contains(account.id()))));
  }

  static ObjectNode group(Group group) {
    return object()
        .put("id", group.id().value())
        .put("conversation", new ConversationId.Group(group.id()).toString())
        .put("name", group.name())
        .put("version", group.version())
        .put("role", role(group.role()))
        .put("member_count", group.memberCount());
  }

  static ObjectNode groups(List<Group> groups, boolean more) {
    return list("groups", groups, (array, group) -> array.add(group(group))).put("more", more);
  }

  static ObjectNode members(List<Member> members, boolean more) {
    return list(
            "members",
            members,
            (array, member) ->
                array.add(
                    account(member.account())
                        .put("role", role(member.role()))
                        .put("online", member.online())))
        .put("more", more);
  }

  static ObjectNode version(long version) {
    return object().put("version", version);
  }

  static ObjectNode added(long version, List<UserId> users) {
    ObjectNode out = version(version);
    ArrayNode ids = out.putArray("added");
    users.forEach(user -> ids.add(user.value()));
    return out;
  }

  /// A user's conversations, seen by `user`.
  static ObjectNode conversations(UserId user, List<Conversation> conversations) {
    return list(
        "conversations",
        conversations,
        (array, conversation) -> array.add(conversation(user, conversation)));
  }

  private static ObjectNode conversation(UserId user, Conversation conversation) {
    ObjectNode out = object().put("conversation", conversation.id().toString());
    switch (conversation.id()) {
      case ConversationId.Group ignored -> out.put("kind", "group");
      case ConversationId.Direct direct ->
          out.put("kind", "direct").put("peer", direct.peerOf(user).value());
    }
    conversation.role().ifPresent(role -> out.put("role", role(role)));
    out.put("name", conversation.name())
        .put("last_position", conversation.lastPosition())
        .put("read_position", conversation.readPosition())
        .put("unread", conversation.unread());
    conversation
        .lastMessage()
        .ifPresentOrElse(
            message -> out.set("last_message", message(message)),
            () -> out.putNull("last_message"));
    return out;
  }

  private static ObjectNode message(Message message) {
    return object()
        .put("position", message.position())
        .put("sender", message.sender().value())
        .put("sent_at_ms", message.sentAtMillis())
        .put("preview", Shown.beginning(preview(message.body()), PREVIEW_CODE_POINTS));
  }

  private static String preview(Body body) {
    return switch (body) {
      case Body.Text text -> text.text();
      case Body.Image image -> image.caption().isEmpty() ? "[image]" : image.caption();
      case Body.File file -> "[file] " + file.name();
      case Body.Custom custom -> "[" + custom.type() + "]";
      case Body.MembershipChange ignored -> "";
      case Body.ReadMark ignored -> "";
      case Body.Opaque opaque -> opaque.known().map(Json::preview).orElse("");
    };
  }

  static ObjectNode nodes(List<ListNodes.Node> nodes) {
    return list(
        "nodes",
        nodes,
        (array, node) -> {
          ObjectNode out =
              array
                  .addObject()
                  .put("id", node.id())
                  .put("name", node.name())
                  .put("started_at_ms", node.startedAtMillis())
                  .put("self", node.self());
          ArrayNode roles = out.putArray("roles");
          node.roles().stream().sorted().forEach(roles::add);
        });
  }

  private static String role(Role role) {
    return role.name().toLowerCase(Locale.ROOT);
  }

  private static <T> ObjectNode list(
      String name, Collection<T> values, BiConsumer<ArrayNode, T> add) {
    ObjectNode out = object();
    ArrayNode array = out.putArray(name);
    values.forEach(value -> add.accept(array, value));
    return out;
  }
}
