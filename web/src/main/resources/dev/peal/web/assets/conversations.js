/** Kinds of content that a person reads: these count as unread. */
const READABLE = new Set(['text', 'image', 'file', 'custom']);

export const UNREAD_CAP = 100;

/** `g7` or `d1-5`, taken apart; null for anything else. */
export function parseConversation(id) {
  const group = /^g([1-9]\d{0,15})$/.exec(id);
  if (group) return { kind: 'group', group: Number(group[1]), users: [] };
  const direct = /^d([1-9]\d{0,15})-([1-9]\d{0,15})$/.exec(id);
  if (direct && Number(direct[1]) <= Number(direct[2])) {
    return { kind: 'direct', group: 0, users: [Number(direct[1]), Number(direct[2])] };
  }
  return null;
}

export const directWith = (a, b) => `d${Math.min(a, b)}-${Math.max(a, b)}`;

/** What tells a message apart: its sender's name for it, or its place for one that has none. */
export const messageKey = ({ sender, clientId, position }) =>
  clientId ? `${sender}:${clientId}` : `#${position}`;

/**
 * The conversations of one user as far as this page knows them: messages, read marks, unread counts.
 *
 * State comes from two sides: lists fetched over HTTP (a count of unread messages up to a last
 * position) and messages from the inbox. A message above the fetched last position counts on top of
 * the fetched count; one at or below it is in that count already. So the order in which the two
 * arrive does not matter.
 */
export class Conversations {
  #me;
  #all = new Map();

  constructor(me) {
    this.#me = me;
  }

  get me() {
    return this.#me;
  }

  get(id) {
    return this.#all.get(id);
  }

  /** Newest activity first; the notes to oneself only once there are any. */
  list() {
    return [...this.#all.values()]
      .filter((c) => c.peer !== this.#me || c.wanted || c.preview?.text)
      .sort((a, b) => b.activityAtMs - a.activityAtMs || (a.id < b.id ? -1 : 1));
  }

  /** The conversation of that id, made when there is none yet; null when it cannot be this user's. */
  ensure(id) {
    const known = this.#all.get(id);
    if (known) return known;
    const parsed = parseConversation(id);
    if (!parsed) return null;
    if (parsed.kind === 'direct' && !parsed.users.includes(this.#me)) return null;
    const [a, b] = parsed.users;
    const conversation = {
      id,
      kind: parsed.kind,
      group: parsed.group,
      peer: parsed.kind === 'direct' ? (a === this.#me ? b : a) : 0,
      name: '',
      role: 'member',
      gone: false,
      wanted: false,
      activityAtMs: 0,
      preview: null,
      lastPosition: 0,
      readPosition: 0,
      fetched: { last: 0, read: 0, unread: 0 },
      unreadPositions: new Set(),
      unread: 0,
      messages: [],
      keys: new Map(),
      history: 'none',
      more: true,
      oldest: Infinity,
      dividerAt: null,
      revision: 0,
    };
    this.#all.set(id, conversation);
    return conversation;
  }

  /** Takes over one item of GET /v1/conversations. */
  fetched(item) {
    const c = this.ensure(item.conversation);
    if (!c) return;
    c.name = item.name ?? c.name;
    if (item.role) c.role = item.role;
    c.gone = false;
    c.lastPosition = Math.max(c.lastPosition, item.last_position ?? 0);
    c.readPosition = Math.max(c.readPosition, item.read_position ?? 0);
    if ((item.last_position ?? 0) >= c.fetched.last) {
      c.fetched = {
        last: item.last_position ?? 0,
        read: item.read_position ?? 0,
        unread: item.unread ?? 0,
      };
    }
    const last = item.last_message;
    if (last && last.position > (c.preview?.position ?? 0)) {
      c.preview = { position: last.position, sender: last.sender, text: last.preview ?? '' };
      c.activityAtMs = Math.max(c.activityAtMs, last.sent_at_ms);
    }
    this.#recount(c);
  }

  /** Takes messages of one conversation in: `source` is 'push', 'page', 'history' or 'accepted'. */
  insert(id, messages, source) {
    const c = this.ensure(id);
    if (!c) return;
    for (const message of messages) {
      if (message.content.kind === 'readMark') {
        if (message.sender === this.#me || message.sender === 0) {
          this.read(message.content.conversation, message.content.position);
        }
      } else {
        this.#insert(c, message, source);
      }
    }
    this.#recount(c);
  }

  /** Read up to this position, here or on another device of this user. */
  read(id, position) {
    const c = this.ensure(id);
    if (!c || position <= c.readPosition) return;
    c.readPosition = position;
    this.#recount(c);
  }

  /** Forgets old messages of a conversation that nobody looks at; history brings them back. */
  trim(id, keep) {
    const c = this.#all.get(id);
    if (!c || c.messages.length <= keep) return;
    for (const message of c.messages.splice(0, c.messages.length - keep)) {
      c.keys.delete(messageKey(message));
    }
    c.more = true;
    c.oldest = c.messages[0].position;
    c.revision += 1;
  }

  touch(id) {
    const c = this.#all.get(id);
    if (c) c.revision += 1;
  }

  remove(id) {
    this.#all.delete(id);
  }

  #insert(c, message, source) {
    const key = messageKey(message);
    const known = c.keys.get(key);
    if (known) {
      // A row's position stands; a pushed one may have been replaced on the way to the store.
      const moved = source !== 'push' && source !== 'accepted' && known.position !== message.position;
      if (known.provisional && source !== 'accepted') {
        known.sentAtMs = message.sentAtMs;
        known.provisional = false;
      }
      if (!moved) return;
      c.messages.splice(c.messages.indexOf(known), 1);
      c.unreadPositions.delete(known.position);
      known.position = message.position;
      this.#place(c, known);
    } else {
      const added = { ...message, provisional: source === 'accepted' };
      c.keys.set(key, added);
      this.#place(c, added);
      this.#applyNotice(c, added, source);
    }
    const { position, sender, content, sentAtMs } = message;
    if (source !== 'history' && sender !== this.#me && READABLE.has(content.kind)) {
      c.unreadPositions.add(position);
    }
    c.lastPosition = Math.max(c.lastPosition, position);
    if (position >= (c.preview?.position ?? 0)) {
      c.preview = { position, sender, content };
      c.activityAtMs = Math.max(c.activityAtMs, sentAtMs);
    }
  }

  #place(c, message) {
    let at = c.messages.length;
    while (at > 0 && c.messages[at - 1].position > message.position) at -= 1;
    c.messages.splice(at, 0, message);
  }

  #applyNotice(c, { content }, source) {
    if (content.kind !== 'membership' || source === 'history') return;
    if (content.groupName) c.name = content.groupName;
    const me = content.users.includes(this.#me);
    if (content.change === 'DISMISSED' || (me && content.change === 'REMOVED')) c.gone = true;
    if (content.change === 'LEFT' && (me || (content.users.length === 0 && content.actor === this.#me))) {
      c.gone = true;
    }
    if (me && content.change === 'ADDED') c.gone = false;
  }

  #recount(c) {
    const { last, read, unread } = c.fetched;
    for (const position of c.unreadPositions) {
      if (position <= c.readPosition || position <= last) c.unreadPositions.delete(position);
    }
    // Read further than the fetched count knew: what is left of it is at most what lies above the
    // mark. Exact at both ends, which is where marks are.
    let rest = unread;
    if (c.readPosition >= last) rest = 0;
    else if (c.readPosition > read) rest = Math.min(unread, last - c.readPosition);
    c.unread = Math.min(UNREAD_CAP, rest + c.unreadPositions.size);
    c.revision += 1;
  }
}
