import { Ledger } from './ledger.js';

const ACK_EVERY = 50;
const ACK_AFTER_MS = 1_000;
const PAGE_LIMIT = 500;
const SETTLE_FIRST_MS = 1_000;
const NEW_HOLE_MS = 50;

/**
 * Holes that pushes have just opened: each is given a moment to close by itself before it is asked
 * for, since pushes of different conversations cross by some milliseconds. One timer: it watches the
 * hole that opened first, then all that opened meanwhile together.
 */
class NewHoles {
  #cancel = null;
  #hole = null;
  #later = null;
  #clock;
  #areResolved;
  #ask;

  constructor({ clock, areResolved, ask }) {
    this.#clock = clock;
    this.#areResolved = areResolved;
    this.#ask = ask;
  }

  opened(first, last) {
    if (this.#cancel === null) this.#watch({ first, last });
    else this.#later = { first: Math.min(this.#later?.first ?? first, first), last: Math.max(this.#later?.last ?? last, last) };
  }

  forget() {
    this.#cancel?.();
    this.#cancel = null;
    this.#later = null;
  }

  #watch(hole) {
    this.#hole = hole;
    this.#cancel = this.#clock.after(NEW_HOLE_MS, () => {
      const later = this.#later;
      this.#cancel = null;
      this.#later = null;
      if (!this.#areResolved(this.#hole.first, this.#hole.last)) this.#ask();
      else if (later !== null) this.#watch(later);
    });
  }
}

/**
 * The receiving side of a device: resolves seqs, closes gaps, acknowledges.
 *
 * A seq is resolved by a push, by a row (an entry of a page) or by a dead verdict, also when its
 * message is known already; whoever shows messages tells them apart by (sender, client id).
 *
 * **When it syncs.** At once when the welcome shows that something is stored above the cursor, and
 * while a page says that there is more; when a push opens a gap, if it has not closed by itself after
 * a moment. What is still open then is
 * either not stored yet or pending, so it asks for a pong, at growing distances, and syncs when the
 * latest *stored* seq is above the cursor. It never asks for more than that: a number that was
 * allotted and never stored would make it ask for ever.
 *
 * **Where a fresh page starts.** A page that was just loaded has no messages, and its inbox may hold
 * a million; all it needs is the list of conversations and the newest messages of one, and both
 * come by other ways. So it logs in with cursor 0 and takes the welcome's latest stored seq for its
 * cursor, and only *after* that fetches the conversations. Nothing falls between: what is at or
 * below that seq was stored before the fetch, so the fetch sees it; what is above comes as a push,
 * or by a sync because a pong shows it. What comes both ways is told apart by its position. The
 * order matters: fetching first would lose what is stored between the fetch and the welcome. After a
 * reconnect the page does hold messages, so it goes on from its real cursor.
 *
 * A server that cannot read the inbox just now does not say what is stored; then the first pong does,
 * and the page starts with that.
 *
 * **Another store.** A welcome with a lower cursor than that of the login says that the server's store
 * is an older copy of the one it was. Then the inbox goes on from there; what is shown stays, and what
 * comes again takes the positions of its rows.
 *
 * Confined to the one thread of the page, like everything here.
 */
export class Inbox {
  #ledger = new Ledger();
  #fresh = true;
  #online = false;
  #syncing = false;
  #syncAgain = false;
  #latestStored = 0;
  #acked = 0;
  #cancelAck = null;
  #cancelSettle = null;
  #settleMs = SETTLE_FIRST_MS;
  #longestSettleMs = 30_000;
  #clock;
  #link;
  #deliver;
  #started;
  #newHoles;

  /**
   * `link` has `call(kind, body, answer)`, `post(kind, body)` and `ping()`; `deliver` takes a
   * conversation, messages of it in order, and 'push' or 'page'; `started()` is called when a fresh
   * page could not start with the welcome and has started now.
   */
  constructor({ clock, link, deliver, started }) {
    this.#clock = clock;
    this.#link = link;
    this.#deliver = deliver;
    this.#started = started;
    this.#newHoles = new NewHoles({
      clock,
      areResolved: (first, last) => this.#ledger.areResolved(first, last),
      ask: () => this.#sync(this.cursor),
    });
  }

  get cursor() {
    return this.#ledger.cursor;
  }

  /** Nothing that is known to be stored is missing here. */
  get caughtUp() {
    return this.#ledger.gaps === 0 && this.#latestStored <= this.cursor;
  }

  /** Returns true when there is nothing to go on from: all that is shown has to be fetched (again). */
  online(welcome) {
    this.#online = true;
    this.#longestSettleMs = Math.max(SETTLE_FIRST_MS, welcome.pingIntervalMs);
    this.#settleMs = SETTLE_FIRST_MS;
    if (this.#fresh) {
      if (welcome.latestUnknown) return false;
      this.#start(welcome.latestSeq);
      return true;
    }
    const goesBack = welcome.cursor !== null && welcome.cursor < this.cursor;
    if (goesBack) {
      this.#ledger = new Ledger(welcome.cursor);
      this.#latestStored = 0;
    }
    this.#latestStored = Math.max(this.#latestStored, welcome.latestSeq);
    this.#goOn();
    return goesBack;
  }

  #start(latestSeq) {
    this.#fresh = false;
    this.#latestStored = latestSeq;
    this.#ledger.startAt(latestSeq);
    this.#goOn();
  }

  #goOn() {
    // Says where this session stands, also when the server remembers less.
    if (this.cursor > 0) this.#acknowledge();
    if (this.#latestStored > this.cursor) this.#sync(this.cursor);
    else this.#settle();
  }

  offline() {
    this.#online = false;
    this.#syncing = false;
    this.#syncAgain = false;
    this.#cancelAck?.();
    this.#cancelAck = null;
    this.#cancelSettle?.();
    this.#cancelSettle = null;
    this.#newHoles.forget();
  }

  push({ firstSeq, conversation, messages }) {
    if (messages.length === 0) return;
    const hole = { first: this.#ledger.highest + 1, last: firstSeq - 1 };
    const lastSeq = firstSeq + messages.length - 1;
    const again = lastSeq <= this.cursor;
    this.#ledger.resolve(firstSeq, lastSeq);
    this.#deliver(conversation, messages, 'push');
    if (this.#fresh) return; // Where the cursor starts is not known yet.
    if (again) this.#acknowledge(); // The server has not seen the first acknowledgement.
    this.#progressed();
    if (hole.first <= hole.last) this.#newHoles.opened(hole.first, hole.last);
  }

  pong({ latestSeq }) {
    if (this.#fresh) {
      this.#start(latestSeq);
      this.#started();
      return;
    }
    this.#latestStored = Math.max(this.#latestStored, latestSeq);
    if (this.#latestStored > this.cursor) this.#sync(this.cursor);
    else this.#settle();
  }

  #sync(after) {
    if (!this.#online) return;
    if (this.#syncing) {
      this.#syncAgain = true;
      return;
    }
    this.#cancelSettle?.();
    this.#cancelSettle = null;
    this.#syncing = true;
    this.#link.call('sync', { after, limit: PAGE_LIMIT }, (frame) => {
      if (frame === null) return; // The connection is gone; `offline` has cleaned up.
      this.#syncing = false;
      if (frame.kind === 'page') this.#page(frame.body);
      else this.#settle(frame.body.retryAfterMs ?? 0);
    });
  }

  #page(page) {
    const before = this.cursor;
    let end = page.after;
    let run = [];
    page.entries.forEach(({ seq, conversation, message }, i) => {
      this.#ledger.resolve(seq, seq);
      end = Math.max(end, seq);
      run.push(message);
      if (page.entries[i + 1]?.conversation !== conversation) {
        this.#deliver(conversation, run, 'page');
        run = [];
      }
    });
    for (const { first, last } of page.dead) {
      this.#ledger.resolve(first, last);
      end = Math.max(end, last);
    }
    this.#latestStored = Math.max(this.#latestStored, page.latestSeq);
    if (this.cursor > before) this.#settleMs = SETTLE_FIRST_MS;
    this.#progressed();
    // Going on above the page, not above the cursor: a pending hole holds the cursor back, and what
    // lies above the hole is wanted all the same.
    if (page.more && end > page.after) {
      this.#sync(Math.max(end, this.cursor));
    } else if (this.#syncAgain) {
      this.#syncAgain = false;
      if (!this.caughtUp) this.#sync(this.cursor);
    } else {
      this.#settle();
    }
  }

  /** Asks for a pong after a while when something is open; its answer decides about a sync. */
  #settle(atLeastMs = 0) {
    if (this.caughtUp && atLeastMs === 0) {
      this.#settleMs = SETTLE_FIRST_MS;
      return;
    }
    if (this.#cancelSettle !== null || this.#syncing) return;
    const waitMs = Math.max(atLeastMs, this.#settleMs);
    this.#settleMs = Math.min(this.#settleMs * 2, this.#longestSettleMs);
    this.#cancelSettle = this.#clock.after(waitMs, () => {
      this.#cancelSettle = null;
      this.#link.ping();
    });
  }

  #progressed() {
    const open = this.cursor - this.#acked;
    if (open <= 0) return;
    if (open >= ACK_EVERY) {
      this.#acknowledge();
    } else if (this.#cancelAck === null) {
      this.#cancelAck = this.#clock.after(ACK_AFTER_MS, () => this.#acknowledge());
    }
  }

  #acknowledge() {
    this.#cancelAck?.();
    this.#cancelAck = null;
    if (!this.#online) return;
    this.#acked = this.cursor;
    this.#link.post('ack', { seq: this.cursor });
  }
}
