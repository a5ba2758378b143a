const MOST_RANGES = 4_096;

/**
 * Which seqs of the inbox this device has resolved, and the cursor: the highest seq up to which
 * every one is.
 *
 * Above the cursor it keeps disjoint ranges in ascending order, none of which touches the cursor or
 * another one. Their number is bounded: past the bound the highest is forgotten, which only means
 * that it is synced once more.
 */
export class Ledger {
  #cursor;
  #ranges = [];

  constructor(cursor = 0) {
    this.#cursor = cursor;
  }

  get cursor() {
    return this.#cursor;
  }

  /** How many stretches of unresolved seqs lie below the highest resolved one. */
  get gaps() {
    return this.#ranges.length;
  }

  /** The highest seq that is resolved. */
  get highest() {
    return this.#ranges.at(-1)?.last ?? this.#cursor;
  }

  /** Whether all seqs from first to last are resolved, both included. */
  areResolved(first, last) {
    return last <= this.#cursor || this.#ranges.some((r) => r.first <= Math.max(first, this.#cursor + 1) && last <= r.last);
  }

  isResolved(seq) {
    return seq <= this.#cursor || this.#ranges.some((r) => r.first <= seq && seq <= r.last);
  }

  /** Resolves the seqs from first to last, both included, in any order and as often as one likes. */
  resolve(first, last) {
    if (last <= this.#cursor || last < first) return;
    let start = first;
    let end = last;
    const kept = [];
    for (const range of this.#ranges) {
      if (range.last < start - 1 || range.first > end + 1) {
        kept.push(range);
      } else {
        start = Math.min(start, range.first);
        end = Math.max(end, range.last);
      }
    }
    if (start <= this.#cursor + 1) {
      this.#cursor = end;
      this.#ranges = kept;
      return;
    }
    const at = kept.findIndex((range) => range.first > end);
    kept.splice(at < 0 ? kept.length : at, 0, { first: start, last: end });
    this.#ranges = kept.slice(0, MOST_RANGES);
  }

  /** Takes everything up to this seq as resolved. */
  startAt(cursor) {
    this.resolve(1, cursor);
  }
}
