package dev.peal.domain.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.peal.domain.session.UserId;
import org.junit.jupiter.api.Test;

class MembersTest {

  @Test
  void of_anyOrderWithRepetitions_isSortedAndDistinct() {
    Members members = Members.of(3, 5, 1, 5, 2, 1);

    assertThat(members.toArray()).containsExactly(1, 2, 5);
    assertThat(members.size()).isEqualTo(3);
    assertThat(members.at(2)).isEqualTo(5);
    assertThat(members.version()).isEqualTo(3);
  }

  @Test
  void contains_everyMemberAndNobodyElse() {
    Members members = Members.of(1, 9, 2, 7);

    for (long id = 1; id <= 10; id++) {
      assertThat(members.contains(new UserId(id))).isEqualTo(id == 2 || id == 7 || id == 9);
    }
    assertThat(Members.of(1).contains(new UserId(1))).isFalse();
  }

  @Test
  void of_direct_isBothAtVersionZero() {
    assertThat(Members.of(ConversationId.direct(new UserId(4), new UserId(2))))
        .isEqualTo(Members.of(0, 2, 4));
    assertThat(Members.of(ConversationId.direct(new UserId(4), new UserId(4))))
        .isEqualTo(Members.of(0, 4));
  }

  @Test
  void plus_others_joinsAtTheSameVersion() {
    Members members = Members.of(6, 1, 3);

    assertThat(members.plus(9, 3, 2)).isEqualTo(Members.of(6, 1, 2, 3, 9));
    assertThat(members.plus()).isEqualTo(members);
    assertThat(members.toArray()).containsExactly(1, 3);
  }

  @Test
  void arrays_changedByOthers_doNotChangeMembers() {
    long[] ids = {1, 2};
    Members members = Members.of(1, ids);
    ids[0] = 9;
    members.toArray()[1] = 9;

    assertThat(members.toArray()).containsExactly(1, 2);
  }

  @Test
  void equals_comparesVersionAndIds() {
    assertThat(Members.of(1, 2, 3)).isEqualTo(Members.of(1, 3, 2));
    assertThat(Members.of(1, 2, 3)).hasSameHashCodeAs(Members.of(1, 3, 2));
    assertThat(Members.of(1, 2, 3)).isNotEqualTo(Members.of(2, 2, 3));
    assertThat(Members.of(1, 2, 3)).isNotEqualTo(Members.of(1, 2));
  }
}
