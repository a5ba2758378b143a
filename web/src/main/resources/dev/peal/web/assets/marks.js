const GATHER_MS = 400;
const RETRY_MS = 2_000;

/**
 * Tells the server how far this user has read. Only the newest position of a conversation counts,
 * so what comes together goes together, and one report at a time flies for each conversation.
 */
export class ReadMarks {
  #clock;
  #call;
  #wanted = new Map();
  #flying = new Set();
  #cancelTimer = null;
  #open = false;

  /** `call(conversation, position, answer)`; `answer` gets true, a refusal `{ retryAfterMs }`, or null. */
  constructor({ clock, call }) {
    this.#clock = clock;
    this.#call = call;
  }

  report(conversation, position) {
    if (position <= (this.#wanted.get(conversation) ?? 0)) return;
    this.#wanted.set(conversation, position);
    this.#flushIn(GATHER_MS);
  }

  online() {
    this.#open = true;
    if (this.#wanted.size > 0) this.#flushIn(GATHER_MS);
  }

  offline() {
    this.#open = false;
    this.#flying.clear();
    this.#cancelTimer?.();
    this.#cancelTimer = null;
  }

  #flushIn(ms) {
    if (!this.#open || this.#cancelTimer !== null) return;
    this.#cancelTimer = this.#clock.after(ms, () => {
      this.#cancelTimer = null;
      this.#flush();
    });
  }

  #flush() {
    for (const [conversation, position] of this.#wanted) {
      if (this.#flying.has(conversation)) continue;
      this.#flying.add(conversation);
      this.#call(conversation, position, (answer) => {
        if (answer === null) return; // Lost; `online` reports again.
        this.#flying.delete(conversation);
        const done = answer === true || answer.retryAfterMs === 0;
        if (done && this.#wanted.get(conversation) === position) this.#wanted.delete(conversation);
        if (this.#wanted.has(conversation)) {
          this.#flushIn(done ? GATHER_MS : Math.max(RETRY_MS, answer.retryAfterMs));
        }
      });
    }
  }
}
