import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Conversations, directWith, parseConversation } from '../../main/resources/dev/peal/web/assets/conversations.js';

const ME = 1;
const text = (position, { sender = 2, clientId = `c${position}`, body = `m${position}` } = {}) => ({
  position,
  sender,
  clientId,
  sentAtMs: 1_700_000_000_000 + position,
  content: { kind: 'text', text: body },
});
const readMark = (conversation, position) => ({
  position: 1,
  sender: ME,
  clientId: '',
  sentAtMs: 0,
  content: { kind: 'readMark', conversation, position },
});
const listed = (fields) => ({
  conversation: 'g7',
  kind: 'group',
  name: 'G',
  role: 'member',
  last_position: 0,
  read_position: 0,
  unread: 0,
  last_message: null,
  ...fields,
});
const bodies = (c) => c.messages.map((m) => m.content.text);

test('parseConversation_acceptsOnlyCanonicalIds', () => {
  assert.deepEqual(parseConversation('g7').group, 7);
  assert.deepEqual(parseConversation('d1-5').users, [1, 5]);
  for (const bad of ['g0', 'g07', 'd5-1', 'd1', '@3', 'g7 ', '', '<img>', 'd1-5-6']) {
    assert.equal(parseConversation(bad), null, bad);
  }
  assert.equal(directWith(5, 1), 'd1-5');
});

test('ensure_directOfOthers_isNone', () => {
  assert.equal(new Conversations(ME).ensure('d2-3'), null);
});

test('unread_listThenMessages_countsEachOnce', () => {
  const all = new Conversations(ME);
  all.fetched(listed({ last_position: 10, read_position: 6, unread: 3 }));
  all.insert('g7', [text(10)], 'push');
  assert.equal(all.get('g7').unread, 3);
  all.insert('g7', [text(11), text(12, { sender: ME })], 'push');
  assert.equal(all.get('g7').unread, 4);
});

test('unread_messagesThenList_isTheSame', () => {
  const all = new Conversations(ME);
  all.insert('g7', [text(10), text(11), text(12, { sender: ME })], 'push');
  all.fetched(listed({ last_position: 10, read_position: 6, unread: 3 }));
  assert.equal(all.get('g7').unread, 4);
});

test('unread_noticesAndRepeatsDoNotCount', () => {
  const all = new Conversations(ME);
  const notice = { ...text(2), content: { kind: 'membership', change: 'ADDED', actor: 2, users: [3], groupName: 'G' } };
  all.insert('g7', [text(1), text(1), notice], 'push');
  all.insert('g7', [text(1)], 'page');
  assert.equal(all.get('g7').unread, 1);
});

test('unread_historyDoesNotCount', () => {
  const all = new Conversations(ME);
  all.fetched(listed({ last_position: 3, read_position: 3 }));
  all.insert('g7', [text(3), text(2), text(1)], 'history');
  assert.equal(all.get('g7').unread, 0);
  assert.deepEqual(bodies(all.get('g7')), ['m1', 'm2', 'm3']);
  all.insert('g8', [text(2), text(1)], 'history');
  assert.equal(all.get('g8').unread, 0);
});

test('readMark_ofAnotherDevice_clearsTheBadge', () => {
  const all = new Conversations(ME);
  all.fetched(listed({ last_position: 10, read_position: 0, unread: 10 }));
  all.insert('d1-1', [readMark('g7', 10)], 'push');
  assert.equal(all.get('g7').unread, 0);
  all.insert('g7', [text(11)], 'push');
  assert.equal(all.get('g7').unread, 1);
  all.insert('d1-1', [readMark('g7', 4)], 'push');
  assert.equal(all.get('g7').unread, 1);
});

test('readMark_doesNotShowTheNotesToOneself', () => {
  const all = new Conversations(ME);
  all.insert('d1-1', [readMark('g7', 10)], 'push');
  assert.deepEqual(all.list().map((c) => c.id), ['g7']);
});

test('unread_ofAHundred_isCapped', () => {
  const all = new Conversations(ME);
  all.fetched(listed({ last_position: 500, read_position: 0, unread: 100 }));
  all.insert('g7', [text(501)], 'push');
  assert.equal(all.get('g7').unread, 100);
  all.read('g7', 498);
  assert.equal(all.get('g7').unread, 3);
});

test('insert_knownMessage_isNotShownTwiceAndARowsPositionStands', () => {
  const all = new Conversations(ME);
  all.insert('g7', [text(1), text(2, { clientId: 'x', body: 'moved' }), text(3)], 'push');
  all.insert('g7', [text(4, { clientId: 'x', body: 'moved' })], 'page');
  assert.deepEqual(bodies(all.get('g7')), ['m1', 'm3', 'moved']);
  all.insert('g7', [text(2, { clientId: 'x', body: 'moved' })], 'push');
  assert.deepEqual(bodies(all.get('g7')), ['m1', 'm3', 'moved']);
  assert.equal(all.get('g7').unread, 3);
});

test('insert_sameClientIdOfTwoSenders_isTwoMessages', () => {
  const all = new Conversations(ME);
  all.insert('g7', [text(1, { clientId: 'x' }), text(2, { clientId: 'x', sender: 3 })], 'push');
  assert.equal(all.get('g7').messages.length, 2);
});

test('insert_accepted_takesTheServersTimeLater', () => {
  const all = new Conversations(ME);
  all.insert('g7', [{ ...text(5, { sender: ME, clientId: 'x' }), sentAtMs: 1 }], 'accepted');
  all.insert('g7', [text(5, { sender: ME, clientId: 'x' })], 'push');
  assert.equal(all.get('g7').messages.length, 1);
  assert.equal(all.get('g7').messages[0].sentAtMs, 1_700_000_000_005);
});

test('notice_ofMyRemoval_endsTheConversationForMe', () => {
  const all = new Conversations(ME);
  const notice = (position, change, users) => ({
    ...text(position),
    content: { kind: 'membership', change, actor: 2, users, groupName: 'New name' },
  });
  all.insert('g7', [notice(1, 'REMOVED', [3])], 'push');
  assert.equal(all.get('g7').gone, false);
  all.insert('g7', [notice(2, 'REMOVED', [ME])], 'push');
  assert.equal(all.get('g7').gone, true);
  all.insert('g7', [notice(3, 'ADDED', [ME])], 'push');
  assert.equal(all.get('g7').gone, false);
  assert.equal(all.get('g7').name, 'New name');
});

test('trim_keepsTheNewestAndTheyCanComeBack', () => {
  const all = new Conversations(ME);
  all.insert('g7', [1, 2, 3, 4].map((p) => text(p)), 'push');
  all.trim('g7', 2);
  assert.deepEqual(bodies(all.get('g7')), ['m3', 'm4']);
  assert.equal(all.get('g7').more, true);
  all.insert('g7', [text(2), text(1)], 'history');
  assert.deepEqual(bodies(all.get('g7')), ['m1', 'm2', 'm3', 'm4']);
});
