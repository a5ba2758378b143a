import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Backoff } from '../../main/resources/dev/peal/web/assets/backoff.js';
import { Harness, PING_MS } from './harness.mjs';

test('backoff_doublesUpToACapAndIsSpread', () => {
  const low = new Backoff(() => 0);
  const high = new Backoff(() => 1);
  assert.deepEqual([1, 2, 3].map(() => low.nextMs()), [500, 1_000, 2_000]);
  assert.deepEqual([1, 2, 3].map(() => high.nextMs()), [1_000, 2_000, 4_000]);
  for (let i = 0; i < 2_000; i += 1) assert.ok(high.nextMs() <= 30_000);
  low.reset();
  assert.equal(low.nextMs(), 500);
});

test('drop_waitsAndConnectsAgain', () => {
  const h = new Harness();
  h.online();
  h.socket.drop();
  assert.equal(h.engine.state.name, 'waiting');
  assert.equal(h.engine.state.retryAtMs, h.clock.now() + 500);
  h.clock.advance(499);
  assert.equal(h.sockets.length, 1);
  h.clock.advance(1);
  assert.equal(h.sockets.length, 2);
});

test('sessionsThatDoNotLast_keepTheBackoffGrowing', () => {
  const h = new Harness();
  const waits = [];
  for (let i = 0; i < 3; i += 1) {
    h.online();
    h.socket.drop();
    waits.push(h.engine.state.retryAtMs - h.clock.now());
    h.clock.advance(waits.at(-1));
  }
  assert.deepEqual(waits, [500, 1_000, 2_000]);
});

test('sessionThatLasted_startsTheBackoffOver', () => {
  const h = new Harness();
  h.online();
  h.socket.drop();
  h.clock.advance(500);
  h.online();
  h.clock.advance(10_000);
  h.socket.drop();
  assert.equal(h.engine.state.retryAtMs - h.clock.now(), 500);
});

test('closing_takesTheServersTime', () => {
  const h = new Harness();
  h.online();
  h.socket.deliver({ closing: { reason: 'DRAINING', reconnectAfterMs: '7300' } });
  h.clock.advance(300);
  h.socket.drop();
  assert.equal(h.engine.state.retryAtMs - h.clock.now(), 7_000);
  h.engine.wake();
  assert.equal(h.engine.state.name, 'waiting');
  h.clock.advance(7_000);
  assert.equal(h.engine.state.name, 'connecting');
});

test('closing_withoutATime_doesNotComeBackByItself', () => {
  const h = new Harness();
  h.online();
  h.socket.deliver({ closing: { reason: 'PROTOCOL_ERROR', message: 'no' } });
  h.clock.advance(2_000);
  assert.equal(h.engine.state.name, 'closed');
  assert.equal(h.engine.state.message, 'no');
  h.clock.advance(600_000);
  assert.equal(h.sockets.length, 1);
  h.engine.start();
  assert.equal(h.sockets.length, 2);
});

test('replaced_doesNotComeBackUntilAsked', () => {
  const h = new Harness();
  h.online();
  h.socket.deliver({ replaced: {} });
  assert.equal(h.engine.state.name, 'replaced');
  assert.ok(h.socket.closed);
  h.engine.wake();
  h.clock.advance(600_000);
  assert.equal(h.sockets.length, 1);
  h.engine.start();
  assert.equal(h.engine.state.name, 'connecting');
});

test('login_withABadToken_isRefusedForGood', () => {
  const h = new Harness();
  h.engine.start();
  h.socket.open();
  const [login] = h.socket.take('login');
  h.socket.answer(login, { error: { code: 'EXPIRED_TOKEN', message: 'expired' } });
  assert.equal(h.engine.state.name, 'refused');
  h.clock.advance(600_000);
  assert.equal(h.sockets.length, 1);
});

test('login_refusedForNow_takesTheServersTime', () => {
  const h = new Harness();
  h.engine.start();
  h.socket.open();
  h.socket.answer(h.socket.take('login')[0], { error: { code: 'UNAVAILABLE', retryAfterMs: '4000' } });
  h.socket.drop();
  assert.equal(h.engine.state.retryAtMs - h.clock.now(), 4_000);
});

test('handshake_withoutAnAnswer_isGivenUp', () => {
  const h = new Harness();
  h.engine.start();
  h.clock.advance(15_000);
  assert.equal(h.engine.state.name, 'waiting');
});

test('silence_ofTwoIntervalsAndAGrace_isDeath', () => {
  const h = new Harness();
  h.online();
  h.clock.advance(2 * PING_MS + 4_900);
  assert.equal(h.engine.state.name, 'online');
  h.clock.advance(200);
  assert.equal(h.engine.state.name, 'waiting');
});

test('silence_afterLateTimers_isProbedFirst', () => {
  const h = new Harness();
  h.online();
  h.clock.advance(1_000);
  h.socket.deliver({ pong: {} });
  h.clock.sleep(600_000);
  h.clock.advance(0);
  assert.equal(h.engine.state.name, 'online');
  assert.ok(h.socket.take('ping').length > 0);
  h.socket.deliver({ pong: {} });
  h.clock.advance(6_000);
  assert.equal(h.engine.state.name, 'online');
});

test('silence_afterLateTimersAndNoAnswerToTheProbe_isDeath', () => {
  const h = new Harness();
  h.online();
  h.clock.sleep(600_000);
  h.clock.advance(5_100);
  assert.equal(h.engine.state.name, 'waiting');
});

test('wake_onADeadConnection_findsOutSoon', () => {
  const h = new Harness();
  h.online();
  h.clock.advance(3_000);
  h.engine.wake();
  h.clock.advance(5_000);
  assert.equal(h.engine.state.name, 'waiting');
});

test('wake_whileWaitingForTheBackoff_connectsAtOnce', () => {
  const h = new Harness();
  h.online();
  h.socket.drop();
  h.engine.wake();
  assert.equal(h.engine.state.name, 'connecting');
});

test('call_neverAnswered_endsTheSession', () => {
  const h = new Harness();
  h.online();
  h.engine.send('g7', 'a');
  for (let i = 0; i < 3; i += 1) {
    h.clock.advance(PING_MS / 2);
    h.socket.deliver({ pong: {} });
  }
  assert.equal(h.engine.state.name, 'online');
  h.clock.advance(PING_MS / 2);
  assert.equal(h.engine.state.name, 'waiting');
});

test('history_whileOffline_isRejected', async () => {
  const h = new Harness();
  await assert.rejects(h.engine.history('g7', 0, 10), { code: 'OFFLINE' });
  h.online();
  const page = h.engine.history('g7', 0, 10);
  h.socket.drop();
  await assert.rejects(page, { code: 'OFFLINE' });
});

test('stop_endsEverything', () => {
  const h = new Harness();
  h.online();
  h.engine.stop();
  assert.ok(h.socket.closed);
  h.clock.advance(600_000);
  assert.equal(h.sockets.length, 1);
  assert.equal(h.engine.state.name, 'stopped');
});
