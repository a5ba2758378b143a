package dev.peal.application.syncing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.peal.application.port.in.Account;
import dev.peal.application.port.in.FindAccounts;
import dev.peal.application.port.in.FindGroups;
import dev.peal.application.port.in.Group;
import dev.peal.application.port.in.ListConversations;
import dev.peal.application.port.in.ListConversations.Conversation;
import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.group.GroupId;
import dev.peal.domain.group.Role;
import dev.peal.domain.message.Body;
import dev.peal.domain.message.Message;
import dev.peal.domain.session.UserId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ListConversationsServiceTest {

  /// Fewer than some tests have, so that they take several pages.
  private static final int GROUPS_A_PAGE = 2;

  private static final UserId ME = new UserId(1);
  private static final ConversationId GROUP = ConversationId.group(7);
  private static final ConversationId PEER = ConversationId.direct(ME, new UserId(2));
  private static final ConversationId SELF = ConversationId.direct(ME, ME);

  private final Conversations conversations = new Conversations();
  private final List<Group> groups = new ArrayList<>();
  private final ListConversationsService service =
      new ListConversationsService(new Groups(), new Accounts(), conversations, conversations);

  private Conversation only() {
    List<Conversation> found = service.of(ME);
    assertThat(found).hasSize(1);
    return found.getFirst();
  }

  private void group(long id) {
    conversations.members(ConversationId.group(id), 1, 2);
    groups.add(new Group(new GroupId(id), "Group " + id, 3, Role.ADMIN, 2));
  }

  @Test
  void of_emptyGroup_isListedWithoutAnythingToRead() {
    group(7);

    assertThat(only())
        .isEqualTo(
            new Conversation(GROUP, "Group 7", Optional.of(Role.ADMIN), 0, 0, 0, Optional.empty()));
  }

  @Test
  void of_unreadMessages_countsReadableOnesOfOthersAboveTheReadPosition() {
    group(7);
    conversations.say(GROUP, 2);
    conversations.say(GROUP, 2);
    conversations.say(GROUP, 1);
    conversations.say(
        GROUP,
        2,
        new Body.MembershipChange(Body.MembershipChange.Kind.RENAMED, 2, List.of(), "name", 2));
    conversations.say(GROUP, 2);
    conversations.read(ME, GROUP, 1);

    assertThat(only().unread()).isEqualTo(2);
    assertThat(only().lastPosition()).isEqualTo(5);
    assertThat(only().readPosition()).isEqualTo(1);
    assertThat(only().lastMessage().map(Message::position)).contains(5L);
  }

  @Test
  void of_allRead_countsNoneAndReadsLittle() {
    group(7);
    for (int i = 0; i < 1_000; i++) {
      conversations.say(GROUP, 2);
    }
    conversations.read(ME, GROUP, 1_000);

    assertThat(only().unread()).isZero();
    assertThat(conversations.messagesRead()).isLessThanOrEqualTo(50);
  }

  @Test
  void of_manyUnread_stopsCountingAtTheMost() {
    group(7);
    for (int i = 0; i < 1_000; i++) {
      conversations.say(GROUP, 2);
    }

    assertThat(only().unread()).isEqualTo(ListConversations.UNREAD_MAX);
    assertThat(conversations.messagesRead()).isLessThanOrEqualTo(400);
  }

  @Test
  void of_noticesAtTheEnd_showsTheLastThatIsReadable() {
    group(7);
    conversations.say(GROUP, 2);
    for (int i = 0; i < 120; i++) {
      conversations.say(
          GROUP,
          2,
          new Body.MembershipChange(Body.MembershipChange.Kind.RENAMED, 2, List.of(), "name", 2));
    }

    assertThat(only().lastMessage().map(Message::position)).contains(1L);
    assertThat(only().lastPosition()).isEqualTo(121);
    assertThat(only().unread()).isEqualTo(1);
  }

  @Test
  void of_aGroupLeftSinceItWasListed_showsNothingOfIt() {
    group(7);
    conversations.say(GROUP, 2);
    conversations.members(GROUP, 2);

    assertThat(service.of(ME)).isEmpty();
  }

  @Test
  void of_direct_bearsThePeersName() {
    conversations.say(PEER, 2);

    assertThat(only().id()).isEqualTo(PEER);
    assertThat(only().name()).isEqualTo("Name of 2");
    assertThat(only().role()).isEmpty();
  }

  @Test
  void of_oneself_isListedOnlyWithSomethingReadable() {
    conversations.say(SELF, 1, new Body.ReadMark(GROUP, 1));
    assertThat(service.of(ME)).isEmpty();

    conversations.say(SELF, 1);
    assertThat(only().id()).isEqualTo(SELF);
  }

  @Test
  void of_several_newestFirstAndEmptyOnesLast() {
    group(7);
    group(8);
    group(9);
    conversations.say(GROUP, 2);
    conversations.saidAt(GROUP, 1_000);
    conversations.say(ConversationId.group(9), 2);
    conversations.saidAt(ConversationId.group(9), 3_000);
    conversations.say(PEER, 2);
    conversations.saidAt(PEER, 2_000);

    assertThat(service.of(ME))
        .extracting(Conversation::id)
        .containsExactly(ConversationId.group(9), PEER, GROUP, ConversationId.group(8));
  }

  private final class Groups implements FindGroups {
    @Override
    public GroupPage of(UserId user, long after, int limit) {
      List<Group> above =
          groups.stream()
              .filter(group -> group.id().value() > after)
              .sorted(Comparator.comparingLong(group -> group.id().value()))
              .limit(GROUPS_A_PAGE + 1)
              .toList();
      return new GroupPage(
          above.stream().limit(GROUPS_A_PAGE).toList(), above.size() > GROUPS_A_PAGE);
    }

    @Override
    public Optional<Group> byId(UserId user, GroupId group) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Optional<MemberPage> members(UserId user, GroupId group, long after, int limit) {
      throw new UnsupportedOperationException();
    }
  }

  private static final class Accounts implements FindAccounts {
    @Override
    public Optional<Account> byUsername(String username) {
      throw new UnsupportedOperationException();
    }

    @Override
    public List<Account> byIds(List<UserId> ids) {
      return ids.stream().map(id -> new Account(id, "user" + id, "Name of " + id)).toList();
    }

    @Override
    public List<UserId> online(List<UserId> ids) {
      return List.of();
    }
  }
}
