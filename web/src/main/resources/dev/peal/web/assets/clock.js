/**
 * Time as the engine sees it; tests pass one that they move by hand.
 *
 * `now()` is the wall clock on purpose: it goes on while a laptop sleeps, so a connection that died
 * meanwhile is noticed at once.
 */
export const systemClock = {
  now: () => Date.now(),
  /** Milliseconds since some moment, which nobody sets. */
  monotonic: () => performance.now(),
  /** Runs the task once after that many milliseconds; the returned function cancels it. */
  after(ms, task) {
    const timer = setTimeout(task, ms);
    return () => clearTimeout(timer);
  },
};
