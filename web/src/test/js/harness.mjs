import { Engine } from '../../main/resources/dev/peal/web/assets/engine.js';

/** Time that only moves when a test moves it. */
export class FakeClock {
  #now = 1_000_000;
  #tasks = [];

  now() {
    return this.#now;
  }

  monotonic() {
    return this.#now - 900_000;
  }

  after(ms, run) {
    const task = { atMs: this.#now + ms, run };
    this.#tasks.push(task);
    return () => {
      this.#tasks = this.#tasks.filter((t) => t !== task);
    };
  }

  /** Time goes on and nothing runs, as in a laptop that sleeps; what is due runs with the next advance. */
  sleep(ms) {
    this.#now += ms;
  }

  advance(ms) {
    const end = this.#now + ms;
    for (;;) {
      const [next] = this.#tasks.filter((t) => t.atMs <= end).sort((a, b) => a.atMs - b.atMs);
      if (!next) break;
      this.#tasks = this.#tasks.filter((t) => t !== next);
      this.#now = Math.max(this.#now, next.atMs);
      next.run();
    }
    this.#now = end;
  }
}

/** The other end of a session: keeps what the client sent, and sends what the test says. */
export class FakeSocket {
  sent = [];
  closed = false;

  send(text) {
    if (this.closed) throw new Error('closed');
    this.sent.push(JSON.parse(text));
  }

  close() {
    this.closed = true;
  }

  open() {
    this.onopen();
  }

  deliver(frame) {
    this.onmessage({ data: JSON.stringify(frame) });
  }

  drop() {
    this.closed = true;
    this.onclose();
  }

  /** The frames of one kind that came so far, taken out. */
  take(kind) {
    const taken = this.sent.filter((frame) => kind in frame);
    this.sent = this.sent.filter((frame) => !(kind in frame));
    return taken;
  }

  answer(frame, body) {
    this.deliver({ replyTo: frame.id, ...body });
  }
}

export const ME = 1;
export const PING_MS = 20_000;

export class Harness {
  clock = new FakeClock();
  sockets = [];
  states = [];
  messages = [];
  accepted = [];
  welcomes = [];

  constructor({ random = () => 0 } = {}) {
    this.engine = new Engine({
      open: () => {
        const socket = new FakeSocket();
        this.sockets.push(socket);
        return socket;
      },
      token: 't',
      device: 'web-test',
      clock: this.clock,
      random,
      listener: {
        state: (state) => this.states.push(state.name),
        welcome: (fresh) => this.welcomes.push(fresh),
        messages: (conversation, messages, source) =>
          this.messages.push(...messages.map((m) => ({ conversation, source, ...m }))),
        accepted: (entry, position) => this.accepted.push([entry.clientId, position]),
        outbox: () => {},
      },
    });
  }

  get socket() {
    return this.sockets.at(-1);
  }

  /** Connects and logs in; returns the login frame. */
  online({ latestSeq = 0, ...more } = {}) {
    if (this.sockets.length === 0 || this.socket.closed) this.engine.start();
    this.socket.open();
    const [login] = this.socket.take('login');
    this.socket.answer(login, {
      welcome: { user: String(ME), latestSeq: String(latestSeq), pingIntervalMs: String(PING_MS), node: 'n', ...more },
    });
    return login;
  }

  push(firstSeq, ...texts) {
    this.socket.deliver({ push: pushOf(firstSeq, 'g7', texts) });
  }
}

export function pushOf(firstSeq, conversation, texts, sender = 2) {
  return {
    firstSeq: String(firstSeq),
    conversation,
    messages: texts.map((text, i) => message(firstSeq + i, text, sender)),
  };
}

export const message = (position, text, sender = 2) => ({
  position: String(position),
  sender: String(sender),
  clientId: `c-${text}`,
  sentAtMs: '1700000000000',
  content: { text: { text } },
});

export const entry = (seq, text, { conversation = 'g7', sender = 2, position = seq } = {}) => ({
  seq: String(seq),
  conversation,
  message: message(position, text, sender),
});
