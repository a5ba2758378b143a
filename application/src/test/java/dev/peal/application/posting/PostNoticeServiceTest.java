package dev.peal.application.posting;

import static dev.peal.application.posting.Road.GROUP;
import static org.assertj.core.api.Assertions.assertThat;

import dev.peal.application.port.in.PostNotice;
import dev.peal.application.port.in.PostNotice.Outcome;
import dev.peal.application.port.out.Clock;
import dev.peal.application.port.out.Journal;
import dev.peal.domain.message.Body.MembershipChange;
import dev.peal.domain.session.UserId;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class PostNoticeServiceTest {

  private static final MembershipChange CHANGE =
      new MembershipChange(MembershipChange.Kind.REMOVED, 1, List.of(9L), "name", 5);
  private static final List<UserId> REMOVED = List.of(new UserId(9));

  private final PostingSettings settings =
      new PostingSettings(
          10, 1 << 17, 100, 1 << 18, 10, 1 << 16, 1_000, 64, 1_000, 1, Duration.ofMillis(100));
  private final Road road = new Road(settings);

  /// Its drainers run in the calling thread, or not at all.
  private PostNotice notices(boolean draining) {
    PostMessageService posting = road.service(settings, task -> run(task, draining));
    return new PostNoticeService(posting, settings, new StandingClock());
  }

  private static void run(Runnable task, boolean really) {
    if (really) {
      task.run();
    }
  }

  @Test
  void post_notice_goesToMembersAndToThoseWhoWereSome() {
    assertThat(notices(true).post(GROUP, new UserId(1), CHANGE, REMOVED))
        .isEqualTo(new Outcome.Posted(1));

    assertThat(road.appended)
        .singleElement()
        .satisfies(batch -> {
          assertThat(batch.recipients().size()).isEqualTo(4);
          assertThat(batch.messages().getFirst().body()).isEqualTo(CHANGE);
          assertThat(batch.messages().getFirst().clientId())
              .isEqualTo(PostNotice.clientId(GROUP, 5));
        });
  }

  @Test
  void post_again_isTheSameMessage() {
    PostNotice notices = notices(true);
    notices.post(GROUP, new UserId(1), CHANGE, REMOVED);

    assertThat(notices.post(GROUP, new UserId(1), CHANGE, REMOVED))
        .isEqualTo(new Outcome.Posted(1));
    assertThat(road.appended).hasSize(1);
  }

  @Test
  void post_byAnActorWhoLeft_isPosted() {
    assertThat(notices(true).post(GROUP, new UserId(50), CHANGE, List.of()))
        .isEqualTo(new Outcome.Posted(1));
  }

  @Test
  void post_journalRefuses_isToldWhenToComeBack() {
    road.journal = batch -> new Journal.Outcome.Refused("full", 77);

    assertThat(notices(true).post(GROUP, new UserId(1), CHANGE, REMOVED))
        .isEqualTo(new Outcome.TryAgain("full", 77));
  }

  @Test
  void post_laneDoesNotAnswer_endsAllTheSame() {
    assertThat(notices(false).post(GROUP, new UserId(1), CHANGE, REMOVED))
        .isInstanceOf(Outcome.TryAgain.class);
  }

  private static final class StandingClock implements Clock {
    @Override
    public long wallMillis() {
      return 1_700_000_000_000L;
    }

    @Override
    public long monotonicNanos() {
      return 0;
    }
  }
}
