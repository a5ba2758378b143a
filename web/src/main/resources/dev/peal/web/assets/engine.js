import { Connection } from './connection.js';
import { ClientIds } from './client-ids.js';
import { Inbox } from './inbox.js';
import { Outbox } from './outbox.js';
import { ReadMarks } from './marks.js';
import { systemClock } from './clock.js';

/**
 * Everything a device of Peal does on its WebSocket, without a page around it.
 *
 * Four parts, each with one concern: `Connection` (sessions, liveness, coming back), `Inbox` (seqs,
 * sync, acknowledgements), `Outbox` (sending once and in order), `ReadMarks` (how far was read).
 * This class wires them and knows nothing of its own.
 *
 * `listener` has
 * - `state({ name, retryAtMs, message })`: connecting, online, waiting, replaced, closed, refused, stopped;
 * - `welcome(fresh)`: a session began; fresh when all state is still to be fetched, or again: on the
 *   first one, and when the server's store is another one than it was;
 * - `messages(conversation, messages, source)`: source 'push' or 'page';
 * - `accepted(entry, position)` and `outbox(conversation)`: news of what was sent.
 */
export class Engine {
  #connection;
  #inbox;
  #outbox;
  #marks;
  #listener;
  #clock;
  #ids;
  #user = 0;

  constructor({ open, token, device, listener, clock = systemClock, random = Math.random }) {
    this.#listener = listener;
    this.#clock = clock;
    this.#ids = new ClientIds(clock);
    this.#connection = new Connection({
      open,
      clock,
      random,
      hello: () => ({ token, device, cursor: this.#inbox.cursor }),
      listener: {
        state: (state) => listener.state(state),
        online: (welcome) => this.#online(welcome),
        frame: (frame) => this.#frame(frame),
        closing: () => this.#outbox.hold(),
        offline: () => this.#offline(),
      },
    });
    this.#inbox = new Inbox({
      clock,
      link: this.#connection,
      deliver: (conversation, messages, source) => this.#deliver(conversation, messages, source),
      started: () => listener.welcome(true),
    });
    this.#outbox = new Outbox({
      clock,
      transmit: (entry, answer) => this.#transmit(entry, answer),
      abandon: ({ conversation, clientId }) =>
        this.#connection.post('abandon', { conversation, clientId }),
      listener: {
        changed: (conversation) => listener.outbox(conversation),
        accepted: (entry, position) => listener.accepted(entry, position),
      },
    });
    this.#marks = new ReadMarks({
      clock,
      call: (conversation, position, answer) =>
        this.#connection.call('read', { conversation, position }, (frame) =>
          answer(frame === null ? null : frame.kind === 'error' ? frame.body : true),
        ),
    });
  }

  get state() {
    return this.#connection.state;
  }

  get cursor() {
    return this.#inbox.cursor;
  }

  get outbox() {
    return this.#outbox;
  }

  start() {
    this.#connection.start();
  }

  stop() {
    this.#connection.stop();
  }

  wake() {
    this.#connection.wake();
  }

  /** Puts a text message on its way; returns its client id, or null when too many wait already. */
  send(conversation, text) {
    const clientId = this.#ids.next();
    const createdAtMs = this.#clock.now();
    return this.#outbox.add({ clientId, conversation, text, createdAtMs }) ? clientId : null;
  }

  retry(conversation, clientId) {
    this.#outbox.retry(conversation, clientId, this.#ids.next());
  }

  /** Reports a conversation as read up to this position, soon, and together with later positions. */
  read(conversation, position) {
    this.#marks.report(conversation, position);
  }

  /** A page of a conversation below a position (0: the newest), or a rejection with a `code`. */
  history(conversation, before, limit) {
    return new Promise((resolve, reject) => {
      this.#connection.call('history', { conversation, before, limit }, (frame) => {
        if (frame?.kind === 'history') {
          this.#settle(conversation, frame.body.messages);
          resolve(frame.body);
        } else {
          reject(Object.assign(new Error('history'), { code: frame?.body.code ?? 'OFFLINE' }));
        }
      });
    });
  }

  #online(welcome) {
    this.#user = welcome.user;
    this.#ids.told(welcome.serverTimeMs);
    const fresh = this.#inbox.online(welcome);
    this.#outbox.online();
    this.#marks.online();
    this.#listener.welcome(fresh);
  }

  #offline() {
    this.#inbox.offline();
    this.#outbox.offline();
    this.#marks.offline();
  }

  #frame({ kind, body }) {
    if (kind === 'push') this.#inbox.push(body);
    else if (kind === 'pong') {
      this.#ids.told(body.serverTimeMs);
      this.#inbox.pong(body);
    }
  }

  #deliver(conversation, messages, source) {
    this.#settle(conversation, messages);
    this.#listener.messages(conversation, messages, source);
  }

  #settle(conversation, messages) {
    for (const { sender, clientId } of messages) {
      if (sender === this.#user) this.#outbox.settle(conversation, clientId);
    }
  }

  #transmit({ conversation, clientId, text, attempted }, answer) {
    const body = { conversation, clientId, text, resend: attempted };
    this.#connection.call('send', body, (frame) => {
      if (frame === null) answer(null);
      else if (frame.kind === 'error') answer({ error: frame.body });
      else answer({ position: frame.body.position });
    });
  }
}
