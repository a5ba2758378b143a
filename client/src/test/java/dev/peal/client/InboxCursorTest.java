package dev.peal.client;

import static dev.peal.client.InboxCursor.Verdict.KNOWN;
import static dev.peal.client.InboxCursor.Verdict.MOVED;
import static dev.peal.client.InboxCursor.Verdict.POSTPONED;
import static dev.peal.client.InboxCursor.Verdict.RESOLVED;
import static dev.peal.client.InboxCursor.Verdict.SHOW;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class InboxCursorTest {
  private static final long SENDER = 7;

  private final InboxCursor inbox = new InboxCursor(10, 16);

  private InboxCursor.Verdict push(long seq) {
    return inbox.pushed(seq, SENDER, "c" + seq, seq);
  }

  private InboxCursor.Verdict row(long seq) {
    return inbox.row(seq, SENDER, "c" + seq, seq);
  }

  @Test
  void pushed_nextSeq_showsAndMovesTheCursor() {
    assertThat(push(11)).isEqualTo(SHOW);
    assertThat(inbox.cursor()).isEqualTo(11);
    assertThat(inbox.hasGap()).isFalse();
  }

  @Test
  void pushed_seqBelowTheCursor_resolvedAlready() {
    assertThat(push(10)).isEqualTo(RESOLVED);
    assertThat(inbox.cursor()).isEqualTo(10);
  }

  @Test
  void pushed_aboveAHole_showsAndLeavesTheCursor() {
    assertThat(push(13)).isEqualTo(SHOW);
    assertThat(inbox.cursor()).isEqualTo(10);
    assertThat(inbox.hasGap()).isTrue();
  }

  @Test
  void pushed_twiceAboveAHole_showsOnce() {
    push(13);
    assertThat(push(13)).isEqualTo(RESOLVED);
  }

  @Test
  void row_intoTheHole_movesTheCursorOverWhatWasAbove() {
    push(12);
    assertThat(row(11)).isEqualTo(SHOW);
    assertThat(inbox.cursor()).isEqualTo(12);
    assertThat(inbox.hasGap()).isFalse();
  }

  @Test
  void dead_theHole_movesTheCursorOverWhatWasAbove() {
    push(1_000_000_000_000L);
    inbox.dead(11, 999_999_999_999L);
    assertThat(inbox.cursor()).isEqualTo(1_000_000_000_000L);
  }

  @Test
  void opensHole_onlyWhereNoEarlierPushLeftOne() {
    assertThat(inbox.opensHole(11)).isFalse();
    assertThat(inbox.opensHole(12)).isTrue();
    push(12);
    assertThat(inbox.opensHole(13)).isFalse();
    assertThat(inbox.opensHole(14)).isTrue();
  }

  @Test
  void pushed_knownMessageUnderAnotherSeq_resolvesWithoutShowing() {
    push(11);
    assertThat(inbox.pushed(12, SENDER, "c11", 11)).isEqualTo(KNOWN);
    assertThat(inbox.cursor()).isEqualTo(12);
  }

  @Test
  void row_knownMessageUnderAnotherSeq_resolvesAndItsPositionCounts() {
    push(11);
    assertThat(inbox.row(12, SENDER, "c11", 99)).isEqualTo(MOVED);
    assertThat(inbox.cursor()).isEqualTo(12);
  }

  @Test
  void row_samePositionAsThePush_isNoMove() {
    push(11);
    assertThat(inbox.row(12, SENDER, "c11", 11)).isEqualTo(KNOWN);
  }

  @Test
  void pushed_knownMessageAtAnotherPosition_isLeftToTheRow() {
    push(11);
    assertThat(inbox.pushed(12, SENDER, "c11", 99)).isEqualTo(POSTPONED);
    assertThat(inbox.cursor()).isEqualTo(11);
    assertThat(inbox.hasGap()).isTrue();
    assertThat(inbox.row(12, SENDER, "c11", 99)).isEqualTo(MOVED);
    assertThat(inbox.cursor()).isEqualTo(12);
  }

  @Test
  void row_ofAPushedSeqWithAnotherPosition_moves() {
    push(12);
    assertThat(inbox.row(12, SENDER, "c12", 99)).isEqualTo(MOVED);
    assertThat(inbox.row(12, SENDER, "c12", 99)).isEqualTo(RESOLVED);
  }

  @Test
  void pushed_afterTheRow_doesNotMoveItBack() {
    row(11);
    assertThat(inbox.pushed(12, SENDER, "c11", 99)).isEqualTo(KNOWN);
    assertThat(inbox.row(13, SENDER, "c11", 11)).isEqualTo(KNOWN);
  }

  @Test
  void pushed_sameClientIdOfAnotherSender_shows() {
    push(11);
    assertThat(inbox.pushed(12, SENDER + 1, "c11", 12)).isEqualTo(SHOW);
  }

  @Test
  void needsSync_onlyWhileMoreIsStoredThanTheCursor() {
    assertThat(inbox.needsSync()).isFalse();
    inbox.stored(11);
    assertThat(inbox.needsSync()).isTrue();
    push(11);
    assertThat(inbox.needsSync()).isFalse();
    push(13);
    assertThat(inbox.needsSync()).isFalse();
  }

  @Test
  void pushed_moreThanTheRoomAboveAHole_postponesTheRest() {
    for (long seq = 12; seq < 20; seq++) {
      assertThat(push(seq)).isEqualTo(SHOW);
    }
    assertThat(push(20)).isEqualTo(POSTPONED);
    assertThat(row(11)).isEqualTo(SHOW);
    assertThat(inbox.cursor()).isEqualTo(19);
    assertThat(inbox.hasGap()).isTrue();
    assertThat(row(20)).isEqualTo(SHOW);
    assertThat(inbox.cursor()).isEqualTo(20);
  }

  @Test
  void pushed_manyHoles_memoryStaysBounded() {
    InboxCursor holes = new InboxCursor(0, 1024);
    int shown = 0;
    for (long seq = 2; seq < 2000; seq += 2) {
      if (holes.pushed(seq, SENDER, "c" + seq, seq) == SHOW) {
        shown++;
      }
    }
    assertThat(shown).isEqualTo(64);
    for (long seq = 1; seq < 2000; seq++) {
      holes.row(seq, SENDER, "c" + seq, seq);
    }
    assertThat(holes.cursor()).isEqualTo(1999);
  }
}
