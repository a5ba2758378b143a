import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Harness, PING_MS, entry, pushOf } from './harness.mjs';

const texts = (h) => h.messages.map((m) => m.content.text);

test('freshPage_welcome_startsAtTheLatestStoredSeqWithoutSync', () => {
  const h = new Harness();
  const login = h.online({ latestSeq: 5_000 });
  assert.equal(login.login.cursor, '0');
  assert.deepEqual(h.welcomes, [true]);
  assert.equal(h.engine.cursor, 5_000);
  assert.deepEqual(h.socket.take('sync'), []);
  assert.deepEqual(h.socket.take('ack'), [{ ack: { seq: '5000' } }]);
});

test('reconnect_behindTheWelcome_logsInWithItsCursorAndSyncs', () => {
  const h = new Harness();
  h.online({ latestSeq: 10 });
  h.push(11, 'a');
  h.socket.drop();
  h.clock.advance(2_000);
  const login = h.online({ latestSeq: 14 });
  assert.equal(login.login.cursor, '11');
  assert.deepEqual(h.welcomes, [true, false]);
  const [sync] = h.socket.take('sync');
  assert.equal(sync.sync.after, '11');
  h.socket.answer(sync, {
    page: { after: '11', entries: [entry(12, 'b'), entry(14, 'd')], dead: [{ first: '13', last: '13' }], latestSeq: '14' },
  });
  assert.deepEqual(texts(h), ['a', 'b', 'd']);
  assert.equal(h.engine.cursor, 14);
});

test('reconnect_ofAnEmptyInbox_isNotFreshAgain', () => {
  const h = new Harness();
  h.online({ latestSeq: 0 });
  h.socket.drop();
  h.clock.advance(2_000);
  h.online({ latestSeq: 3 });
  assert.equal(h.engine.cursor, 0);
  assert.equal(h.socket.take('sync')[0].sync.after, '0');
});

test('push_openingAGap_syncsAfterAMomentAndOnce', () => {
  const h = new Harness();
  h.online({ latestSeq: 10 });
  h.push(13, 'c');
  h.clock.advance(49);
  assert.deepEqual(h.socket.take('sync'), []);
  h.clock.advance(1);
  const [sync] = h.socket.take('sync');
  assert.equal(sync.sync.after, '10');
  h.push(14, 'd');
  assert.deepEqual(h.socket.take('sync'), []);
  h.socket.answer(sync, { page: { after: '10', entries: [entry(11, 'a'), entry(12, 'b')], latestSeq: '12' } });
  assert.equal(h.engine.cursor, 14);
  h.clock.advance(500);
  assert.deepEqual(h.socket.take('sync'), []);
});

test('push_crossingAnother_asksNothing', () => {
  const h = new Harness();
  h.online({ latestSeq: 10 });
  for (let seq = 11; seq < 400; seq += 2) {
    h.push(seq + 1, `m${seq + 1}`);
    h.clock.advance(10);
    if (seq > 11) h.push(seq - 2, `m${seq - 2}`);
    h.clock.advance(10);
  }
  h.push(399, 'last');
  h.clock.advance(900);
  assert.deepEqual(h.socket.take('sync'), []);
  assert.equal(h.engine.cursor, 400);
});

test('push_laterGapStaysOpenWhileTheFirstCloses_asksForIt', () => {
  const h = new Harness();
  h.online({ latestSeq: 10 });
  h.push(12, 'b');
  h.clock.advance(30);
  h.push(14, 'd');
  h.push(16, 'f');
  h.push(11, 'a');
  h.push(15, 'e');
  h.clock.advance(20);
  assert.deepEqual(h.socket.take('sync'), []);
  h.clock.advance(50);
  assert.equal(h.socket.take('sync')[0].sync.after, '12');
});

test('welcome_withALowerCursor_goesOnFromThereAndFetchesAgain', () => {
  const h = new Harness();
  h.online({ latestSeq: 10 });
  h.push(11, 'a');
  h.socket.drop();
  h.clock.advance(2_000);
  const login = h.online({ latestSeq: 8, cursor: '5' });
  assert.equal(login.login.cursor, '11');
  assert.equal(h.engine.cursor, 5);
  assert.deepEqual(h.welcomes, [true, true]);
  assert.equal(h.socket.take('sync')[0].sync.after, '5');
});

test('welcome_withItsOwnCursor_changesNothing', () => {
  const h = new Harness();
  h.online({ latestSeq: 10, cursor: '0' });
  h.socket.drop();
  h.clock.advance(2_000);
  h.online({ latestSeq: 10, cursor: '10' });
  assert.equal(h.engine.cursor, 10);
  assert.deepEqual(h.welcomes, [true, false]);
});

test('freshPage_latestUnknown_startsWithTheFirstPong', () => {
  const h = new Harness();
  h.online({ latestUnknown: true, cursor: '0' });
  assert.deepEqual(h.welcomes, [false]);
  h.push(21, 'a');
  h.clock.advance(500);
  assert.deepEqual(texts(h), ['a']);
  assert.deepEqual(h.socket.take('sync'), []);
  assert.deepEqual(h.socket.take('ack'), []);
  h.socket.deliver({ pong: { latestSeq: '20' } });
  assert.equal(h.engine.cursor, 21);
  assert.deepEqual(h.welcomes, [false, true]);
  assert.deepEqual(h.socket.take('sync'), []);
});

test('reconnect_latestUnknown_goesOnFromItsCursor', () => {
  const h = new Harness();
  h.online({ latestSeq: 10 });
  h.socket.drop();
  h.clock.advance(2_000);
  h.online({ latestUnknown: true, cursor: '10' });
  assert.equal(h.engine.cursor, 10);
  h.socket.deliver({ pong: { latestSeq: '12' } });
  assert.equal(h.socket.take('sync')[0].sync.after, '10');
});

test('gap_notStoredYet_asksAgainOnlyWhenThePongIsAboveTheCursor', () => {
  const h = new Harness();
  h.online({ latestSeq: 10 });
  h.push(12, 'b');
  h.clock.advance(50);
  h.socket.answer(h.socket.take('sync')[0], { page: { after: '10', latestSeq: '10' } });
  h.clock.advance(1_000);
  assert.deepEqual(h.socket.take('sync'), []);
  assert.ok(h.socket.take('ping').length > 0);
  h.socket.deliver({ pong: { latestSeq: '10' } });
  assert.deepEqual(h.socket.take('sync'), []);
  h.clock.advance(2_000);
  assert.ok(h.socket.take('ping').length > 0);
  h.socket.deliver({ pong: { latestSeq: '12' } });
  const [sync] = h.socket.take('sync');
  h.socket.answer(sync, {
    page: { after: '10', entries: [entry(12, 'b')], dead: [{ first: '11', last: '11' }], latestSeq: '12' },
  });
  assert.equal(h.engine.cursor, 12);
});

test('pong_aboveTheCursor_findsALostLastPush', () => {
  const h = new Harness();
  h.online({ latestSeq: 10 });
  h.clock.advance(1_000);
  assert.equal(h.socket.take('ping').length, 1);
  h.socket.deliver({ pong: { latestSeq: '11' } });
  const [sync] = h.socket.take('sync');
  h.socket.answer(sync, { page: { after: '10', entries: [entry(11, 'last')], latestSeq: '11' } });
  assert.deepEqual(texts(h), ['last']);
});

test('page_withMore_goesOnAboveAPendingHoleAndComesBackForIt', () => {
  const h = new Harness();
  h.online({ latestSeq: 0 });
  h.socket.deliver({ pong: { latestSeq: '6' } });
  let [sync] = h.socket.take('sync');
  h.socket.answer(sync, {
    page: { after: '0', entries: [entry(1, 'a'), entry(3, 'c')], pending: [{ first: '2', last: '2' }], more: true, latestSeq: '6' },
  });
  assert.equal(h.engine.cursor, 1);
  [sync] = h.socket.take('sync');
  assert.equal(sync.sync.after, '3');
  h.socket.answer(sync, { page: { after: '3', entries: [entry(4, 'd'), entry(5, 'e'), entry(6, 'f')], latestSeq: '6' } });
  assert.equal(h.engine.cursor, 1);
  assert.deepEqual(h.socket.take('sync'), []);
  h.clock.advance(1_000);
  h.socket.deliver({ pong: { latestSeq: '6' } });
  [sync] = h.socket.take('sync');
  assert.equal(sync.sync.after, '1');
  h.socket.answer(sync, {
    page: { after: '1', entries: [entry(3, 'c')], dead: [{ first: '2', last: '2' }], latestSeq: '6' },
  });
  assert.equal(h.engine.cursor, 6);
});

test('page_claimingMoreWithoutAnything_doesNotLoop', () => {
  const h = new Harness();
  h.online({ latestSeq: 0 });
  h.socket.deliver({ pong: { latestSeq: '6' } });
  h.socket.answer(h.socket.take('sync')[0], { page: { after: '0', more: true, latestSeq: '6' } });
  assert.deepEqual(h.socket.take('sync'), []);
});

test('sync_refusedForNow_asksAgainAfterTheTime', () => {
  const h = new Harness();
  h.online({ latestSeq: 0 });
  h.socket.deliver({ pong: { latestSeq: '2' } });
  h.socket.answer(h.socket.take('sync')[0], { error: { code: 'UNAVAILABLE', retryAfterMs: '3000' } });
  h.socket.take('ping');
  h.clock.advance(2_900);
  h.clock.advance(200);
  h.socket.deliver({ pong: { latestSeq: '2' } });
  assert.equal(h.socket.take('sync').length, 1);
});

test('ack_isCumulativeAndLazy', () => {
  const h = new Harness();
  h.online({ latestSeq: 100 });
  h.socket.take('ack');
  h.push(101, 'a', 'b');
  h.push(103, 'c');
  assert.deepEqual(h.socket.take('ack'), []);
  h.clock.advance(1_000);
  assert.deepEqual(h.socket.take('ack'), [{ ack: { seq: '103' } }]);
  h.clock.advance(3_000);
  assert.deepEqual(h.socket.take('ack'), []);
});

test('ack_afterFiftySeqs_comesAtOnceAndNeverPassesAGap', () => {
  const h = new Harness();
  h.online({ latestSeq: 100 });
  h.socket.take('ack');
  const fifty = Array.from({ length: 50 }, (_, i) => `m${i}`);
  h.push(101, ...fifty);
  assert.deepEqual(h.socket.take('ack'), [{ ack: { seq: '150' } }]);
  h.push(152, ...fifty);
  h.clock.advance(1_500);
  assert.deepEqual(h.socket.take('ack'), []);
});

test('push_again_isAcknowledgedAtOnce', () => {
  const h = new Harness();
  h.online({ latestSeq: 100 });
  h.push(101, 'a');
  h.clock.advance(1_000);
  h.socket.take('ack');
  h.push(101, 'a');
  assert.deepEqual(h.socket.take('ack'), [{ ack: { seq: '101' } }]);
});

test('page_entriesOfSeveralConversations_areDeliveredInRunsInOrder', () => {
  const h = new Harness();
  h.online({ latestSeq: 0 });
  h.socket.deliver({ pong: { latestSeq: '3' } });
  h.socket.answer(h.socket.take('sync')[0], {
    page: {
      after: '0',
      entries: [entry(1, 'a'), entry(2, 'b', { conversation: 'd1-2', position: 1 }), entry(3, 'c', { position: 2 })],
      latestSeq: '3',
    },
  });
  assert.deepEqual(h.messages.map((m) => [m.conversation, m.content.text, m.source]), [
    ['g7', 'a', 'page'],
    ['d1-2', 'b', 'page'],
    ['g7', 'c', 'page'],
  ]);
});

test('frame_unknownOrUnreadable_isIgnored', () => {
  const h = new Harness();
  h.online();
  h.socket.onmessage({ data: 'no json' });
  h.socket.deliver({ somethingNew: {} });
  h.socket.deliver({ push: { ...pushOf(1, 'g7', ['x']), messages: [{ position: '1', sender: '2', content: { hologram: {} } }] } });
  assert.equal(h.messages[0].content.kind, 'unknown');
  assert.equal(h.engine.state.name, 'online');
});

test('ping_goesOutSoonAfterTheLoginAndThenEveryInterval', () => {
  const h = new Harness();
  h.online();
  h.clock.advance(1_000);
  assert.equal(h.socket.take('ping').length, 1);
  h.socket.deliver({ pong: {} });
  h.clock.advance(PING_MS - 1_000);
  assert.equal(h.socket.take('ping').length, 1);
});
