/** Text for people: names, times, sizes, links. Everything here returns strings or plain data. */

const HUES = 12;

/** One of the avatar colours, the same for an id everywhere; neighbours get colours far apart. */
export const hueOf = (id) => (id * 5) % HUES;

export function initials(name) {
  const words = name.trim().split(/[\s._-]+/u).filter(Boolean);
  const first = graphemes(words[0] ?? '?')[0] ?? '?';
  const second = words.length > 1 ? (graphemes(words.at(-1))[0] ?? '') : '';
  // Two pictures do not fit into one circle.
  const both = /\p{Extended_Pictographic}/u.test(first + second) ? first : first + second;
  return both.toLocaleUpperCase();
}

function graphemes(text) {
  if (typeof Intl.Segmenter !== 'function') return [...text];
  return [...new Intl.Segmenter().segment(text)].map((part) => part.segment);
}

/** Only http and https become links; null for everything else. */
export function webUrl(text) {
  try {
    const url = new URL(text);
    return url.protocol === 'http:' || url.protocol === 'https:' ? url : null;
  } catch {
    return null;
  }
}

/** A text as parts `{ text, href }`, href null for what is no link. */
export function linkParts(text) {
  const parts = [];
  let from = 0;
  for (const match of text.matchAll(/https?:\/\/[^\s<>"\u2066-\u2069\u202a-\u202e]+/giu)) {
    let found = match[0].replace(/[.,;:!?'\]}]+$/u, '');
    if (found.endsWith(')') && !found.includes('(')) found = found.replace(/\)+[.,;:!?]*$/u, '');
    const url = webUrl(found);
    if (!url) continue;
    if (match.index > from) parts.push({ text: text.slice(from, match.index), href: null });
    parts.push({ text: found, href: url.href });
    from = match.index + found.length;
  }
  if (from < text.length || parts.length === 0) parts.push({ text: text.slice(from), href: null });
  return parts;
}

/** A message of a few emoji and nothing else. */
export function isOnlyEmoji(text) {
  const bare = text.replace(/\s/gu, '');
  return (
    bare.length <= 40 &&
    /^(?:\p{Extended_Pictographic}|\p{Emoji_Modifier}|\p{Regional_Indicator}|\u200d|\ufe0f)+$/u.test(bare) &&
    graphemes(bare).length <= 4
  );
}

const clock = new Intl.DateTimeFormat(undefined, { hour: 'numeric', minute: '2-digit' });
const weekday = new Intl.DateTimeFormat(undefined, { weekday: 'short' });
const shortDate = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });
const longDate = new Intl.DateTimeFormat(undefined, {
  weekday: 'long',
  day: 'numeric',
  month: 'long',
});
const fullDate = new Intl.DateTimeFormat(undefined, { dateStyle: 'long' });
const fullTime = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'medium' });

export const clockTime = (ms) => clock.format(ms);
export const exactTime = (ms) => fullTime.format(ms);

/** Days from that time to now by the calendar: 0 today, 1 yesterday. */
export function daysAgo(ms, nowMs) {
  const midnight = (at) => new Date(new Date(at).setHours(0, 0, 0, 0)).getTime();
  return Math.round((midnight(nowMs) - midnight(ms)) / 86_400_000);
}

export function dayLabel(ms, nowMs) {
  const days = daysAgo(ms, nowMs);
  if (days === 0) return 'Today';
  if (days === 1) return 'Yesterday';
  return days > 0 && days < 300 ? longDate.format(ms) : fullDate.format(ms);
}

/** A time for a narrow column. */
export function briefTime(ms, nowMs) {
  const days = daysAgo(ms, nowMs);
  if (days <= 0) return clockTime(ms);
  if (days < 7) return weekday.format(ms);
  return days < 300 ? shortDate.format(ms) : new Date(ms).getFullYear().toString();
}

export function byteSize(bytes) {
  const units = ['bytes', 'KB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1_000 && unit < units.length - 1) {
    value /= 1_000;
    unit += 1;
  }
  return `${unit === 0 || value >= 10 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

/** Marks a name in a sentence, so that its direction of writing stays its own (see `sentence` in parts.js). */
export const isolated = (name) => `\u2068${name}\u2069`;

/** One line that stands for a message in a list. */
export function previewOf(content, notice) {
  switch (content.kind) {
    case 'text':
      return content.text.slice(0, 200);
    case 'image':
      return content.caption ? `🖼 ${content.caption}` : '🖼 Image';
    case 'file':
      return `📎 ${content.name || 'File'}`;
    case 'custom':
      return content.type || 'Custom message';
    case 'membership':
      return notice(content);
    default:
      return 'Message';
  }
}

/** What happened to a group, as a sentence; `nameOf` gives a user's name, 'You' included. */
export function noticeText({ change, actor, users, groupName }, me, nameOf) {
  const name = (id) => (id === me ? 'you' : isolated(nameOf(id)));
  const who = actor === me ? 'You' : isolated(nameOf(actor));
  const whom = sentenceList(users.map(name));
  const title = groupName ? ` “${isolated(groupName)}”` : '';
  switch (change) {
    case 'CREATED':
      return `${who} created the group${title}`;
    case 'ADDED':
      return `${who} added ${whom || 'somebody'}`;
    case 'REMOVED':
      return `${who} removed ${whom || 'somebody'}`;
    case 'LEFT': {
      const left = users[0] ?? actor;
      return `${left === me ? 'You' : isolated(nameOf(left))} left`;
    }
    case 'RENAMED':
      return `${who} renamed the group${title ? ` to${title}` : ''}`;
    case 'OWNER_CHANGED':
      return whom ? `${who} made ${whom} the owner` : `${who} changed the owner`;
    case 'ROLE_CHANGED':
      return whom ? `${who} changed the role of ${whom}` : `${who} changed a role`;
    case 'DISMISSED':
      return `${who} dismissed the group`;
    default:
      return 'The group changed';
  }
}

function sentenceList(names) {
  if (names.length > 6) return `${names.slice(0, 5).join(', ')} and ${names.length - 5} others`;
  if (names.length < 2) return names.join('');
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
