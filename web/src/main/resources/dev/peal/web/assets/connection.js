import { Backoff } from './backoff.js';
import { decodeFrame, encodeFrame } from './wire.js';

const HANDSHAKE_MS = 15_000;
const ANSWER_MS = 30_000;
const FIRST_PING_MS = 1_000;
const PROBE_MS = 5_000;
const GRACE_MS = 5_000;
const STEADY_MS = 10_000;
const CLOSE_MS = 2_000;
const DEFAULT_PING_MS = 20_000;

/**
 * One session after the other: connects, logs in, keeps alive, and comes back.
 *
 *     stopped --start--> connecting --welcome--> online
 *                          |  ^                    |
 *                     lost |  | the time is over   | lost, silent, or closing
 *                          v  |                    |
 *                        waiting <-----------------'
 *
 *     from connecting:  token refused ---------------> refused     (log in again)
 *     from any session: replaced --------------------> replaced    (until the user asks for it)
 *     from any session: closing, reconnect after 0 --> closed      (until the user asks for it)
 *
 * Waiting takes the server's time when it gave one, else a backoff with jitter that starts over once
 * a session has lasted.
 */
export class Connection {
  #open;
  #clock;
  #hello;
  #listener;
  #backoff;
  #state = { name: 'stopped', retryAtMs: 0, message: '' };
  #socket = null;
  #calls = new Map();
  #lastId = 0;
  #timers = new Map();
  #pingIntervalMs = DEFAULT_PING_MS;
  #lastFrameAtMs = 0;
  #pingAtMs = null;
  #onlineSinceMs = null;
  /** What becomes of this connection when the present session ends; null means to come back. */
  #verdict = null;
  #retryAtMs = 0;

  /**
   * `open()` returns a WebSocket or the like; `hello()` the body of the login. `listener` has
   * `state(state)`, `online(welcome)`, `frame(frame)` for what answers no call, `closing()` and
   * `offline()`.
   */
  constructor({ open, clock, random, hello, listener }) {
    this.#open = open;
    this.#clock = clock;
    this.#hello = hello;
    this.#listener = listener;
    this.#backoff = new Backoff(random);
  }

  get state() {
    return this.#state;
  }

  start() {
    if (this.#state.name !== 'online' && this.#state.name !== 'connecting') this.#connect();
  }

  stop() {
    this.#verdict = { name: 'stopped', message: '' };
    this.#lost();
  }

  /** The page came back to the front, or the network did: find out now instead of later. */
  wake() {
    if (this.#state.name === 'waiting' && this.#retryAtMs === 0) this.#connect();
    if (this.#state.name !== 'online') return;
    const since = this.#clock.now();
    this.ping();
    this.#later('probe', PROBE_MS, () => {
      if (this.#lastFrameAtMs < since) this.#lost();
    });
  }

  /** Sends a frame; `answer` gets the frame that answers it, or null when the connection is lost first. */
  call(kind, body, answer) {
    if (this.#state.name !== 'online') {
      answer(null);
      return;
    }
    this.#request(kind, body, answer);
  }

  /** Sends a frame that nobody waits for. */
  post(kind, body) {
    if (this.#state.name === 'online') this.#socket.send(encodeFrame(0, kind, body));
  }

  ping() {
    if (this.#state.name !== 'online') return;
    this.#pingAtMs ??= this.#clock.now();
    this.post('ping', {});
  }

  #connect() {
    this.#stopTimers();
    this.#verdict = null;
    this.#retryAtMs = 0;
    this.#become({ name: 'connecting', retryAtMs: 0, message: '' });
    let socket;
    try {
      socket = this.#open();
    } catch {
      this.#lost();
      return;
    }
    this.#socket = socket;
    socket.onopen = () => {
      if (socket === this.#socket) this.#request('login', this.#hello(), (f) => this.#loggedIn(f));
    };
    socket.onmessage = (event) => {
      if (socket === this.#socket) this.#receive(event.data);
    };
    socket.onclose = () => {
      if (socket === this.#socket) this.#lost();
    };
    this.#later('handshake', HANDSHAKE_MS, () => this.#lost());
  }

  #loggedIn(frame) {
    if (frame === null) return;
    if (frame.kind === 'error') {
      const { code, message, retryAfterMs } = frame.body;
      if (code === 'INVALID_TOKEN' || code === 'EXPIRED_TOKEN') {
        this.#verdict = { name: 'refused', message };
        this.#lost();
      } else if (retryAfterMs > 0) {
        this.#retryAtMs = this.#clock.now() + retryAfterMs;
      }
      return;
    }
    if (frame.kind !== 'welcome') return;
    this.#stop('handshake');
    this.#pingIntervalMs = frame.body.pingIntervalMs || DEFAULT_PING_MS;
    this.#onlineSinceMs = this.#clock.now();
    this.#become({ name: 'online', retryAtMs: 0, message: '' });
    this.#later('firstPing', FIRST_PING_MS, () => this.ping());
    this.#keepPinging();
    this.#watch();
    this.#listener.online(frame.body);
  }

  #receive(data) {
    this.#lastFrameAtMs = this.#clock.now();
    this.#pingAtMs = null;
    const frame = typeof data === 'string' ? decodeFrame(data) : null;
    if (frame === null) return; // Newer than this page. Had it been a push, the gap shows it.
    if (frame.kind === 'replaced') {
      this.#verdict = { name: 'replaced', message: '' };
      this.#lost();
      return;
    }
    if (frame.kind === 'closing') {
      this.#closing(frame.body);
      return;
    }
    const call = this.#calls.get(frame.replyTo);
    if (call) {
      this.#calls.delete(frame.replyTo);
      call.answer(frame);
    } else {
      this.#listener.frame(frame);
    }
  }

  #closing({ message, reconnectAfterMs }) {
    if (reconnectAfterMs > 0) this.#retryAtMs = this.#clock.now() + reconnectAfterMs;
    else this.#verdict ??= { name: 'closed', message };
    this.#listener.closing();
    this.#later('close', CLOSE_MS, () => this.#lost());
  }

  #lost() {
    const socket = this.#socket;
    const wasOnline = this.#state.name === 'online';
    const calls = [...this.#calls.values()];
    this.#socket = null;
    this.#calls.clear();
    this.#stopTimers();
    this.#pingAtMs = null;
    socket?.close();

    const now = this.#clock.now();
    if (this.#onlineSinceMs !== null && now - this.#onlineSinceMs >= STEADY_MS) this.#backoff.reset();
    this.#onlineSinceMs = null;
    if (this.#verdict !== null) {
      this.#become({ ...this.#verdict, retryAtMs: 0 });
    } else {
      const waitMs = Math.max(0, this.#retryAtMs - now) || this.#backoff.nextMs();
      this.#become({ name: 'waiting', retryAtMs: now + waitMs, message: '' });
      this.#later('retry', waitMs, () => this.#connect());
    }
    if (wasOnline) this.#listener.offline();
    for (const { answer } of calls) answer(null);
  }

  #request(kind, body, answer) {
    this.#lastId += 1;
    this.#calls.set(this.#lastId, { answer, sinceMs: this.#clock.now() });
    this.#socket.send(encodeFrame(this.#lastId, kind, body));
  }

  #keepPinging() {
    this.#later('ping', this.#pingIntervalMs, () => {
      const [oldest] = this.#calls.values();
      if (oldest && this.#clock.now() - oldest.sinceMs >= ANSWER_MS) {
        this.#lost(); // It hears us and does not answer: everything open goes again on a new session.
        return;
      }
      this.ping();
      this.#keepPinging();
    });
  }

  /**
   * Dead is a connection on which nothing came for two ping intervals and a grace. A page in the
   * background runs its timers late, so silence counts only against a ping that really went out.
   */
  #watch() {
    const now = this.#clock.now();
    const leftMs = this.#lastFrameAtMs + 2 * this.#pingIntervalMs + GRACE_MS - now;
    if (leftMs <= 0 && this.#pingAtMs !== null && now - this.#pingAtMs >= GRACE_MS) {
      this.#lost();
      return;
    }
    if (leftMs <= 0 && this.#pingAtMs === null) this.ping();
    this.#later('watch', leftMs > 0 ? leftMs : GRACE_MS, () => this.#watch());
  }

  #become(state) {
    this.#state = state;
    this.#listener.state(state);
  }

  #later(name, ms, task) {
    this.#stop(name);
    this.#timers.set(name, this.#clock.after(ms, task));
  }

  #stop(name) {
    this.#timers.get(name)?.();
    this.#timers.delete(name);
  }

  #stopTimers() {
    for (const cancel of this.#timers.values()) cancel();
    this.#timers.clear();
  }
}
