package dev.peal.application.syncing;

import dev.peal.application.port.in.Account;
import dev.peal.application.port.in.FindAccounts;
import dev.peal.application.port.in.FindGroups;
import dev.peal.application.port.in.Group;
import dev.peal.application.port.in.ListConversations;
import dev.peal.application.port.out.CursorStore;
import dev.peal.application.port.out.MessageReader;
import dev.peal.application.port.out.MessageReader.Answer;
import dev.peal.application.port.out.MessageReader.History;
import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.group.Role;
import dev.peal.domain.message.Message;
import dev.peal.domain.session.UserId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Lists conversations by reading the end of each. The conversation with oneself is listed once it
/// has something readable in it.
public final class ListConversationsService implements ListConversations {

  private static final int PAGE = 50;
  private static final int PAGE_BYTES = 64 << 10;

  /// Messages that are read of one conversation at most, to find the readable ones among them.
  private static final int MAX_READ = 400;

  private static final int MAX_IDS = 200;

  private final FindGroups groups;
  private final FindAccounts accounts;
  private final MessageReader messages;
  private final CursorStore cursors;

  public ListConversationsService(
      FindGroups groups, FindAccounts accounts, MessageReader messages, CursorStore cursors) {
    this.groups = groups;
    this.accounts = accounts;
    this.messages = messages;
    this.cursors = cursors;
  }

  @Override
  public List<Conversation> of(UserId user) {
    List<Conversation> found = new ArrayList<>();
    long after = 0;
    boolean more = true;
    while (more) {
      FindGroups.GroupPage page = groups.of(user, after, FindGroups.MAX_LIMIT);
      for (Group group : page.groups()) {
        var id = new ConversationId.Group(group.id());
        read(user, id, group.name(), Optional.of(group.role())).ifPresent(found::add);
        after = group.id().value();
      }
      more = page.more();
    }
    List<ConversationId.Direct> direct = messages.directConversations(user);
    Map<UserId, String> names = names(direct.stream().map(id -> id.peerOf(user)).toList());
    for (ConversationId.Direct id : direct) {
      UserId peer = id.peerOf(user);
      read(user, id, names.getOrDefault(peer, "user " + peer), Optional.empty())
          .filter(one -> !peer.equals(user) || one.lastMessage().isPresent())
          .ifPresent(found::add);
    }
    found.sort(Comparator.comparingLong(ListConversationsService::activity).reversed());
    return found;
  }

  private static long activity(Conversation conversation) {
    return conversation.lastMessage().map(Message::sentAtMillis).orElse(0L);
  }

  private Map<UserId, String> names(List<UserId> ids) {
    Map<UserId, String> names = new HashMap<>();
    for (int from = 0; from < ids.size(); from += MAX_IDS) {
      for (Account account :
          accounts.byIds(ids.subList(from, Math.min(ids.size(), from + MAX_IDS)))) {
        names.put(account.id(), account.displayName());
      }
    }
    return names;
  }

  /// Nothing when it is not the user's any more: who has left since their groups were listed learns
  /// nothing of what was said after that.
  private Optional<Conversation> read(
      UserId user, ConversationId id, String name, Optional<Role> role) {
    long readPosition = cursors.readPosition(user, id);
    var end = new End(user, readPosition);
    long before = Long.MAX_VALUE;
    boolean more = true;
    while (more && !end.complete()) {
      if (!(messages.before(user, id, before, PAGE, PAGE_BYTES)
          instanceof Answer.Found<History>(var page))) {
        return Optional.empty();
      }
      page.messages().forEach(end::add);
      more = page.more();
      before = page.messages().isEmpty() ? 0 : page.messages().getLast().position();
    }
    return Optional.of(
        new Conversation(id, name, role, end.lastPosition, readPosition, end.unread, end.newest));
  }

  /// What is known of the end of a conversation, told of its messages from the newest backwards.
  private static final class End {
    private final UserId user;
    private final long readPosition;
    private long lastPosition;
    private long lowest = Long.MAX_VALUE;
    private int seen;
    private int unread;
    private Optional<Message> newest = Optional.empty();

    End(UserId user, long readPosition) {
      this.user = user;
      this.readPosition = readPosition;
    }

    void add(Message message) {
      lastPosition = Math.max(lastPosition, message.position());
      lowest = message.position();
      seen++;
      if (!message.body().readable()) {
        return;
      }
      if (newest.isEmpty()) {
        newest = Optional.of(message);
      }
      if (message.position() > readPosition
          && !message.sender().equals(user)
          && unread < UNREAD_MAX) {
        unread++;
      }
    }

    boolean complete() {
      boolean counted = lowest <= readPosition + 1 || unread == UNREAD_MAX;
      return seen >= MAX_READ || (counted && newest.isPresent());
    }
  }
}
