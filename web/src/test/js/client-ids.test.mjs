import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ClientIds } from '../../main/resources/dev/peal/web/assets/client-ids.js';
import { FakeClock, Harness, ME, PING_MS } from './harness.mjs';

test('next_beforeTheServersTimeIsKnown_hasNone', () => {
  const ids = new ClientIds(new FakeClock());
  ids.told(0);
  assert.match(ids.next(), /^w[0-9a-f]{32}$/);
});

test('next_beginsWithTheServersTimeCarriedOn', () => {
  const clock = new FakeClock();
  const ids = new ClientIds(clock);
  ids.told(1_795_417_001_835);
  assert.match(ids.next(), /^~1k83j2jrb-w[0-9a-f]{32}$/);
  clock.advance(1);
  assert.match(ids.next(), /^~1k83j2jrc-w/);
  assert.notEqual(ids.next(), ids.next());
});

const welcome = (serverTimeMs) => ({
  welcome: { user: String(ME), latestSeq: '0', pingIntervalMs: String(PING_MS), node: 'n', serverTimeMs },
});

const idOfTheNext = (h) => {
  h.engine.send('g7', 'hi');
  return h.socket.take('send')[0].send.clientId;
};

test('send_idsFollowTheTimeOfTheLastWelcomeOrPong', () => {
  const h = new Harness();
  h.engine.start();
  h.socket.open();
  h.socket.answer(h.socket.take('login')[0], welcome('1795417001835'));
  assert.match(idOfTheNext(h), /^~1k83j2jrb-/);
  h.clock.advance(PING_MS);
  const [ping] = h.socket.take('ping');
  h.socket.answer(ping, { pong: { latestSeq: '0', serverTimeMs: '1795417001836' } });
  assert.match(idOfTheNext(h), /^~1k83j2jrc-/);
});

test('send_keptOverAReload_keepsItsId', () => {
  const h = new Harness();
  const id = h.engine.send('g7', 'composed offline');
  const reloaded = new Harness();
  reloaded.engine.outbox.restore(h.engine.outbox.save());
  reloaded.engine.start();
  reloaded.socket.open();
  reloaded.socket.answer(reloaded.socket.take('login')[0], welcome('1795417001835'));
  assert.equal(reloaded.socket.take('send')[0].send.clientId, id);
});
