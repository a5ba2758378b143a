package dev.peal.application.posting;

import static dev.peal.application.contract.BatchSamples.draft;
import static org.assertj.core.api.Assertions.assertThat;

import dev.peal.application.port.in.SendOrder;
import java.util.List;
import org.junit.jupiter.api.Test;

class LaneTest {

  private final SendOrder order = new SendOrder();
  private final Lane lane = new Lane(Road.GROUP, 3, 1_000);

  private Post post(String id) {
    return post(id, "x");
  }

  private Post post(String id, String text) {
    return Post.of(draft(Road.GROUP, 1, id, text), order, outcome -> {});
  }

  private List<String> taken(int messages, long bytes) {
    return lane.take(messages, bytes).stream().map(p -> p.draft().clientId().value()).toList();
  }

  @Test
  void offer_toAnIdleLane_asksForADrainerOnce() {
    assertThat(lane.idle()).isTrue();
    assertThat(lane.offer(post("a"))).isEqualTo(Lane.Offer.QUEUED_FIRST);
    assertThat(lane.offer(post("b"))).isEqualTo(Lane.Offer.QUEUED);
    assertThat(lane.idle()).isFalse();
  }

  @Test
  void offer_whileTheLastBatchIsOnItsWay_asksForNoSecondDrainer() {
    lane.offer(post("a"));
    assertThat(taken(10, 1_000)).containsExactly("a");

    assertThat(lane.offer(post("b"))).isEqualTo(Lane.Offer.QUEUED);
    assertThat(lane.proceed()).isTrue();
    assertThat(taken(10, 1_000)).containsExactly("b");
    assertThat(lane.proceed()).isFalse();
    assertThat(lane.idle()).isTrue();
    assertThat(lane.offer(post("c"))).isEqualTo(Lane.Offer.QUEUED_FIRST);
  }

  @Test
  void narrow_takesEffectAtOnce_butLeavesWhatWaits_andNeverWidens() {
    lane.offer(post("a"));
    lane.offer(post("b"));

    lane.narrow(1);
    assertThat(lane.offer(post("c"))).isEqualTo(Lane.Offer.FULL);
    assertThat(taken(10, 1_000)).containsExactly("a", "b");
    lane.narrow(Integer.MAX_VALUE);
    for (String id : List.of("c", "d", "e")) {
      assertThat(lane.offer(post(id))).isEqualTo(Lane.Offer.QUEUED);
    }
    assertThat(lane.offer(post("f"))).isEqualTo(Lane.Offer.FULL);
  }

  @Test
  void offer_pastTheMessages_isFullUntilSomeAreTaken() {
    lane.offer(post("a"));
    lane.offer(post("b"));
    lane.offer(post("c"));

    assertThat(lane.offer(post("d"))).isEqualTo(Lane.Offer.FULL);
    assertThat(lane.offer(post("e"))).isEqualTo(Lane.Offer.OUT_OF_ORDER);
    lane.take(1, 1_000);
    assertThat(lane.offer(post("d"))).isEqualTo(Lane.Offer.QUEUED);
  }

  @Test
  void offer_pastTheBytes_isFullUntilSomeAreTaken() {
    lane.offer(post("a", "x".repeat(600)));

    assertThat(lane.offer(post("b", "x".repeat(401)))).isEqualTo(Lane.Offer.FULL);
    lane.take(10, 1_000);
    assertThat(lane.offer(post("b", "x".repeat(401)))).isEqualTo(Lane.Offer.QUEUED);
  }

  @Test
  void take_atLeastOneWhateverItsSize() {
    lane.offer(post("a", "x".repeat(600)));
    lane.offer(post("b"));

    assertThat(taken(10, 5)).containsExactly("a");
    assertThat(taken(10, 5)).containsExactly("b");
    assertThat(taken(10, 5)).isEmpty();
  }

  @Test
  void take_oneIdOfTwoSenders_isNoRepetition() {
    lane.offer(post("a"));
    lane.offer(Post.of(draft(Road.GROUP, 2, "a"), new SendOrder(), outcome -> {}));
    lane.offer(post("a"));

    assertThat(taken(10, 1_000)).containsExactly("a", "a");
    assertThat(taken(10, 1_000)).containsExactly("a");
  }

  @Test
  void refuse_givesBackTheRoomOfWhatItTakesOut() {
    Post first = post("a", "x".repeat(300));
    lane.offer(first);
    List<Post> batch = lane.take(1, 1_000);
    lane.offer(post("b", "x".repeat(500)));
    lane.offer(Post.of(draft(Road.GROUP, 2, "c"), new SendOrder(), outcome -> {}));

    assertThat(lane.refuse(batch))
        .extracting(p -> p.draft().clientId().value())
        .containsExactly("b");

    var fresh = Post.of(draft(Road.GROUP, 3, "d", "x".repeat(900)), new SendOrder(), o -> {});
    assertThat(lane.offer(fresh)).isEqualTo(Lane.Offer.QUEUED);
  }
}
