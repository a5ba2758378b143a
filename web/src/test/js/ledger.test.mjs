import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Ledger } from '../../main/resources/dev/peal/web/assets/ledger.js';

test('resolve_inOrder_movesTheCursor', () => {
  const ledger = new Ledger();
  ledger.resolve(1, 3);
  ledger.resolve(4, 4);
  assert.equal(ledger.cursor, 4);
  assert.equal(ledger.gaps, 0);
});

test('resolve_aboveAGap_holdsTheCursorUntilTheGapCloses', () => {
  const ledger = new Ledger(5);
  ledger.resolve(8, 9);
  ledger.resolve(12, 12);
  assert.equal(ledger.cursor, 5);
  assert.equal(ledger.gaps, 2);
  ledger.resolve(6, 7);
  assert.equal(ledger.cursor, 9);
  ledger.resolve(10, 11);
  assert.equal(ledger.cursor, 12);
  assert.equal(ledger.gaps, 0);
});

test('resolve_anyOrderWithRepeats_equalsASet', () => {
  let seed = 7;
  const random = (n) => (seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648) % n;
  for (let round = 0; round < 200; round += 1) {
    const ledger = new Ledger();
    const set = new Set();
    for (let i = 0; i < 40; i += 1) {
      const first = 1 + random(60);
      const last = first + random(4);
      ledger.resolve(first, last);
      for (let seq = first; seq <= last; seq += 1) set.add(seq);
      let cursor = 0;
      while (set.has(cursor + 1)) cursor += 1;
      assert.equal(ledger.cursor, cursor);
      for (let seq = 1; seq <= 64; seq += 1) assert.equal(ledger.isResolved(seq), set.has(seq));
    }
  }
});

test('startAt_withSomethingAbove_joinsIt', () => {
  const ledger = new Ledger();
  ledger.resolve(11, 12);
  ledger.startAt(10);
  assert.equal(ledger.cursor, 12);
});
