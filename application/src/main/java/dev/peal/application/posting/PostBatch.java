package dev.peal.application.posting;

import dev.peal.application.outage.OutageLog;
import dev.peal.application.port.in.PostMessage.Outcome;
import dev.peal.application.port.in.PostMessage.Outcome.Why;
import dev.peal.application.port.in.SendOrder;
import dev.peal.application.port.out.Clock;
import dev.peal.application.port.out.Delivery;
import dev.peal.application.port.out.IdSource;
import dev.peal.application.port.out.Journal;
import dev.peal.application.port.out.MemberDirectory;
import dev.peal.application.port.out.SequenceLedger;
import dev.peal.application.port.out.SequenceLedger.Allotment;
import dev.peal.application.port.out.SequenceLedger.Earlier;
import dev.peal.application.port.out.SequenceLedger.MembersMark;
import dev.peal.application.port.out.SequenceLedger.Numbered;
import dev.peal.application.port.out.StoreUnavailable;
import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.conversation.Members;
import dev.peal.domain.message.Batch;
import dev.peal.domain.message.Draft;
import dev.peal.domain.message.Message;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One batch's way from its lane to its release: members, allotment, journal, and then the answers
/// to its senders and the hand-over to delivery.
///
/// What if the process dies in between? Before the journal confirms, nobody has been told anything:
/// the senders send again, and the seqs that were taken become holes at worst. After it, the batch
/// counts, and recipients who were not shown it find it by syncing.
///
/// Runs on a drainer's virtual thread and blocks there, but never for what has to be looked up in a
/// store: then it puts the posts back and says what is to be looked up ([Turn]).
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
  private final MemberVerdicts verdicts = new MemberVerdicts();
  private final Outsiders outsiders = new Outsiders();
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
  public Turn run(Lane lane) {
    try {
      return turn(lane);
    } catch (StoreUnavailable failure) {
      outages.failed(lane.conversation() + ": " + failure.getMessage());
      return failed(lane, unavailable("a store does not answer"));
    } catch (RuntimeException | Error bug) {
      log.error("Posting to {} failed", lane.conversation(), bug);
      return failed(lane, unavailable("the server failed; it is logged there"));
    }
  }

  private Turn failed(Lane lane, Outcome outcome) {
    if (lane.inHand().isEmpty()) {
      List<Post> ignored = lane.take(settings.batchMessages(), settings.batchBytes());
    }
    return over(lane, refuse(lane, lane.inHand(), outcome));
  }

  /// All that is in hand leaves the lane, and with it what was taken out besides.
  private static Turn over(Lane lane, List<Post> behind) {
    return new Turn(left(lane, behind), Optional.empty());
  }

  private static List<Post> left(Lane lane, List<Post> behind) {
    List<Post> left = new ArrayList<>(lane.inHand());
    left.addAll(behind);
    return left;
  }

  private Turn turn(Lane lane) {
    ConversationId conversation = lane.conversation();
    Turn.Found found = lane.takeFound().or(() -> known(lane)).orElse(null);
    if (found == null) {
      return coldTurn(lane);
    }
    Optional<Members> members = found.members();
    gather(lane, members);
    int size = members.map(Members::size).orElse(0);
    lane.narrow(pace.queued(size));
    int most = Math.min(messagesFor(members), pace.messages(conversation, size));
    List<Post> taken = lane.take(Math.min(most, found.covers()), settings.batchBytes());
    return taken.isEmpty() ? over(lane, List.of()) : post(lane, found, taken);
  }

  /// What the process knows of the members by itself, or that there is no such conversation.
  private Optional<Turn.Found> known(Lane lane) {
    ConversationId conversation = lane.conversation();
    Optional<Members> cached = directory.cached(conversation);
    if (cached.isPresent()) {
      return Optional.of(new Turn.Found(cached, Integer.MAX_VALUE, Turn.Source.CACHE));
    }
    if (!verdicts.saysNone(conversation)) {
      return Optional.empty();
    }
    int covers = lane.takeable();
    return verdicts.holds(conversation, Optional.empty(), ledger.membersMark(conversation))
        ? Optional.of(new Turn.Found(Optional.empty(), covers, Turn.Source.VERDICT))
        : Optional.empty();
  }

  /// Has the members looked up, but for those who have made the store be asked in vain too often.
  private Turn coldTurn(Lane lane) {
    List<Post> left = List.of();
    if (outsiders.any()) {
      List<Post> all = lane.takeAll();
      List<Post> patient = all.stream().filter(post -> waitMillis(post) == 0).toList();
      lane.putBack(patient);
      left = left(lane, refuseOutsiders(lane, lane.inHand()));
      if (patient.isEmpty()) {
        return Turn.over(left);
      }
    }
    return new Turn(left, Optional.of(membersLookup(lane, directory::members)));
  }

  private Turn.Lookup membersLookup(
      Lane lane, Function<ConversationId, Optional<Members>> question) {
    ConversationId conversation = lane.conversation();
    int covers = lane.takeable();
    return new Turn.Lookup(
        Set.of(),
        () -> {
          MembersMark mark = ledger.membersMark(conversation);
          Optional<Members> members = question.apply(conversation);
          if (conversation instanceof ConversationId.Group) {
            verdicts.note(conversation, mark, members);
          }
          return new Turn.Answer.GoOn(
              Optional.of(new Turn.Found(members, covers, Turn.Source.STORE)));
        });
  }

  private long waitMillis(Post post) {
    return post.notice() ? 0 : outsiders.waitMillis(post.draft().sender(), clock.monotonicNanos());
  }

  /// Refuses posts of users who asked in vain too often; returns what they have behind.
  private List<Post> refuseOutsiders(Lane lane, List<Post> posts) {
    List<Post> behind = lane.refuse(posts);
    for (Post post : posts) {
      post.answer(
          new Outcome.TryAgain(
              Why.OVERLOADED,
              "too many messages to conversations that are not yours",
              waitMillis(post) + Lanes.retryAfterMillis()));
    }
    behind.forEach(post -> post.answer(Lane.outOfOrder(post, Lanes.retryAfterMillis())));
    return behind;
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

  private int messagesFor(Optional<Members> members) {
    long size = Math.max(1, members.map(Members::size).orElse(1));
    return Math.clamp(settings.batchRows() / size, 1, settings.batchMessages());
  }

  /// Posts and answers `taken`, which were taken from the lane, or puts them back behind a look-up.
  private Turn post(Lane lane, Turn.Found found, List<Post> taken) {
    Optional<Journal.Outcome.Refused> refusal = journal.refusal(lane.conversation());
    if (refusal.isPresent()) {
      return over(
          lane,
          refuse(
              lane,
              taken,
              new Outcome.TryAgain(
                  Why.OVERLOADED, refusal.get().why(), refusal.get().retryAfterMillis())));
    }
    long deadlineNanos = clock.monotonicNanos() + settings.confirmTimeout().toNanos();
    List<Post> admitted = new ArrayList<>(taken.size());
    List<Post> strangers = new ArrayList<>();
    for (Post post : taken) {
      (mayPost(post, found.members()) ? admitted : strangers).add(post);
    }
    if (!strangers.isEmpty() && !isJudged(lane, found)) {
      return again(lane, strangers);
    }
    List<Post> unsure = answerStrangers(lane, found, strangers);
    if (admitted.isEmpty()) {
      lane.hold(unsure);
      return unsure.isEmpty() ? over(lane, List.of()) : lookedUp(lane, unsure, List.of());
    }
    Members members = found.members().orElseGet(() -> Members.of(Long.MAX_VALUE));
    long batchId = ids.next(IdSource.Kind.BATCH);
    Allotment allotment =
        ledger.allot(
            lane.conversation(),
            members,
            admitted.getFirst().alsoTo(),
            admitted.stream().map(Post::draft).toList());
    return switch (allotment) {
      case Allotment.Allotted allotted -> {
        lane.resetLookups();
        yield allotted(lane, admitted, unsure, allotted, members, batchId, deadlineNanos);
      }
      case Allotment.StaleMembers ignored ->
          wait(lane, unanswered(lane), () -> membersLookup(lane, directory::reload));
      case Allotment.Unknown ignored ->
          wait(lane, unanswered(lane), () -> new Turn.Lookup(Set.of(), lookUp(lane, List.of())));
      case Allotment.NotYet(var retryAfterMillis) ->
          over(
              lane,
              refuse(
                  lane,
                  lane.inHand(),
                  new Outcome.TryAgain(
                      Why.UNAVAILABLE, "numbers cannot be given yet", retryAfterMillis)));
    };
  }

  private static boolean mayPost(Post post, Optional<Members> members) {
    return post.notice() || members.map(m -> m.contains(post.draft().sender())).orElse(false);
  }

  /// Whether those who are not among the members that were found certainly are none.
  private boolean isJudged(Lane lane, Turn.Found found) {
    boolean never = lane.conversation() instanceof ConversationId.Direct;
    return found.source() != Turn.Source.CACHE
        || (never && found.members().isPresent())
        || verdicts.holds(
            lane.conversation(), found.members(), ledger.membersMark(lane.conversation()));
  }

  /// Answers those who may not post: what was posted while they might has its first answer. Returns
  /// those of which that has to be looked up.
  private List<Post> answerStrangers(Lane lane, Turn.Found found, List<Post> strangers) {
    if (strangers.isEmpty()) {
      return List.of();
    }
    boolean none =
        found.members().isEmpty() || lane.conversation() instanceof ConversationId.Direct;
    List<Earlier> earlier =
        ledger.earlier(lane.conversation(), strangers.stream().map(Post::draft).toList());
    List<Post> unsure = new ArrayList<>();
    for (int i = 0; i < strangers.size(); i++) {
      Post post = strangers.get(i);
      switch (earlier.get(i)) {
        case Earlier.Posted(var position) ->
            post.answer(new Outcome.Posted(lane.conversation(), position, true));
        case Earlier.Reused(var other, var position) ->
            post.answer(new Outcome.ClientIdReused(other, position));
        case Earlier.Unsure ignored -> {
          outsiders.inVain(post.draft().sender(), clock.monotonicNanos());
          unsure.add(post);
        }
        case Earlier.Never ignored -> {
          if (found.source() == Turn.Source.STORE) {
            outsiders.inVain(post.draft().sender(), clock.monotonicNanos());
          }
          post.answer(none ? new Outcome.NoSuchConversation() : new Outcome.NotAMember());
        }
      }
    }
    return unsure;
  }

  private static List<Post> unanswered(Lane lane) {
    return lane.inHand().stream().filter(post -> !post.answered()).toList();
  }

  /// Has the members read again for the sake of `strangers`, but for those of them who have made
  /// the store be asked in vain too often: they are refused for now. The others wait with all the
  /// rest.
  private Turn again(Lane lane, List<Post> strangers) {
    Set<Post> tooOften = new HashSet<>();
    strangers.stream().filter(post -> waitMillis(post) > 0).forEach(tooOften::add);
    lane.putBack(lane.inHand().stream().filter(post -> !tooOften.contains(post)).toList());
    List<Post> left = left(lane, refuseOutsiders(lane, lane.inHand()));
    return tooOften.size() == strangers.size()
        ? new Turn(left, Optional.empty())
        : new Turn(left, Optional.of(membersLookup(lane, directory::reload)));
  }

  /// Puts posts back until something about their conversation has been looked up.
  private Turn wait(Lane lane, List<Post> posts, Supplier<Turn.Lookup> lookup) {
    if (lane.countLookup() > MEMBER_CHANGES) {
      lane.resetLookups();
      return over(lane, refuse(lane, posts, unavailable("the members keep changing")));
    }
    lane.putBack(posts);
    return new Turn(lane.inHand(), Optional.of(lookup.get()));
  }

  private Supplier<Turn.Answer> lookUp(Lane lane, List<Post> posts) {
    List<Draft> drafts = posts.stream().map(Post::draft).toList();
    return () -> {
      long retryAfterMillis = ledger.lookUp(lane.conversation(), drafts);
      return retryAfterMillis > 0
          ? new Turn.Answer.TooSoon(retryAfterMillis)
          : new Turn.Answer.GoOn(Optional.empty());
    };
  }

  /// Posts those that have numbers. The others stay in the lane, with all that their sessions have
  /// there, until it is looked up whether they are new.
  private Turn allotted(
      Lane lane,
      List<Post> posts,
      List<Post> unsure,
      Allotment.Allotted allotted,
      Members members,
      long batchId,
      long deadlineNanos) {
    Set<Post> waiting = new HashSet<>(unsure);
    for (int i = 0; i < posts.size(); i++) {
      if (allotted.numbers().get(i) instanceof Numbered.Deferred) {
        waiting.add(posts.get(i));
      }
    }
    List<Post> deferred =
        waiting.isEmpty() ? List.of() : lane.inHand().stream().filter(waiting::contains).toList();
    // Before the others are posted: when those are refused, what their sessions have behind goes
    // with them.
    lane.hold(deferred);
    List<Post> behind = append(lane, posts, allotted, members, batchId, deadlineNanos);
    return deferred.isEmpty() ? over(lane, behind) : lookedUp(lane, deferred, behind);
  }

  /// Has it looked up of `deferred`, which are held, whether they are new, or were posted earlier.
  private Turn lookedUp(Lane lane, List<Post> deferred, List<Post> behind) {
    List<Post> left = left(lane, behind);
    Set<SendOrder> holds = new HashSet<>();
    deferred.forEach(post -> holds.add(post.order()));
    return new Turn(left, Optional.of(new Turn.Lookup(holds, lookUp(lane, deferred))));
  }

  private List<Post> append(
      Lane lane,
      List<Post> posts,
      Allotment.Allotted allotted,
      Members members,
      long batchId,
      long deadlineNanos) {
    List<Placed> fresh = answerKnown(lane.conversation(), posts, allotted.numbers());
    if (fresh.isEmpty()) {
      return List.of();
    }
    pace.posting(lane.conversation(), members.size(), fresh.size());
    Batch batch =
        new Batch(
            batchId,
            lane.conversation(),
            fresh.stream().map(Placed::message).toList(),
            allotted.recipients(),
            allotted.lowestStamp(),
            allotted.highestStamp(),
            members.version(),
            allotted.epochs());
    Journal.Outcome outcome = appended(batch, deadlineNanos);
    boolean inTime = clock.monotonicNanos() - deadlineNanos <= 0;
    return switch (outcome) {
      case Journal.Outcome.Confirmed ignored when inTime -> {
        release(batch, fresh);
        yield List.of();
      }
      case Journal.Outcome.Confirmed ignored ->
          refuse(lane, lane.inHand(), unavailable("the journal confirmed too late"));
      case Journal.Outcome.Refused(var why, var retryAfterMillis) -> {
        ledger.abandoned(batch);
        yield refuse(
            lane, lane.inHand(), new Outcome.TryAgain(Why.OVERLOADED, why, retryAfterMillis));
      }
      case Journal.Outcome.Unknown(var why) -> {
        outages.failed("batch " + batchId + " of " + lane.conversation() + " is in doubt: " + why);
        yield refuse(lane, lane.inHand(), unavailable("the journal does not answer"));
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
        case Numbered.Deferred ignored -> {}
      }
    }
    fresh.sort(Comparator.comparingLong(Placed::position));
    return fresh;
  }

  private void release(Batch batch, List<Placed> placed) {
    outages.worked();
    ledger.settled(batch);
    for (Placed one : placed) {
      one.post().answer(new Outcome.Posted(batch.conversation(), one.position(), false));
    }
    delivery.deliver(batch);
  }

  /// Refuses for now those of the posts that are not answered, and with them what their senders
  /// have queued behind, which is returned.
  static List<Post> refuse(Lane lane, List<Post> posts, Outcome outcome) {
    List<Post> behind = lane.refuse(posts);
    posts.forEach(post -> post.answer(outcome));
    behind.forEach(post -> post.answer(Lane.outOfOrder(post, Lanes.retryAfterMillis())));
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
