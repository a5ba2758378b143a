const FIRST_MS = 1_000;
const CAP_MS = 30_000;

/** Waiting times between attempts: doubled up to a cap, and spread so that clients do not come back together. */
export class Backoff {
  #random;
  #firstMs;
  #capMs;
  #attempts = 0;

  constructor(random = Math.random, { firstMs = FIRST_MS, capMs = CAP_MS } = {}) {
    this.#random = random;
    this.#firstMs = firstMs;
    this.#capMs = capMs;
  }

  /** Milliseconds to wait before the next attempt: between half of the step and all of it. */
  nextMs() {
    const step = Math.min(this.#capMs, this.#firstMs * 2 ** Math.min(this.#attempts, 20));
    this.#attempts += 1;
    return Math.round(step / 2 + (this.#random() * step) / 2);
  }

  reset() {
    this.#attempts = 0;
  }
}
