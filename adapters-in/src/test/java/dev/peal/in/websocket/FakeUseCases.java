package dev.peal.in.websocket;

import dev.peal.application.port.in.Authenticate;
import dev.peal.application.port.in.MarkRead;
import dev.peal.application.port.in.PostMessage;
import dev.peal.application.port.in.ReadHistory;
import dev.peal.application.port.in.SendOrder;
import dev.peal.application.port.in.SyncInbox;
import dev.peal.application.port.in.TrackSession;
import dev.peal.application.port.out.StoreUnavailable;
import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.message.Body;
import dev.peal.domain.message.ClientMessageId;
import dev.peal.domain.message.Draft;
import dev.peal.domain.message.Message;
import dev.peal.domain.sequence.SeqRange;
import dev.peal.domain.session.DeviceName;
import dev.peal.domain.session.UserId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/// What sessions call, as a test wants it: tokens are `user <id>`, inboxes are a latest seq a user.
/// Not thread-safe.
final class FakeUseCases {

  static final long EXPIRES_AT_MILLIS = Long.MAX_VALUE;

  final List<Draft> posted = new ArrayList<>();
  final List<SendOrder> orders = new ArrayList<>();
  final List<PostMessage.Reply> replies = new ArrayList<>();
  final List<String> calls = new ArrayList<>();
  final Map<Long, Long> latest = new HashMap<>();
  final TreeSet<Long> present = new TreeSet<>();
  final Map<String, Long> delivered = new HashMap<>();

  /// Seqs that are not decided, by user.
  final Map<Long, SeqRange> pending = new HashMap<>();

  /// Up to where seqs were given to users; if nothing is said, to the latest that is stored.
  final Map<Long, Long> given = new HashMap<>();

  boolean ledgerDown;
  long expiresAtMillis = EXPIRES_AT_MILLIS;
  boolean storeDown;
  RuntimeException bug;

  Error error;
  private long session;

  UseCases useCases() {
    return new UseCases(
        this::authenticate, this::post, new Inboxes(), this::history, this::mark, new Sessions());
  }

  private Authenticate.Outcome authenticate(String token) {
    if (token.equals("expired")) {
      return new Authenticate.Outcome.Expired(1);
    }
    return token.startsWith("user ")
        ? new Authenticate.Outcome.Authenticated(
            new UserId(Long.parseLong(token.substring(5))), expiresAtMillis)
        : new Authenticate.Outcome.Invalid("not good");
  }

  private void post(Draft draft, SendOrder order, PostMessage.Reply reply) {
    posted.add(draft);
    orders.add(order);
    replies.add(reply);
  }

  private ReadHistory.Outcome history(
      UserId user, ConversationId conversation, long before, int limit) {
    calls.add("history " + conversation + " " + before + " " + limit);
    mayFail();
    return new ReadHistory.Outcome.Found(List.of(), false);
  }

  private void mark(
      UserId user,
      ConversationId conversation,
      long position,
      SendOrder order,
      MarkRead.Reply reply) {
    calls.add("mark " + conversation + " " + position);
    mayFail();
    reply.answer(
        new MarkRead.Outcome.Marked(new PostMessage.Outcome.Posted(conversation, 1, false)));
  }

  private static SyncInbox.Entry entry(long seq) {
    return new SyncInbox.Entry(
        seq,
        ConversationId.group(7),
        new Message(
            seq,
            new UserId(1),
            new ClientMessageId("m" + seq),
            1_800_000_000_000L,
            new Body.Text("text " + seq)));
  }

  private void mayFail() {
    if (storeDown) {
      throw new StoreUnavailable("down", true);
    }
    if (bug != null) {
      throw bug;
    }
    if (error != null) {
      throw error;
    }
  }

  private final class Inboxes implements SyncInbox {
    @Override
    public Page page(UserId user, long after, int limit) {
      calls.add("page " + after + " " + limit);
      mayFail();
      long last = latestSeq(user);
      List<SeqRange> open =
          Stream.ofNullable(pending.get(user.value()))
              .filter(range -> range.last() > after)
              .toList();
      List<Entry> entries =
          LongStream.rangeClosed(after + 1, Math.min(last, after + limit))
              .filter(seq ->
                  open.stream().noneMatch(range -> range.first() <= seq && seq <= range.last()))
              .mapToObj(FakeUseCases::entry)
              .toList();
      return new Page(after, entries, List.of(), open, last > after + limit, last);
    }

    @Override
    public long latestSeq(UserId user) {
      mayFail();
      return latest.getOrDefault(user.value(), 0L);
    }
  }

  private final class Sessions implements TrackSession {
    @Override
    public long nextSession() {
      return ++session;
    }

    @Override
    public Opened opened(UserId user, DeviceName device, long id, long cursor) {
      present.add(id);
      calls.add("opened");
      return known(user, device, cursor);
    }

    @Override
    public Opened reread(UserId user, DeviceName device, long cursor) {
      calls.add("reread");
      return known(user, device, cursor);
    }

    private Opened known(UserId user, DeviceName device, long cursor) {
      if (bug != null) {
        throw bug;
      }
      long seq = latest.getOrDefault(user.value(), 0L);
      long acked = delivered.getOrDefault(device.value(), 0L);
      boolean ours = cursor <= given.getOrDefault(user.value(), seq);
      Standing standing =
          ours
              ? new Standing.Current()
              : storeDown ? new Standing.Undecided() : new Standing.GoesBack(acked);
      return storeDown
          ? new Opened(OptionalLong.empty(), 0, ledgerDown ? new Standing.Undecided() : standing)
          : new Opened(OptionalLong.of(seq), acked, standing);
    }

    @Override
    public long wentBack() {
      return 0;
    }

    @Override
    public void acknowledged(UserId user, DeviceName device, long seq) {
      delivered.merge(device.value(), seq, Math::max);
    }

    @Override
    public void closed(UserId user, DeviceName device, long id) {
      present.remove(id);
    }
  }
}
