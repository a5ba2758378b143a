import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Harness, ME, message } from './harness.mjs';

const sentTexts = (frames) => frames.map((f) => f.send.content.text.text);
const states = (h, conversation = 'g7') => h.engine.outbox.entries(conversation).map((e) => e.state);
const accept = (h, frame, position) =>
  h.socket.answer(frame, { accepted: { clientId: frame.send.clientId, conversation: frame.send.conversation, position: String(position) } });
const refuse = (h, frame, code, retryAfterMs = 0) =>
  h.socket.answer(frame, { error: { code, retryAfterMs: String(retryAfterMs), clientId: frame.send.clientId } });

test('send_online_isAcceptedWithItsPosition', () => {
  const h = new Harness();
  h.online();
  const clientId = h.engine.send('g7', 'hi');
  const [send] = h.socket.take('send');
  assert.deepEqual(send.send, { conversation: 'g7', clientId, content: { text: { text: 'hi' } } });
  accept(h, send, 4);
  assert.deepEqual(h.accepted, [[clientId, 4]]);
  assert.deepEqual(states(h), []);
});

test('send_offline_waitsAndGoesOnceOnline', () => {
  const h = new Harness();
  h.engine.send('g7', 'a');
  h.engine.send('g7', 'b');
  h.online();
  const sends = h.socket.take('send');
  assert.deepEqual(sentTexts(sends), ['a', 'b']);
  assert.equal(sends[0].send.resend, undefined);
});

test('discard_ofOneRefusedForNow_isSaidToTheServerAndTheOthersGoOn', () => {
  const h = new Harness();
  h.online();
  const a = h.engine.send('g7', 'a');
  h.engine.send('g7', 'b');
  const [first, second] = h.socket.take('send');
  refuse(h, first, 'UNAVAILABLE', 5_000);
  refuse(h, second, 'OUT_OF_ORDER', 100);

  h.engine.outbox.discard('g7', a);
  assert.deepEqual(
    h.socket.take('abandon').map((frame) => frame.abandon),
    [{ conversation: 'g7', clientId: a }],
  );
  h.clock.advance(6_000);

  assert.deepEqual(sentTexts(h.socket.take('send')), ['b']);
});

test('discard_ofOneNeverTransmitted_saysNothing', () => {
  const h = new Harness();
  const a = h.engine.send('g7', 'a');
  h.engine.outbox.discard('g7', a);
  h.online();
  assert.deepEqual(h.socket.take('abandon'), []);
  assert.deepEqual(h.socket.take('send'), []);
});

test('connectionLost_unansweredGoAgainInOrderAsResendsOfTheSameId', () => {
  const h = new Harness();
  h.online();
  h.engine.send('g7', 'a');
  h.engine.send('g7', 'b');
  const first = h.socket.take('send');
  accept(h, first[0], 1);
  h.socket.drop();
  h.engine.send('g7', 'c');
  h.clock.advance(2_000);
  h.online();
  const again = h.socket.take('send');
  assert.deepEqual(sentTexts(again), ['b', 'c']);
  assert.equal(again[0].send.clientId, first[1].send.clientId);
  assert.equal(again[0].send.resend, true);
  assert.equal(again[1].send.resend, undefined);
});

test('refusedForNow_laneWaitsForEveryAnswerAndTheTimeThenGoesInOrder', () => {
  const h = new Harness();
  h.online();
  for (const text of ['a', 'b', 'c']) h.engine.send('g7', text);
  const [a, b, c] = h.socket.take('send');
  refuse(h, a, 'OVERLOADED', 500);
  refuse(h, b, 'OUT_OF_ORDER', 500);
  h.clock.advance(600);
  assert.deepEqual(h.socket.take('send'), []);
  refuse(h, c, 'OUT_OF_ORDER');
  h.clock.advance(1_100);
  const probe = h.socket.take('send');
  assert.deepEqual(sentTexts(probe), ['a']);
  assert.equal(probe[0].send.resend, true);
  accept(h, probe[0], 1);
  assert.deepEqual(sentTexts(h.socket.take('send')), ['b', 'c']);
});

test('refusedForNow_otherConversationsGoOn', () => {
  const h = new Harness();
  h.online();
  h.engine.send('g7', 'a');
  refuse(h, h.socket.take('send')[0], 'UNAVAILABLE', 5_000);
  h.engine.send('g7', 'b');
  h.engine.send('d1-2', 'x');
  assert.deepEqual(sentTexts(h.socket.take('send')), ['x']);
});

test('refusedForGood_failsAndLaterOnesGoOn', () => {
  const h = new Harness();
  h.online();
  const clientId = h.engine.send('g7', 'a');
  h.engine.send('g7', 'b');
  const [a, b] = h.socket.take('send');
  refuse(h, a, 'TOO_LARGE');
  accept(h, b, 1);
  assert.deepEqual(states(h), ['failed']);
  h.engine.retry('g7', clientId);
  const [again] = h.socket.take('send');
  assert.equal(again.send.clientId, clientId);
  assert.equal(again.send.resend, true);
});

test('clientIdReused_retryTakesANewId', () => {
  const h = new Harness();
  h.online();
  const clientId = h.engine.send('g7', 'a');
  refuse(h, h.socket.take('send')[0], 'CLIENT_ID_REUSED');
  h.engine.retry('g7', clientId);
  const [again] = h.socket.take('send');
  assert.notEqual(again.send.clientId, clientId);
  assert.equal(again.send.resend, undefined);
});

test('ownMessageInThePush_settlesItWithoutItsAnswer', () => {
  const h = new Harness();
  h.online();
  const clientId = h.engine.send('g7', 'a');
  h.socket.deliver({ push: { firstSeq: '1', conversation: 'g7', messages: [{ ...message(1, 'a', ME), clientId }] } });
  assert.deepEqual(states(h), []);
  accept(h, h.socket.take('send')[0], 1);
  assert.deepEqual(h.accepted, []);
});

test('clientIdOfSomebodyElse_settlesNothing', () => {
  const h = new Harness();
  h.online();
  const clientId = h.engine.send('g7', 'a');
  h.socket.deliver({ push: { firstSeq: '1', conversation: 'g7', messages: [{ ...message(1, 'a', 2), clientId }] } });
  assert.deepEqual(states(h), ['flying']);
});

test('window_boundsWhatFlies', () => {
  const h = new Harness();
  h.online();
  for (let i = 0; i < 40; i += 1) h.engine.send('g7', `m${i}`);
  const sends = h.socket.take('send');
  assert.equal(sends.length, 32);
  accept(h, sends[0], 1);
  assert.deepEqual(sentTexts(h.socket.take('send')), ['m32']);
});

test('outbox_full_refuses', () => {
  const h = new Harness();
  for (let i = 0; i < 200; i += 1) assert.ok(h.engine.send('g7', `m${i}`));
  assert.equal(h.engine.send('g7', 'one more'), null);
});

test('restore_ofSavedEntries_goesAsResends', () => {
  const before = new Harness();
  before.engine.send('g7', 'a');
  const h = new Harness();
  h.engine.outbox.restore(JSON.parse(JSON.stringify(before.engine.outbox.save())));
  h.online();
  assert.equal(h.socket.take('send')[0].send.resend, true);
});

test('closing_holdsBackNewMessagesForTheNextSession', () => {
  const h = new Harness();
  h.online();
  h.socket.deliver({ closing: { reason: 'DRAINING', reconnectAfterMs: '700' } });
  h.engine.send('g7', 'a');
  assert.deepEqual(h.socket.take('send'), []);
  h.socket.drop();
  h.clock.advance(700);
  h.online();
  assert.deepEqual(sentTexts(h.socket.take('send')), ['a']);
});

test('read_isGatheredAndReportedUntilAccepted', () => {
  const h = new Harness();
  h.online();
  h.engine.read('g7', 3);
  h.engine.read('g7', 5);
  h.engine.read('g7', 4);
  h.clock.advance(400);
  const reads = h.socket.take('read');
  assert.deepEqual(reads.map((r) => r.read), [{ conversation: 'g7', position: '5' }]);
  h.socket.drop();
  h.clock.advance(2_000);
  h.online();
  h.clock.advance(400);
  const [again] = h.socket.take('read');
  assert.equal(again.read.position, '5');
  h.socket.answer(again, { accepted: { position: '9' } });
  h.clock.advance(5_000);
  assert.deepEqual(h.socket.take('read'), []);
});
