import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hueOf, initials, isOnlyEmoji, linkParts, noticeText, webUrl } from '../../main/resources/dev/peal/web/assets/format.js';

test('webUrl_acceptsHttpAndHttpsOnly', () => {
  assert.equal(webUrl('https://example.org/a?b').href, 'https://example.org/a?b');
  assert.ok(webUrl('http://example.org'));
  const refused = ['javascript:alert(1)', 'JAVASCRIPT:alert(1)', ' java\nscript:alert(1)', 'data:text/html,x', 'file:///etc/passwd', '//example.org', '/v1/me', 'ftp://x', ''];
  for (const bad of refused) assert.equal(webUrl(bad), null, bad);
});

test('linkParts_findsLinksAndLeavesTheRest', () => {
  assert.deepEqual(linkParts('see https://a.org/x, or (http://b.org/).'), [
    { text: 'see ', href: null },
    { text: 'https://a.org/x', href: 'https://a.org/x' },
    { text: ', or (', href: null },
    { text: 'http://b.org/', href: 'http://b.org/' },
    { text: ').', href: null },
  ]);
  assert.deepEqual(linkParts('https://a.org/x_(y)')[0].href, 'https://a.org/x_(y)');
  assert.deepEqual(linkParts('javascript:alert(1)'), [{ text: 'javascript:alert(1)', href: null }]);
  assert.deepEqual(linkParts(''), [{ text: '', href: null }]);
});

test('linkParts_joined_areTheText', () => {
  for (const text of ['a https://x.org b http://y.org', 'https://', 'https://x.org/<b>', '🎉 https://x.org/🎉 end']) {
    assert.equal(linkParts(text).map((p) => p.text).join(''), text);
  }
});

test('initials_areOfTheFirstAndTheLastWord', () => {
  assert.equal(initials('Ada Lovelace'), 'AL');
  assert.equal(initials('ada'), 'A');
  assert.equal(initials('Anna Maria Berg'), 'AB');
  assert.equal(initials('👩‍🚀 Sally'), '👩‍🚀');
  assert.equal(initials('<img src=x>'), '<S');
});

test('hueOf_isOneOfTheColours', () => {
  for (let id = 0; id < 1_000; id += 1) assert.ok(hueOf(id) >= 0 && hueOf(id) < 12);
});

test('isOnlyEmoji_tellsThemFromTextAndDigits', () => {
  assert.ok(isOnlyEmoji('🎉'));
  assert.ok(isOnlyEmoji('👩‍🚀 👍🏽'));
  for (const text of ['1', 'hi 🎉', '🎉🎉🎉🎉🎉', '']) assert.equal(isOnlyEmoji(text), false, text);
});

test('noticeText_saysWhoDidWhat', () => {
  const nameOf = (id) => ({ 2: 'Bo', 3: 'Cy' })[id];
  const plain = (change) => noticeText({ groupName: '', users: [], ...change }, 1, nameOf).replace(/[\u2068\u2069]/g, '');
  assert.equal(plain({ change: 'CREATED', actor: 1, groupName: 'Team' }), 'You created the group “Team”');
  assert.equal(plain({ change: 'ADDED', actor: 2, users: [1, 3] }), 'Bo added you and Cy');
  assert.equal(plain({ change: 'LEFT', actor: 3, users: [3] }), 'Cy left');
  assert.equal(plain({ change: 'RENAMED', actor: 2, groupName: 'X' }), 'Bo renamed the group to “X”');
});
