package dev.peal.out.mysql;

import static dev.peal.application.contract.BatchSamples.message;
import static dev.peal.application.contract.BatchSamples.recipients;
import static dev.peal.application.contract.Samples.group;
import static dev.peal.application.contract.Samples.notice;
import static dev.peal.application.contract.Samples.user;
import static dev.peal.application.contract.Samples.users;
import static dev.peal.out.mysql.MysqlOfClass.GRACE;
import static dev.peal.out.mysql.MysqlOfClass.QUEUES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.peal.application.port.out.InboxReader.Row;
import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.group.GroupChange;
import dev.peal.domain.group.GroupId;
import dev.peal.domain.group.GroupState.Active;
import dev.peal.domain.message.Batch;
import dev.peal.domain.message.Body.MembershipChange.Kind;
import dev.peal.domain.message.Message;
import dev.peal.domain.message.Recipients;
import dev.peal.domain.sequence.BucketEpochs;
import dev.peal.domain.sequence.Partition;
import dev.peal.domain.session.UserId;
import dev.peal.servers.MysqlServer;
import dev.peal.servers.RealServers;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

/// A member added or removed between two attempts of one message: shown it by the loser, no row
/// from the winner.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MysqlRepairIT {

  private static final ConversationId GROUP = ConversationId.group(7);
  private static final GroupId ID = new GroupId(7);
  private static final int QUEUE = Partition.of(GROUP, QUEUES);
  private static final long NOW = 1_790_000_000_000_000L;

  @RegisterExtension final MysqlOfClass mysql = new MysqlOfClass(this::server);
  private MysqlBatchStore store;
  private MysqlGroupStore groups;

  MysqlServer server() {
    return RealServers.mysql();
  }

  /// The group has the members 1 and 2 at version 1.
  @BeforeEach
  void open() {
    store = mysql.batches();
    groups = new MysqlGroupStore(mysql.database());
    groups.create(group(7, 1, 2), users(2), notice(Kind.CREATED, 1, users(2), 1), 1_000);
  }

  private void change(GroupChange change) {
    Active before = (Active) groups.find(ID).orElseThrow();
    long next = before.version() + 1;
    assertThat(groups.commit(before, change, notice(Kind.ADDED, 1, List.of(), next))).isTrue();
  }

  private void add(long user) {
    change(new GroupChange.Added(users(user)));
  }

  private static Batch attempt(
      long id, long version, long stamp, Recipients to, Message... messages) {
    return new Batch(
        id, GROUP, Arrays.asList(messages), to, stamp, stamp, version, BucketEpochs.none());
  }

  private static Batch attempt(long id, long version, Recipients to, Message... messages) {
    return attempt(id, version, NOW + id, to, messages);
  }

  private List<Row> rows(long user) {
    return mysql.reader().rowsAbove(new UserId(user), 0, 100, 1 << 20).rows();
  }

  private List<Long> seqs(long user) {
    return rows(user).stream().map(Row::seq).toList();
  }

  @Test
  void store_loserReachedANewMember_heAloneGetsARow() {
    Message message = message(5, 1, "a");
    Batch winner = attempt(1, 1, recipients(1, 10, 2, 20), message);
    add(3);
    Batch loser = attempt(2, 2, recipients(1, 11, 2, 21, 3, 31), message);
    store.store(List.of(winner));

    assertThat(store.store(List.of(loser))).isEmpty();

    assertThat(rows(3)).containsExactly(new Row(31, loser.highestStamp(), GROUP, message));
    assertThat(seqs(1)).containsExactly(10L);
    assertThat(seqs(2)).containsExactly(20L);
    assertThat(store.inboxRows()).isEqualTo(3).isEqualTo(store.scanInboxRows());
    assertThat(store.messages()).isEqualTo(1);
  }

  @Test
  void store_bothAgainInAnyOrder_changesNothing() {
    Message message = message(5, 1, "a");
    Batch winner = attempt(1, 1, recipients(1, 10, 2, 20), message);
    add(3);
    Batch loser = attempt(2, 2, recipients(1, 11, 2, 21, 3, 31), message);
    store.store(List.of(winner, loser));
    assertThat(seqs(3)).containsExactly(31L);

    store.store(List.of(loser));
    store.store(List.of(winner, loser));
    store.store(List.of(loser, winner, loser));

    assertThat(seqs(1)).containsExactly(10L);
    assertThat(seqs(3)).containsExactly(31L);
    assertThat(store.inboxRows()).isEqualTo(3).isEqualTo(store.scanInboxRows());
  }

  @Test
  void store_thirdAttemptAfterAnotherAddition_reachesThatOneToo() {
    Message message = message(5, 1, "a");
    store.store(List.of(attempt(1, 1, recipients(1, 10, 2, 20), message)));
    add(3);
    Batch second = attempt(2, 2, recipients(1, 11, 2, 21, 3, 31), message);
    add(4);
    Batch third = attempt(3, 3, recipients(1, 12, 2, 22, 3, 32, 4, 42), message);

    store.store(List.of(second, third));

    assertThat(seqs(3)).containsExactly(31L);
    assertThat(seqs(4)).containsExactly(42L);
    assertThat(store.inboxRows()).isEqualTo(4);
  }

  @Test
  void store_memberWhoLeftAndCameBack_isNotGivenASecondRow() {
    Message message = message(5, 1, "a");
    store.store(List.of(attempt(1, 1, recipients(1, 10, 2, 20), message)));
    change(new GroupChange.Left(user(2)));
    add(2);
    add(3);

    store.store(List.of(attempt(2, 4, recipients(1, 11, 2, 21, 3, 31), message)));

    assertThat(seqs(2)).containsExactly(20L);
    assertThat(seqs(3)).containsExactly(31L);
  }

  @Test
  void store_newMemberHasGoneAgain_hisRowIsThereNevertheless() {
    Message message = message(5, 1, "a");
    store.store(List.of(attempt(1, 1, recipients(1, 10, 2, 20), message)));
    add(3);
    change(new GroupChange.Removed(user(3)));

    store.store(List.of(attempt(2, 2, recipients(1, 11, 2, 21, 3, 31), message)));

    assertThat(seqs(3)).containsExactly(31L);
  }

  @Test
  void store_groupWasDismissedMeanwhile_rowIsThereNevertheless() {
    Message message = message(5, 1, "a");
    store.store(List.of(attempt(1, 1, recipients(1, 10, 2, 20), message)));
    add(3);
    change(new GroupChange.Dismissed(users(1, 2, 3)));

    store.store(List.of(attempt(2, 2, recipients(1, 11, 2, 21, 3, 31), message)));

    assertThat(seqs(3)).containsExactly(31L);
  }

  @Test
  void store_loserOfTheSameVersionOrForSomeOfTheMembers_addsNothing() {
    Message message = message(5, 1, "a");
    add(3);
    store.store(List.of(attempt(1, 2, recipients(1, 10, 2, 20, 3, 30), message)));

    store.store(List.of(attempt(2, 2, recipients(1, 11, 2, 21, 3, 31), message)));
    store.store(List.of(attempt(3, 1, recipients(1, 12, 2, 22), message)));

    assertThat(seqs(3)).containsExactly(30L);
    assertThat(store.inboxRows()).isEqualTo(3);
  }

  private long versionOf(Message message) {
    return mysql.number(
        "SELECT members_version FROM message WHERE conversation = 'g7' AND position = "
            + message.position());
  }

  /// An attempt is under way when a member is removed; the one that was sent again is stored first,
  /// and then the first one is confirmed, answered and shown to him.
  @Test
  void store_loserReachedARemovedMember_heAloneGetsARow() {
    add(3);
    Message message = message(5, 1, "a");
    Batch first = attempt(1, 2, recipients(1, 10, 2, 20, 3, 30), message);
    change(new GroupChange.Removed(user(3)));
    Batch again = attempt(2, 3, recipients(1, 11, 2, 21), message);
    store.store(List.of(again));

    assertThat(store.store(List.of(first))).isEmpty();

    assertThat(rows(3)).containsExactly(new Row(30, first.highestStamp(), GROUP, message));
    assertThat(seqs(1)).containsExactly(11L);
    assertThat(seqs(2)).containsExactly(21L);
    assertThat(versionOf(message)).isEqualTo(3);
    store.store(List.of(first, again, first));
    assertThat(seqs(3)).containsExactly(30L);
    assertThat(store.inboxRows()).isEqualTo(3).isEqualTo(store.scanInboxRows());
  }

  @Test
  void store_removedMemberIsBackAgain_hasHisRowNevertheless() {
    add(3);
    Message message = message(5, 1, "a");
    Batch first = attempt(1, 2, recipients(1, 10, 2, 20, 3, 30), message);
    change(new GroupChange.Left(user(3)));
    store.store(List.of(attempt(2, 3, recipients(1, 11, 2, 21), message)));
    add(3);

    store.store(List.of(first));
    store.store(List.of(attempt(3, 4, recipients(1, 12, 2, 22, 3, 32), message)));

    assertThat(seqs(3)).containsExactly(30L);
    assertThat(store.inboxRows()).isEqualTo(3);
  }

  @Test
  void store_groupWasDismissedAfterTheWinner_removedMemberHasHisRow() {
    add(3);
    Message message = message(5, 1, "a");
    Batch first = attempt(1, 2, recipients(1, 10, 2, 20, 3, 30), message);
    change(new GroupChange.Removed(user(3)));
    store.store(List.of(attempt(2, 3, recipients(1, 11, 2, 21), message)));
    change(new GroupChange.Dismissed(users(1, 2)));

    store.store(List.of(first));

    assertThat(seqs(3)).containsExactly(30L);
    assertThat(store.inboxRows()).isEqualTo(3);
  }

  /// One was removed and another added in between; the winner's notice went to the removed one too.
  @Test
  void store_winnerReachedOneJustRemoved_heIsNotGivenASecondRow() {
    add(3);
    Message message = message(5, 1, "a");
    Batch first = attempt(1, 2, recipients(1, 10, 2, 20, 3, 30), message);
    change(new GroupChange.Removed(user(3)));
    store.store(List.of(attempt(2, 3, recipients(1, 11, 2, 21, 3, 31), message)));

    store.store(List.of(first));

    assertThat(seqs(3)).containsExactly(31L);
    assertThat(store.inboxRows()).isEqualTo(3);
  }

  @Test
  void store_threeAttemptsForOthersEachTime_everyoneHasOneRow() {
    add(3);
    Message message = message(5, 1, "a");
    Batch first = attempt(1, 2, recipients(1, 10, 2, 20, 3, 30), message);
    change(new GroupChange.Removed(user(3)));
    Batch second = attempt(2, 3, recipients(1, 11, 2, 21), message);
    add(4);
    Batch third = attempt(3, 4, recipients(1, 12, 2, 22, 4, 42), message);

    store.store(List.of(second, third, first));
    store.store(List.of(first, second, third));

    assertThat(seqs(1)).containsExactly(11L);
    assertThat(seqs(3)).containsExactly(30L);
    assertThat(seqs(4)).containsExactly(42L);
    assertThat(versionOf(message)).isEqualTo(3);
    assertThat(store.inboxRows()).isEqualTo(4).isEqualTo(store.scanInboxRows());
  }

  @Test
  void store_lateLoserOfAnOlderVersion_goesAgainAndThenWritesIt() {
    add(3);
    Message message = message(5, 1, "a");
    Batch late = attempt(1, 2, NOW, recipients(1, 10, 2, 20, 3, 30), message);
    change(new GroupChange.Removed(user(3)));
    store.store(List.of(attempt(2, 3, recipients(1, 11, 2, 21), message)));
    long watermark = NOW + GRACE + 1;
    new MysqlWatermarks(mysql.database(), QUEUES).raise(QUEUE, watermark);

    assertThat(store.store(List.of(late))).containsExactly(late);
    assertThat(seqs(3)).isEmpty();

    store.store(List.of(attempt(3, 2, watermark, recipients(1, 12, 2, 22, 3, 32), message)));
    assertThat(seqs(3)).containsExactly(32L);
    assertThat(store.store(List.of(late))).isEmpty();
  }

  @Test
  void store_loserWithAFreshMessageToo_writesBoth() {
    Message lost = message(5, 1, "a");
    Message fresh = message(6, 2, "b");
    store.store(List.of(attempt(1, 1, recipients(1, 10, 2, 20), lost)));
    add(3);

    store.store(List.of(attempt(2, 2, recipients(1, 11, 2, 21, 3, 31), fresh, lost)));

    assertThat(seqs(1)).containsExactly(10L, 11L);
    assertThat(rows(3)).extracting(Row::message).containsExactly(fresh, lost);
    assertThat(seqs(3)).containsExactly(31L, 32L);
    assertThat(store.inboxRows()).isEqualTo(6).isEqualTo(store.scanInboxRows());
  }

  @Test
  void store_lateLoserWithAMissingRow_goesAgainAndThenWritesIt() {
    Message message = message(5, 1, "a");
    store.store(List.of(attempt(1, 1, recipients(1, 10, 2, 20), message)));
    add(3);
    Batch late = attempt(2, 2, NOW, recipients(1, 11, 2, 21, 3, 31), message);
    long watermark = NOW + GRACE + 1;
    new MysqlWatermarks(mysql.database(), QUEUES).raise(QUEUE, watermark);

    assertThat(store.store(List.of(late))).containsExactly(late);
    assertThat(seqs(3)).isEmpty();

    Batch renewed = attempt(3, 2, watermark, recipients(1, 12, 2, 22, 3, 32), message);
    assertThat(store.store(List.of(renewed))).isEmpty();
    assertThat(seqs(3)).containsExactly(32L);
    assertThat(store.store(List.of(late))).isEmpty();
    assertThat(store.inboxRows()).isEqualTo(3);
  }

  @Test
  void store_seqOfTheRepairIsHeld_failsAndWritesNothing() {
    Message message = message(5, 1, "a");
    store.store(List.of(attempt(1, 1, recipients(1, 10, 2, 20), message)));
    add(3);
    store.store(List.of(attempt(2, 2, recipients(3, 31), message(6, 1, "b"))));
    Batch loser = attempt(3, 2, recipients(3, 31), message);

    assertThatThrownBy(() -> store.store(List.of(loser)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("3-31");
    assertThat(store.inboxRows()).isEqualTo(3).isEqualTo(store.scanInboxRows());
  }
}
