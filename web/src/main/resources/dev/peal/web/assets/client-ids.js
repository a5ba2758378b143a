const RADIX = 32;
const TIME_DIGITS = 9;

/**
 * Names messages. A name begins with the server's time, as it was told last and carried on by a
 * monotonic clock, whatever this device's own clock says: so a server that has lost its memory of
 * sends can tell that what was named after the loss is new. Before the first welcome the time is not
 * known, and names have none; the server then looks for them before it takes them for new.
 */
export class ClientIds {
  #clock;
  #told = null;

  constructor(clock) {
    this.#clock = clock;
  }

  /** Takes in the server's time; 0 says that it did not tell. */
  told(serverTimeMs) {
    if (serverTimeMs > 0) this.#told = { serverTimeMs, atMs: this.#clock.monotonic() };
  }

  /** A name that no message has. */
  next() {
    const name = randomName();
    if (this.#told === null) return name;
    const nowMs = this.#told.serverTimeMs + this.#clock.monotonic() - this.#told.atMs;
    return `~${Math.floor(nowMs).toString(RADIX).padStart(TIME_DIGITS, '0')}-${name}`;
  }
}

/** What nothing else is called; also over plain HTTP, where randomUUID is missing. */
export function randomName() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return 'w' + [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
