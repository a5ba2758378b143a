package dev.peal.bench.ladder.rung;

import dev.peal.application.port.out.SequenceLedger;
import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.conversation.Members;
import dev.peal.domain.message.Batch;
import dev.peal.domain.message.BodyDigest;
import dev.peal.domain.message.Draft;
import dev.peal.domain.message.Message;
import dev.peal.domain.message.Recipients;
import dev.peal.domain.session.UserId;
import java.util.ArrayList;
import java.util.List;

/// Numbers from counters in Redis, and there too what was sent and as what. If Redis loses its
/// memory, seqs are given twice: nothing here would notice.
///
/// Stateless but for its stamps; thread-safe; blocks.
final class CountersLedger implements SequenceLedger {

  /// KEYS: the version. ARGV: at least this one.
  private static final String RAISE =
      """
      local known = redis.call('GET', KEYS[1])
      if not known or tonumber(known) < tonumber(ARGV[1]) then
        redis.call('SET', KEYS[1], ARGV[1])
      end
      return 1
      """;

  private final RoadRedis redis;
  private final SeqCounters counters;
  private final Stamps stamps;

  CountersLedger(RoadRedis redis, SeqCounters counters, Stamps stamps) {
    this.redis = redis;
    this.counters = counters;
    this.stamps = stamps;
  }

  @Override
  public Allotment allot(
      ConversationId conversation, Members members, long[] alsoTo, List<Draft> drafts) {
    String version = redis.run("version", client -> client.get(versionKey(conversation)));
    if (version != null && Long.parseLong(version) > members.version()) {
      return new Allotment.StaleMembers(Long.parseLong(version));
    }
    List<Numbered> numbers = new ArrayList<>(drafts.size());
    int fresh = 0;
    for (Draft draft : drafts) {
      Numbered number = place(draft);
      numbers.add(number);
      fresh += number instanceof Numbered.Fresh ? 1 : 0;
    }
    Recipients recipients = fresh == 0 ? Recipients.none() : seqs(members.plus(alsoTo), fresh);
    long stamp = stamps.next();
    return new Allotment.Allotted(numbers, recipients, stamp, stamp);
  }

  private Recipients seqs(Members members, int count) {
    long[] users = members.toArray();
    return Recipients.of(users, counters.take(users, count));
  }

  private Numbered place(Draft draft) {
    String key = sentKey(draft.sender().value());
    String name = draft.clientId().value();
    long digest = BodyDigest.of(draft.body());
    String known = redis.run("sent", client -> client.hget(key, name));
    if (known != null) {
      return SentBefore.parse(known).judge(draft, digest);
    }
    String conversation = draft.conversation().toString();
    long position =
        redis.run("position", client -> client.incr(redis.key("position:" + conversation)));
    String value = new SentBefore(conversation, position, digest, false).text();
    // Another conversation may have taken the name in between; the position is nobody's then.
    return redis.run("send", client -> client.hsetnx(key, name, value)) == 1
        ? new Numbered.Fresh(position)
        : place(draft);
  }

  @Override
  public void settled(Batch batch) {
    for (Message message : batch.messages()) {
      String value =
          new SentBefore(
                  batch.conversation().toString(),
                  message.position(),
                  BodyDigest.of(message.body()),
                  true)
              .text();
      var _ =
          redis.run(
              "settle",
              client ->
                  client.hset(
                      sentKey(message.sender().value()), message.clientId().value(), value));
    }
  }

  /// Nothing to do: the seqs stay holes, and the message keeps its position.
  @Override
  public void abandoned(Batch batch) {}

  /// What the memory of Redis says, which may have been lost.
  @Override
  public boolean canHaveGiven(UserId user, long seq) {
    String last = redis.run("last seq", client -> client.get(redis.key("seq:" + user)));
    return last != null && seq <= Long.parseLong(last);
  }

  @Override
  public void raiseVersion(ConversationId conversation, long version) {
    var _ =
        redis.run(
            "raise a version",
            client ->
                client.eval(
                    RAISE, List.of(versionKey(conversation)), List.of(Long.toString(version))));
  }

  private String versionKey(ConversationId conversation) {
    return redis.key("version:" + conversation);
  }

  private String sentKey(long sender) {
    return redis.key("sent:" + sender);
  }
}
