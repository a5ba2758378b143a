package dev.peal.application.contract;

import static dev.peal.application.contract.BatchSamples.batch;
import static dev.peal.application.contract.BatchSamples.message;
import static dev.peal.application.contract.BatchSamples.recipients;
import static dev.peal.application.contract.Samples.atOnce;
import static dev.peal.application.contract.Samples.group;
import static dev.peal.application.contract.Samples.notice;
import static dev.peal.application.contract.Samples.profile;
import static dev.peal.application.contract.Samples.users;
import static org.assertj.core.api.Assertions.assertThat;

import dev.peal.application.port.out.AccountStore;
import dev.peal.application.port.out.BatchStore;
import dev.peal.application.port.out.GroupStore;
import dev.peal.application.port.out.MessageReader;
import dev.peal.application.port.out.MessageReader.Answer;
import dev.peal.application.port.out.MessageReader.History;
import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.group.GroupChange;
import dev.peal.domain.group.GroupId;
import dev.peal.domain.group.GroupState.Active;
import dev.peal.domain.message.Body;
import dev.peal.domain.message.Body.MembershipChange.Kind;
import dev.peal.domain.message.Message;
import dev.peal.domain.session.UserId;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// The contract of [MessageReader], filled by way of a [BatchStore].
public abstract class MessageReaderContract {

  private static final ConversationId GROUP = ConversationId.group(7);

  private static final UserId MEMBER = new UserId(1);
  private static final UserId STRANGER = new UserId(3);

  private long nextSeq = 1;

  protected abstract BatchStore store();

  protected abstract GroupStore groups();

  protected abstract AccountStore accounts();

  /// The reader under test, of conversations that are empty at first.
  protected abstract MessageReader messages();

  /// Groups 6, 7 and 8 of the users 1 and 2.
  private void makeGroups() {
    for (long id = 6; id <= 8; id++) {
      groups().create(group(id, 1, 2), users(2), notice(Kind.CREATED, 1, users(1, 2), 1), 1_000);
    }
  }

  private void change(GroupChange change, long version, Kind kind, long user) {
    Active before = (Active) groups().find(new GroupId(7)).orElseThrow();
    assertThat(groups().commit(before, change, notice(kind, 1, users(user), version))).isTrue();
  }

  private void account(long id) {
    assertThat(accounts().add(profile(id, "user" + id), "hash", 1_000)).isTrue();
  }

  private History read(long beforePosition, int limit, int maxBytes) {
    return found(messages().before(MEMBER, GROUP, beforePosition, limit, maxBytes));
  }

  private static <T> T found(Answer<T> answer) {
    assertThat(answer).isInstanceOf(Answer.Found.class);
    return answer instanceof Answer.Found<T>(var what) ? what : null;
  }

  private void fill(ConversationId conversation, long... positions) {
    store()
        .store(
            List.of(
                batch(
                    conversation,
                    recipients(1, nextSeq),
                    LongStream.of(positions)
                        .mapToObj(position -> message(position, 1, conversation + "/" + position))
                        .toArray(Message[]::new))));
    nextSeq += positions.length;
  }

  private static List<Long> positions(History history) {
    return history.messages().stream().map(Message::position).toList();
  }

  @Test
  void before_nothingWasSaid_isEmpty() {
    makeGroups();
    assertThat(read(Long.MAX_VALUE, 10, 1_000)).isEqualTo(new History(List.of(), false));
    assertThat(found(messages().lastPosition(MEMBER, GROUP))).isZero();
  }

  @Test
  void before_anyPositionAndLimit_givesTheNewestBelowFirst() {
    makeGroups();
    fill(ConversationId.group(6), 1, 2, 3);
    fill(GROUP, 1, 2, 3, 5, 6);
    fill(ConversationId.group(8), 1, 2, 3);
    List<Long> all = List.of(6L, 5L, 3L, 2L, 1L);
    for (long before = 0; before <= 8; before++) {
      for (int limit = 1; limit <= 6; limit++) {
        long below = before;
        List<Long> expected = all.stream().filter(position -> position < below).toList();

        History history = read(before, limit, 1_000_000);

        assertThat(positions(history))
            .as("before %d, at most %d", before, limit)
            .isEqualTo(expected.subList(0, Math.min(limit, expected.size())));
        assertThat(history.more()).isEqualTo(expected.size() > limit);
      }
    }
  }

  @Test
  void before_bodiesOverTheBytes_givesAtLeastOneAndSaysMore() {
    makeGroups();
    Body big = new Body.Text("x".repeat(10_000));
    store()
        .store(
            List.of(
                batch(GROUP, recipients(1, 1), message(1, 1, "a", big), message(2, 1, "b", big))));

    assertThat(positions(read(Long.MAX_VALUE, 10, 1))).containsExactly(2L);
    assertThat(read(Long.MAX_VALUE, 10, 1).more()).isTrue();
    assertThat(read(2, 10, 1).more()).isFalse();
  }

  @Test
  void lastPosition_isTheNewestStored() {
    makeGroups();
    fill(GROUP, 1, 2, 9);
    fill(ConversationId.direct(new UserId(7), new UserId(7)), 1, 2);

    assertThat(found(messages().lastPosition(MEMBER, GROUP))).isEqualTo(9);
    assertThat(found(messages().lastPosition(MEMBER, ConversationId.group(8)))).isZero();
  }

  private void assertRefused(UserId reader, ConversationId conversation, Answer<?> refusal) {
    assertThat(messages().before(reader, conversation, Long.MAX_VALUE, 10, 1_000))
        .isEqualTo(refusal);
    assertThat(messages().lastPosition(reader, conversation)).isEqualTo(refusal);
  }

  @Test
  void aGroup_isReadByItsMembersAlone() {
    makeGroups();
    fill(GROUP, 1, 2);

    assertRefused(STRANGER, GROUP, new Answer.NotAMember<>());
    assertRefused(MEMBER, ConversationId.group(99), new Answer.NoSuchConversation<>());
  }

  @Test
  void aGroup_isReadFromTheAdditionToTheRemoval() {
    makeGroups();
    fill(GROUP, 1, 2);

    change(new GroupChange.Added(users(3)), 2, Kind.ADDED, 3);
    assertThat(positions(found(messages().before(STRANGER, GROUP, 3, 10, 1_000))))
        .containsExactly(2L, 1L);
    assertThat(found(messages().lastPosition(STRANGER, GROUP))).isEqualTo(2);

    change(new GroupChange.Removed(STRANGER), 3, Kind.REMOVED, 3);
    assertRefused(STRANGER, GROUP, new Answer.NotAMember<>());

    change(new GroupChange.Added(users(3)), 4, Kind.ADDED, 3);
    change(new GroupChange.Left(STRANGER), 5, Kind.LEFT, 3);
    assertRefused(STRANGER, GROUP, new Answer.NotAMember<>());
  }

  @Test
  void aDismissedGroup_isReadByNobody() {
    makeGroups();
    fill(GROUP, 1, 2);

    change(new GroupChange.Dismissed(users(1, 2)), 2, Kind.DISMISSED, 1);

    assertRefused(MEMBER, GROUP, new Answer.NoSuchConversation<>());
    assertRefused(STRANGER, GROUP, new Answer.NoSuchConversation<>());
  }

  /// In each round a user is added and removed again, and then something is said. They may read it
  /// once the next round has begun to add them, and not before.
  @Test
  void aGroup_readWhileItsMembersChange_showsNothingSaidAfterARemoval() throws Exception {
    makeGroups();
    AtomicLong additions = new AtomicLong();
    AtomicBoolean ended = new AtomicBoolean();
    Callable<Boolean> reading =
        () -> {
          while (!ended.get()) {
            if (messages().before(STRANGER, GROUP, Long.MAX_VALUE, 1, 1_000)
                instanceof Answer.Found<History>(var history)) {
              long begun = additions.get();
              assertThat(positions(history)).allMatch(position -> position < begun);
            }
          }
          return true;
        };
    Callable<Boolean> changing =
        () -> {
          try {
            for (long round = 1; round <= 30; round++) {
              additions.set(round);
              change(new GroupChange.Added(users(3)), 2 * round, Kind.ADDED, 3);
              change(new GroupChange.Removed(STRANGER), 2 * round + 1, Kind.REMOVED, 3);
              fill(GROUP, round);
            }
          } finally {
            ended.set(true);
          }
          return true;
        };

    assertThat(atOnce(List.of(reading, reading, changing))).containsOnly(true);
  }

  @Test
  void aDirectConversation_isReadByItsTwoWhoHaveAccounts() {
    ConversationId.Direct direct = ConversationId.direct(new UserId(1), new UserId(9));
    fill(direct, 1);
    assertRefused(MEMBER, direct, new Answer.NoSuchConversation<>());

    account(1);
    account(3);
    assertRefused(MEMBER, direct, new Answer.NoSuchConversation<>());

    account(9);
    assertThat(positions(found(messages().before(MEMBER, direct, 5, 10, 1_000))))
        .containsExactly(1L);
    assertThat(found(messages().lastPosition(new UserId(9), direct))).isEqualTo(1);
    assertRefused(STRANGER, direct, new Answer.NoSuchConversation<>());
    ConversationId.Direct self = ConversationId.direct(STRANGER, STRANGER);
    assertThat(found(messages().lastPosition(STRANGER, self))).isZero();
  }

  @Test
  void directConversations_areThoseOfTheUserAlone() {
    ConversationId.Direct self = ConversationId.direct(new UserId(1), new UserId(1));
    ConversationId.Direct peer = ConversationId.direct(new UserId(1), new UserId(9));
    ConversationId.Direct strangers = ConversationId.direct(new UserId(2), new UserId(9));
    fill(self, 1);
    fill(peer, 2);
    fill(peer, 3);
    fill(strangers, 4);

    assertThat(messages().directConversations(new UserId(1))).containsExactlyInAnyOrder(self, peer);
    assertThat(messages().directConversations(new UserId(9)))
        .containsExactlyInAnyOrder(peer, strangers);
    assertThat(messages().directConversations(new UserId(3))).isEmpty();
  }
}
