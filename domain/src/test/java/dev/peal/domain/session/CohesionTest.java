package dev.peal.domain.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.peal.domain.session.Cohesion.Member;
import java.util.List;
import org.junit.jupiter.api.Test;

class CohesionTest {

  private static final Member A = new Member(new NodeId("a-1"), 10);
  private static final Member B = new Member(new NodeId("b-1"), 20);
  private static final Member C = new Member(new NodeId("c-1"), 30);
  private static final Member D = new Member(new NodeId("d-1"), 30);

  @Test
  void alone_orWithAllLinked_takesSessions() {
    assertThat(Cohesion.takesSessions(A, List.of(), List.of())).isTrue();
    assertThat(Cohesion.takesSessions(C, List.of(A, B), List.of())).isTrue();
  }

  @Test
  void oneOfThreeIsApart_isOut_andTheOthersStay() {
    assertThat(Cohesion.takesSessions(A, List.of(), List.of(B, C))).isFalse();
    assertThat(Cohesion.takesSessions(B, List.of(C), List.of(A))).isTrue();
    assertThat(Cohesion.takesSessions(C, List.of(B), List.of(A))).isTrue();
  }

  @Test
  void twoApart_theFirstStays() {
    assertThat(Cohesion.takesSessions(A, List.of(), List.of(B))).isTrue();
    assertThat(Cohesion.takesSessions(B, List.of(), List.of(A))).isFalse();
    assertThat(Cohesion.takesSessions(C, List.of(), List.of(D))).isTrue();
    assertThat(Cohesion.takesSessions(D, List.of(), List.of(C))).isFalse();
  }

  @Test
  void twoAndTwo_theSideOfTheFirstStays() {
    assertThat(Cohesion.takesSessions(D, List.of(A), List.of(B, C))).isTrue();
    assertThat(Cohesion.takesSessions(A, List.of(D), List.of(B, C))).isTrue();
    assertThat(Cohesion.takesSessions(B, List.of(C), List.of(A, D))).isFalse();
    assertThat(Cohesion.takesSessions(C, List.of(B), List.of(A, D))).isFalse();
  }
}
