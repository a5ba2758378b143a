import { Ledger } from './ledger.js';

const ACK_EVERY = 50;
const ACK_AFTER_MS = 1_000;
const PAGE_LIMIT = 500;
const SETTLE_FIRST_MS = 1_000;

/**
 * The receiving side of a device: resolves seqs, closes gaps, acknowledges.
 *
 * A seq is resolved by a push, by a row (an entry of a page) or by a dead verdict, also when its
 * message is known already; whoever shows messages tells them apart by (sender, client id).
 *
 * **When it syncs.** At once when a push opens a gap, when the welcome shows that something is
 * stored above the cursor, and while a page says that there is more. What is still open then is
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

  /**
   * `link` has `call(kind, body, answer)`, `post(kind, body)` and `ping()`; `deliver` takes a
   * conversation, messages of it in order, and 'push' or 'page'.
   */
  constructor({ clock, link, deliver }) {
    this.#clock = clock;
    this.#link = link;
    this.#deliver = deliver;
  }

  get cursor() {
    return this.#ledger.cursor;
  }

  /** Nothing that is known to be stored is missing here. */
  get caughtUp() {
    return this.#ledger.gaps === 0 && this.#latestStored <= this.cursor;
  }

  /** Returns true on the first welcome of this page, when there is nothing to go on from. */
  online(welcome) {
    const fresh = this.#fresh;
    this.#online = true;
    this.#latestStored = Math.max(this.#latestStored, welcome.latestSeq);
    this.#longestSettleMs = Math.max(SETTLE_FIRST_MS, welcome.pingIntervalMs);
    this.#settleMs = SETTLE_FIRST_MS;
    if (fresh) {
      this.#fresh = false;
      this.#ledger.startAt(welcome.latestSeq);
    }
    // Says where this session stands, also when the server remembers less.
    if (this.cursor > 0) this.#acknowledge();
    if (this.#latestStored > this.cursor) this.#sync(this.cursor);
    else this.#settle();
    return fresh;
  }

  offline() {
    this.#online = false;
    this.#syncing = false;
    this.#syncAgain = false;
    this.#cancelAck?.();
    this.#cancelAck = null;
    this.#cancelSettle?.();
    this.#cancelSettle = null;
  }

  push({ firstSeq, conversation, messages }) {
    if (messages.length === 0) return;
    const gapsBefore = this.#ledger.gaps;
    const lastSeq = firstSeq + messages.length - 1;
    const again = lastSeq <= this.cursor;
    this.#ledger.resolve(firstSeq, lastSeq);
    this.#deliver(conversation, messages, 'push');
    if (again) this.#acknowledge(); // The server has not seen the first acknowledgement.
    this.#progressed();
    if (this.#ledger.gaps > gapsBefore) this.#sync(this.cursor);
  }

  pong({ latestSeq }) {
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
