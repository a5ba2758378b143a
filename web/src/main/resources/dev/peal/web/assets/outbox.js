const WINDOW = 32;
const MOST_WAITING = 200;
const RETRY_MS = 1_000;
const RETRYABLE = new Set(['OVERLOADED', 'OUT_OF_ORDER', 'UNAVAILABLE', 'RATE_LIMITED']);

/**
 * The sending side: messages that are not known to stand yet, a lane for each conversation.
 *
 * An entry's way:
 *
 *     waiting --transmit--> flying --accepted, or seen in the inbox--> gone from here
 *        ^                    |--refused for now, or connection lost--> waiting
 *        '------retry------ failed <--refused for good--'
 *
 * Order is the lane's: entries leave in the order in which they were added. Several fly at once, so
 * a refusal for now leaves later ones in the air, which the server answers OUT_OF_ORDER. The lane
 * then pauses until the time to retry is over and every answer is in, and goes on in order: the head
 * alone first, and with the whole window when that was accepted. A message that was ever transmitted
 * keeps its client id and is flagged a resend, so it counts once whatever happened to it before.
 */
export class Outbox {
  #clock;
  #transmit;
  #abandon;
  #listener;
  #lanes = new Map();
  #open = false;
  #pausedUntilMs = 0;

  /**
   * `transmit(entry, answer)` sends; `answer` gets `{ position }`, `{ error }`, or null for a lost
   * connection. `abandon(entry)` says that it will not be sent again. `listener` has `changed(conversation)` and `accepted(entry, position)`.
   */
  constructor({ clock, transmit, abandon = () => {}, listener }) {
    this.#clock = clock;
    this.#transmit = transmit;
    this.#abandon = abandon;
    this.#listener = listener;
  }

  /** Takes a message; false when too many wait in that conversation already. */
  add({ clientId, conversation, text, createdAtMs }) {
    const lane = this.#lane(conversation);
    if (lane.entries.length >= MOST_WAITING) return false;
    lane.entries.push({
      clientId,
      conversation,
      text,
      createdAtMs,
      state: 'waiting',
      attempted: false,
      error: null,
    });
    this.#changed(lane);
    this.#pump(lane);
    return true;
  }

  /** What is not known to stand yet, in sending order. */
  entries(conversation) {
    return this.#lanes.get(conversation)?.entries ?? [];
  }

  /** Everything here in a form to keep over a reload of the page. */
  save() {
    return [...this.#lanes.values()].flatMap((lane) => lane.entries.map((entry) => ({ ...entry })));
  }

  /** What an earlier page saved. It may have been transmitted by then, so it goes as a resend. */
  restore(saved) {
    for (const entry of saved) {
      const state = entry.state === 'failed' ? 'failed' : 'waiting';
      this.#lane(entry.conversation).entries.push({ ...entry, state, attempted: true });
    }
    for (const lane of this.#lanes.values()) this.#changed(lane);
  }

  /** Sends a failed message again, behind what is waiting. `newClientId` is for an id that was used up. */
  retry(conversation, clientId, newClientId) {
    const lane = this.#lane(conversation);
    const entry = lane.entries.find((e) => e.clientId === clientId && e.state === 'failed');
    if (!entry) return;
    lane.entries.splice(lane.entries.indexOf(entry), 1);
    if (entry.error?.code === 'CLIENT_ID_REUSED') {
      entry.clientId = newClientId;
      entry.attempted = false;
    }
    entry.state = 'waiting';
    entry.error = null;
    lane.entries.push(entry);
    this.#changed(lane);
    this.#pump(lane);
  }

  /**
   * Gives up a message that failed, or waits to go again. The server is told, or those behind it
   * would wait for it there.
   */
  discard(conversation, clientId) {
    const lane = this.#lane(conversation);
    const entry = lane.entries.find((e) => e.clientId === clientId && e.state !== 'flying');
    if (!entry) return;
    lane.entries.splice(lane.entries.indexOf(entry), 1);
    if (entry.attempted && this.#open) this.#abandon(entry);
    this.#changed(lane);
    this.#pump(lane);
  }

  /** The message came in by push, page or history: it stands, whatever became of its answer. */
  settle(conversation, clientId) {
    const lane = this.#lanes.get(conversation);
    const entry = lane?.entries.find((e) => e.clientId === clientId);
    if (!entry) return;
    lane.entries.splice(lane.entries.indexOf(entry), 1);
    this.#changed(lane);
    this.#pump(lane);
  }

  online() {
    this.#open = true;
    this.#pausedUntilMs = 0;
    for (const lane of this.#lanes.values()) {
      lane.pausedUntilMs = 0;
      lane.refused = false;
      this.#pump(lane);
    }
  }

  /** Sends nothing more on this session; what flies may still be answered. */
  hold() {
    this.#open = false;
  }

  offline() {
    this.#open = false;
    for (const lane of this.#lanes.values()) {
      lane.cancelTimer?.();
      lane.cancelTimer = null;
      lane.probing = false;
      for (const entry of lane.entries) if (entry.state === 'flying') entry.state = 'waiting';
      this.#changed(lane);
    }
  }

  #pump(lane) {
    if (!this.#open || lane.cancelTimer !== null) return;
    let flying = lane.entries.filter((e) => e.state === 'flying').length;
    if (lane.refused) {
      const until = Math.max(lane.pausedUntilMs, this.#pausedUntilMs);
      const waitMs = until - this.#clock.now();
      if (waitMs > 0) {
        lane.cancelTimer = this.#clock.after(waitMs, () => {
          lane.cancelTimer = null;
          this.#pump(lane);
        });
        return;
      }
      lane.refused = false;
      lane.probing = true;
    }
    const window = lane.probing ? 1 : WINDOW;
    for (const entry of [...lane.entries]) {
      if (flying >= window || !this.#open) return;
      if (entry.state !== 'waiting') continue;
      flying += 1;
      entry.state = 'flying';
      this.#transmit(entry, (answer) => this.#answered(lane, entry, answer));
      entry.attempted = true;
    }
  }

  #answered(lane, entry, answer) {
    if (entry.state !== 'flying' || !lane.entries.includes(entry)) {
      this.#pump(lane);
      return;
    }
    if (answer === null) {
      entry.state = 'waiting';
    } else if (answer.error) {
      this.#refused(lane, entry, answer.error);
    } else {
      lane.probing = false;
      lane.entries.splice(lane.entries.indexOf(entry), 1);
      this.#listener.accepted(entry, answer.position);
    }
    this.#changed(lane);
    this.#pump(lane);
  }

  #refused(lane, entry, error) {
    if (error.retryAfterMs > 0 || RETRYABLE.has(error.code)) {
      const until = this.#clock.now() + (error.retryAfterMs || RETRY_MS);
      entry.state = 'waiting';
      lane.refused = true;
      lane.pausedUntilMs = Math.max(lane.pausedUntilMs, until);
      if (error.code === 'RATE_LIMITED') this.#pausedUntilMs = Math.max(this.#pausedUntilMs, until);
    } else {
      entry.state = 'failed';
      entry.error = error;
    }
  }

  #changed(lane) {
    this.#listener.changed(lane.conversation);
  }

  #lane(conversation) {
    let lane = this.#lanes.get(conversation);
    if (!lane) {
      lane = {
        conversation,
        entries: [],
        refused: false,
        pausedUntilMs: 0,
        probing: false,
        cancelTimer: null,
      };
      this.#lanes.set(conversation, lane);
    }
    return lane;
  }
}
