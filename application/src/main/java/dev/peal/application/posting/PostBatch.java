package dev.peal.application.posting;

import dev.peal.application.outage.OutageLog;
import dev.peal.application.port.in.PostMessage.Outcome;
import dev.peal.application.port.in.PostMessage.Outcome.Why;
import dev.peal.application.port.out.Clock;
import dev.peal.application.port.out.Delivery;
import dev.peal.application.port.out.IdSource;
import dev.peal.application.port.out.Journal;
import dev.peal.application.port.out.MemberDirectory;
import dev.peal.application.port.out.SequenceLedger;
import dev.peal.application.port.out.SequenceLedger.Allotment;
import dev.peal.application.port.out.SequenceLedger.Numbered;
import dev.peal.application.port.out.StoreUnavailable;
import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.conversation.Members;
import dev.peal.domain.message.Batch;
import dev.peal.domain.message.Draft;
import dev.peal.domain.message.Message;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One batch's way from its lane to its release: members, allotment, journal, and then the answers
/// to its senders and the hand-over to delivery.
///
/// What if the process dies in between? Before the journal confirms, nobody has been told anything:
/// the senders send again, and the seqs that were taken become holes at worst. After it, the batch
/// counts, and recipients who were not shown it find it by syncing.
///
/// Runs on a drainer's virtual thread and blocks there. Keeps no state of its own.
final class PostBatch implements Lanes.BatchStep {

  private static final Logger log = LoggerFactory.getLogger(PostBatch.class);

  /// How often an allotment is repeated because the members changed meanwhile.
  private static final int MEMBER_CHANGES = 8;

  /// A burst is over when nothing came for this long.
  private static final long GATHERING_NANOS = TimeUnit.MICROSECONDS.toNanos(150);

  /// The longest that the first message of a burst waits for the others.
  private static final long MOST_GATHERING_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  private final PostingSettings settings;
  private final Pace pace;
  private final MemberDirectory directory;
  private final SequenceLedger ledger;
  private final Journal journal;
  private final Delivery delivery;
  private final IdSource ids;
  private final Clock clock;
  private final OutageLog outages;

  PostBatch(
      PostingSettings settings,
      Pace pace,
      MemberDirectory directory,
      SequenceLedger ledger,
      Journal journal,
      Delivery delivery,
      IdSource ids,
      Clock clock) {
    this.settings = settings;
    this.pace = pace;
    this.directory = directory;
    this.ledger = ledger;
    this.journal = journal;
    this.delivery = delivery;
    this.ids = ids;
    this.clock = clock;
    this.outages = new OutageLog(log, clock, "Messages are not taken");
  }

  @Override
  public List<Post> run(Lane lane) {
    List<Post> left = new ArrayList<>();
    try {
      Optional<Members> members = directory.members(lane.conversation());
      gather(lane, members);
      int size = members.map(Members::size).orElse(0);
      lane.narrow(pace.queued(size));
      int most = Math.min(messagesFor(members), pace.messages(lane.conversation(), size));
      left.addAll(lane.take(most, settings.batchBytes()));
      pace.posting(lane.conversation(), size, left.size());
      left.addAll(post(lane, List.copyOf(left), members));
      if (left.isEmpty()) {
        outages.worked();
      }
    } catch (StoreUnavailable failure) {
      outages.failed(lane.conversation() + ": " + failure.getMessage());
      takeIfNone(lane, left);
      left.addAll(refuse(lane, left, unavailable("a store does not answer")));
    } catch (RuntimeException | Error bug) {
      log.error("Posting to {} failed", lane.conversation(), bug);
      takeIfNone(lane, left);
      left.addAll(refuse(lane, left, unavailable("the server failed; it is logged there")));
    }
    return left;
  }

  /// Waits, when the conversation is large and was at rest, until no more of a burst comes. To show
  /// hundreds of recipients a batch of one message takes nearly as long as one of a hundred, so the
  /// first message of a burst would keep the others waiting for longer than this does.
  private void gather(Lane lane, Optional<Members> members) {
    int most = messagesFor(members);
    if (!lane.untouched() || !pace.isLarge(members.map(Members::size).orElse(0))) {
      return;
    }
    long beganNanos = clock.monotonicNanos();
    int queued = lane.size();
    int before = 0;
    while (queued > before
        && queued < most
        && clock.monotonicNanos() - beganNanos < MOST_GATHERING_NANOS) {
      LockSupport.parkNanos(GATHERING_NANOS);
      before = queued;
      queued = lane.size();
    }
  }

  private void takeIfNone(Lane lane, List<Post> left) {
    if (left.isEmpty()) {
      left.addAll(lane.take(settings.batchMessages(), settings.batchBytes()));
    }
  }

  private int messagesFor(Optional<Members> members) {
    long size = Math.max(1, members.map(Members::size).orElse(1));
    return Math.clamp(settings.batchRows() / size, 1, settings.batchMessages());
  }

  /// Posts and answers `posts`, which were taken from the lane; returns what had to be taken out of
  /// the lane besides.
  private List<Post> post(Lane lane, List<Post> posts, Optional<Members> cached) {
    ConversationId conversation = lane.conversation();
    long deadlineNanos = clock.monotonicNanos() + settings.confirmTimeout().toNanos();
    Optional<Members> members = cached;
    List<Post> left = posts;
    for (int attempt = 0; attempt < MEMBER_CHANGES; attempt++) {
      List<Post> admitted = new ArrayList<>(left.size());
      Members known = admit(conversation, members, left, admitted);
      if (admitted.isEmpty()) {
        return List.of();
      }
      left = admitted;
      long batchId = ids.next(IdSource.Kind.BATCH);
      Allotment allotment =
          ledger.allot(
              conversation,
              known,
              left.getFirst().alsoTo(),
              left.stream().map(Post::draft).toList());
      switch (allotment) {
        case Allotment.Allotted allotted -> {
          return append(lane, left, allotted, known.version(), batchId, deadlineNanos);
        }
        case Allotment.StaleMembers ignored -> members = directory.reload(conversation);
        case Allotment.NotYet(var retryAfterMillis) -> {
          return refuse(
              lane,
              left,
              new Outcome.TryAgain(
                  Why.UNAVAILABLE,
                  "it is too soon to tell whether this was sent before",
                  retryAfterMillis));
        }
      }
    }
    return refuse(lane, left, unavailable("the members keep changing"));
  }

  /// Sorts out who may post, answering the others, and returns the members to post to.
  private Members admit(
      ConversationId conversation,
      Optional<Members> cached,
      List<Post> posts,
      List<Post> admitted) {
    Optional<Members> members = cached;
    boolean strangers =
        members.isPresent()
            && posts.stream()
                .anyMatch(post -> !post.notice() && !members.get().contains(post.draft().sender()));
    Optional<Members> known =
        strangers || members.isEmpty() ? directory.reload(conversation) : members;
    for (Post post : posts) {
      if (post.notice() || known.map(m -> m.contains(post.draft().sender())).orElse(false)) {
        admitted.add(post);
      } else if (known.isEmpty() || conversation instanceof ConversationId.Direct) {
        post.answer(new Outcome.NoSuchConversation());
      } else {
        post.answer(new Outcome.NotAMember());
      }
    }
    return known.orElseGet(() -> Members.of(Long.MAX_VALUE));
  }

  private List<Post> append(
      Lane lane,
      List<Post> posts,
      Allotment.Allotted allotted,
      long membersVersion,
      long batchId,
      long deadlineNanos) {
    List<Placed> fresh = answerKnown(lane.conversation(), posts, allotted.numbers());
    if (fresh.isEmpty()) {
      return List.of();
    }
    Batch batch =
        new Batch(
            batchId,
            lane.conversation(),
            fresh.stream().map(Placed::message).toList(),
            allotted.recipients(),
            allotted.lowestStamp(),
            allotted.highestStamp(),
            membersVersion,
            allotted.epochs());
    Journal.Outcome outcome = appended(batch, deadlineNanos);
    boolean inTime = clock.monotonicNanos() - deadlineNanos <= 0;
    return switch (outcome) {
      case Journal.Outcome.Confirmed ignored when inTime -> {
        release(batch, fresh);
        yield List.of();
      }
      case Journal.Outcome.Confirmed ignored ->
          refuse(lane, posts, unavailable("the journal confirmed too late"));
      case Journal.Outcome.Refused(var why, var retryAfterMillis) -> {
        ledger.abandoned(batch);
        yield refuse(lane, posts, new Outcome.TryAgain(Why.OVERLOADED, why, retryAfterMillis));
      }
      case Journal.Outcome.Unknown(var why) -> {
        outages.failed("batch " + batchId + " of " + lane.conversation() + " is in doubt: " + why);
        yield refuse(lane, posts, unavailable("the journal does not answer"));
      }
    };
  }

  private Journal.Outcome appended(Batch batch, long deadlineNanos) {
    try {
      return journal.append(batch, deadlineNanos);
    } catch (RuntimeException | Error bug) {
      // It is not in the journal; left undecided, it would keep every later hole pending.
      ledger.abandoned(batch);
      throw bug;
    }
  }

  /// Answers what is already known and returns the rest in order of position.
  private static List<Placed> answerKnown(
      ConversationId conversation, List<Post> posts, List<Numbered> numbers) {
    List<Placed> fresh = new ArrayList<>(posts.size());
    for (int i = 0; i < posts.size(); i++) {
      Post post = posts.get(i);
      switch (numbers.get(i)) {
        case Numbered.Fresh(var position) -> fresh.add(new Placed(post, position));
        case Numbered.Repeated(var position) ->
            post.answer(new Outcome.Posted(conversation, position, true));
        case Numbered.Reused(var other, var position) ->
            post.answer(new Outcome.ClientIdReused(other, position));
      }
    }
    fresh.sort(Comparator.comparingLong(Placed::position));
    return fresh;
  }

  private void release(Batch batch, List<Placed> placed) {
    ledger.settled(batch);
    for (Placed one : placed) {
      one.post().answer(new Outcome.Posted(batch.conversation(), one.position(), false));
    }
    delivery.deliver(batch);
  }

  /// Refuses for now those of the posts that are not answered, and with them what their senders
  /// have queued behind, which is returned.
  private static List<Post> refuse(Lane lane, List<Post> posts, Outcome outcome) {
    List<Post> behind = lane.refuse(posts);
    posts.forEach(post -> post.answer(outcome));
    behind.forEach(post -> post.answer(Lane.outOfOrder(Lanes.retryAfterMillis())));
    return behind;
  }

  private static Outcome unavailable(String sentence) {
    return new Outcome.TryAgain(Why.UNAVAILABLE, sentence, Lanes.retryAfterMillis());
  }

  /// A post and the position it got.
  private record Placed(Post post, long position) {
    Message message() {
      Draft draft = post.draft();
      return new Message(
          position, draft.sender(), draft.clientId(), draft.receivedAtMillis(), draft.body());
    }
  }
}
