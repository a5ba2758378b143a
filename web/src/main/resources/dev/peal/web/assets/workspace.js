import { Api } from './api.js';
import { Conversations, directWith } from './conversations.js';
import { Directory } from './directory.js';
import { Engine } from './engine.js';
import { noticeText, previewOf } from './format.js';
import { Groups } from './groups.js';
import { keepOutbox, keptOutbox } from './identity.js';
import { SUBPROTOCOL } from './wire.js';

const HISTORY_LIMIT = 100;
const KEEP_MESSAGES = 200;
const KEEP_OPEN_MESSAGES = 600;
const MOST_OPEN_MESSAGES = 1_500;
const REFRESH_LIST_MS = 300;
const PRESENCE_EVERY_MS = 30_000;
const MOST_TEXT_BYTES = 65_000;

/**
 * One user at work: what the views show and what they may ask for. Holds the engine, the
 * conversations and what was fetched about users and groups, and calls `changed` after any change.
 */
export class Workspace {
  #changed;
  #onNeedsLogin;
  #cancelled = false;
  #listTimer = null;
  #listRetryMs = 1_000;
  #groupTimer = null;
  #presenceTimer;
  #attentive = () => false;

  constructor({ login, device, changed, onNeedsLogin }) {
    this.me = login.user;
    this.#changed = changed;
    this.#onNeedsLogin = onNeedsLogin;
    this.selected = null;
    this.listLoaded = false;
    this.connection = { name: 'connecting', retryAtMs: 0, message: '' };
    this.api = new Api(login.token, (error) => this.#needsLogin(error.message));
    this.conversations = new Conversations(this.me.id);
    this.directory = new Directory(this.api, changed);
    this.directory.learn([{ ...this.me, online: true }]);
    this.groups = new Groups(this.api, this.directory, changed);
    const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
    this.engine = new Engine({
      open: () => new WebSocket(`${scheme}://${location.host}/ws`, SUBPROTOCOL),
      token: login.token,
      device,
      listener: {
        state: (state) => this.#state(state),
        welcome: (fresh) => this.#welcome(fresh),
        messages: (id, messages, source) => this.#messages(id, messages, source),
        accepted: (entry, position) => this.#accepted(entry, position),
        outbox: (id) => this.#outbox(id),
      },
    });
    this.engine.outbox.restore(keptOutbox(this.me.id));
    this.#presenceTimer = setInterval(() => this.#presence(), PRESENCE_EVERY_MS);
  }

  /** `attentive()` tells whether the user sees the newest message of the selected conversation. */
  start(attentive) {
    this.#attentive = attentive;
    this.engine.start();
  }

  stop() {
    this.#cancelled = true;
    clearInterval(this.#presenceTimer);
    clearTimeout(this.#listTimer);
    clearTimeout(this.#groupTimer);
    this.engine.stop();
  }

  // --- Conversations ---

  /** Opens a conversation, or none for null; false when it cannot be one of this user's. */
  select(id) {
    if (this.selected === id) return true;
    const c = id === null ? null : this.conversations.ensure(id);
    if (id !== null && !c) return false;
    if (this.selected) this.conversations.trim(this.selected, KEEP_MESSAGES);
    this.selected = id;
    if (c) {
      c.wanted = true;
      c.dividerAt = c.unread > 0 ? c.readPosition : null;
      if (c.kind === 'group') this.refreshGroup();
      else this.directory.refresh([c.peer]);
      if (c.history !== 'loaded') this.loadOlder(id);
    }
    this.#changed();
    return true;
  }

  get current() {
    return this.selected ? this.conversations.get(this.selected) : null;
  }

  titleOf(c) {
    if (c.kind === 'group') return c.name || `Group ${c.group}`;
    if (c.peer === this.me.id) return 'Notes to myself';
    return this.directory.user(c.peer)?.displayName ?? (c.name || `User ${c.peer}`);
  }

  /** A line about the newest message. */
  previewOf(c) {
    const waiting = this.engine.outbox.entries(c.id).at(-1);
    if (waiting) return `You: ${waiting.text.slice(0, 200)}`;
    if (!c.preview) return '';
    const { sender, content, text } = c.preview;
    const line = text ?? previewOf(content, (notice) => this.notice(notice));
    if (!line || content?.kind === 'membership' || sender === 0) return line;
    if (sender === this.me.id) return c.peer === this.me.id ? line : `You: ${line}`;
    return c.kind === 'group' ? `${this.directory.name(sender)}: ${line}` : line;
  }

  notice(content) {
    return noticeText(content, this.me.id, (id) => this.directory.name(id));
  }

  /** Messages in order, and behind them what is not known to stand yet. */
  timeline(c) {
    const waiting = this.engine.outbox
      .entries(c.id)
      .filter((e) => !c.keys.has(`${this.me.id}:${e.clientId}`));
    return { messages: c.messages, waiting };
  }

  get unreadConversations() {
    return this.conversations.list().filter((c) => c.unread > 0).length;
  }

  async startDirect(username) {
    const user = await this.#lookUp(username);
    const id = directWith(this.me.id, user.id);
    const c = this.conversations.ensure(id);
    if (c.activityAtMs === 0) c.activityAtMs = Date.now();
    return id;
  }

  async createGroup(name, members) {
    const group = await this.api.createGroup(name, members.map((m) => m.id));
    const c = this.conversations.ensure(group.conversation);
    c.name = group.name;
    c.role = group.role;
    c.activityAtMs = Math.max(c.activityAtMs, Date.now());
    return group.conversation;
  }

  /** A user by name, or an error that says that there is none. */
  async #lookUp(username) {
    const name = username.trim().replace(/^@/, '').toLowerCase();
    const user = await this.api.userByName(name);
    if (!user) throw new Error(`Nobody here is called “${name}”.`);
    this.directory.learn([user]);
    return user;
  }

  lookUp(username) {
    return this.#lookUp(username);
  }

  // --- Messages ---

  /** Sends a text to the selected conversation; returns what is wrong with it, or null. */
  send(text) {
    const c = this.current;
    const body = text.trim();
    if (!c || !body) return '';
    if (new TextEncoder().encode(body).length > MOST_TEXT_BYTES) {
      return 'This message is too long. Please send it in parts.';
    }
    if (this.engine.send(c.id, body) === null) {
      return 'Too many messages wait to be sent already.';
    }
    c.dividerAt = null;
    c.activityAtMs = Math.max(c.activityAtMs, Date.now());
    this.#changed();
    return null;
  }

  async loadOlder(id) {
    const c = this.conversations.get(id);
    if (!c || c.history === 'loading' || (c.history === 'loaded' && !c.more)) return;
    if (this.connection.name !== 'online') return; // The welcome asks again.
    const wasLoaded = c.history === 'loaded';
    const oldest = Math.min(c.oldest, c.messages[0]?.position ?? Infinity);
    const before = wasLoaded && oldest !== Infinity ? oldest : 0;
    c.history = 'loading';
    this.#changed();
    try {
      const page = await this.engine.history(id, before, HISTORY_LIMIT);
      this.conversations.insert(id, page.messages, 'history');
      c.oldest = Math.min(c.oldest, page.messages.at(-1)?.position ?? Infinity);
      c.more = page.more && page.messages.length > 0;
      c.history = 'loaded';
    } catch (error) {
      // A direct conversation exists with its first message.
      const empty = error.code === 'NO_SUCH_CONVERSATION' && c.kind === 'direct';
      if (error.code === 'NOT_A_MEMBER' || (error.code === 'NO_SUCH_CONVERSATION' && !empty)) {
        c.gone = true;
      }
      if (empty || c.gone) c.more = false;
      c.history = empty || c.gone || wasLoaded ? 'loaded' : 'none';
    }
    this.conversations.touch(id);
    this.#changed();
  }

  /** Marks the selected conversation read when the user sees its newest message. */
  readIfSeen() {
    const c = this.current;
    if (!c || c.unread === 0 || c.history !== 'loaded' || !this.#attentive()) return;
    const position = c.lastPosition;
    this.conversations.read(c.id, position);
    this.engine.read(c.id, position);
    this.#changed();
  }

  // --- Groups ---

  /** Fetches the selected group again, soon. */
  refreshGroup() {
    clearTimeout(this.#groupTimer);
    this.#groupTimer = setTimeout(() => {
      const c = this.current;
      if (c?.kind !== 'group') return;
      this.groups.load(c.group).then(
        (group) => {
          c.name = group.name;
          c.role = group.role;
          c.gone = false;
          this.#changed();
        },
        (error) => {
          if (error.code !== 'NOT_FOUND' && error.code !== 'FORBIDDEN') return;
          c.gone = true;
          this.#changed();
        },
      );
    }, 150);
  }

  async addMember(c, username) {
    const user = await this.#lookUp(username);
    const { added } = await this.api.addMembers(c.group, [user.id]);
    this.refreshGroup();
    if (added && !added.includes(user.id)) throw new Error(`${user.displayName} is a member already.`);
  }

  /** Runs a change of the selected group and fetches what it became. */
  async changeGroup(change) {
    await change();
    this.refreshGroup();
  }

  /** The user has left or dismissed a group: it is none of theirs now. */
  forget(c) {
    this.conversations.remove(c.id);
    this.groups.forget(c.group);
    if (this.selected === c.id) this.selected = null;
    this.#changed();
  }

  // --- News from the engine ---

  #state(state) {
    this.connection = state;
    if (state.name === 'refused') this.#needsLogin('Please log in again.');
    this.#changed();
  }

  #welcome(fresh) {
    // After this point, not before: see Inbox, "Where a fresh page starts".
    if (fresh || !this.listLoaded) this.#refreshList(0);
    const c = this.current;
    if (c && c.history !== 'loaded') this.loadOlder(c.id);
    if (c?.kind === 'group') this.refreshGroup();
    this.#changed();
  }

  #messages(id, messages, source) {
    const isNew = !this.conversations.get(id);
    const c = this.conversations.ensure(id);
    if (!c) return;
    if (id === this.selected && c.dividerAt === null && !this.#attentive()) {
      c.dividerAt = Math.max(c.readPosition, c.lastPosition);
    }
    this.conversations.insert(id, messages, source);
    const notices = messages.some((m) => m.content.kind === 'membership');
    if (this.listLoaded && (isNew || notices) && c.kind === 'group') this.#refreshList(REFRESH_LIST_MS);
    if (notices && id === this.selected) this.refreshGroup();
    if (c.messages.length > MOST_OPEN_MESSAGES && (id !== this.selected || this.#attentive())) {
      this.conversations.trim(id, KEEP_OPEN_MESSAGES);
    }
    this.#changed();
  }

  #accepted({ conversation, clientId, text, createdAtMs }, position) {
    const message = {
      position,
      sender: this.me.id,
      clientId,
      sentAtMs: createdAtMs,
      content: { kind: 'text', text },
    };
    this.conversations.insert(conversation, [message], 'accepted');
    this.#changed();
  }

  #outbox(id) {
    const entries = this.engine.outbox.entries(id);
    if (entries.some((e) => e.error?.code === 'NOT_A_MEMBER')) {
      const c = this.conversations.get(id);
      if (c) c.gone = true;
    }
    this.conversations.touch(id);
    try {
      keepOutbox(this.me.id, this.engine.outbox.save());
    } catch {
      // No room to keep it: then it does not survive a reload, nothing else changes.
    }
    this.#changed();
  }

  #refreshList(delayMs) {
    clearTimeout(this.#listTimer);
    this.#listTimer = setTimeout(async () => {
      try {
        const items = await this.api.conversations();
        if (this.#cancelled) return;
        for (const item of items) this.conversations.fetched(item);
        const peers = this.conversations.list().map((c) => c.peer);
        this.directory.refresh(peers.filter((id) => id > 0 && id !== this.me.id));
        this.listLoaded = true;
        this.#listRetryMs = 1_000;
        const c = this.current;
        if (c && c.dividerAt === null && c.unread > 0 && !c.messages.length) c.dividerAt = c.readPosition;
        this.#changed();
      } catch (error) {
        if (this.#cancelled || error.needsLogin) return;
        this.#refreshList(Math.max(error.retryAfterMs ?? 0, this.#listRetryMs));
        this.#listRetryMs = Math.min(this.#listRetryMs * 2, 30_000);
      }
    }, delayMs);
  }

  #presence() {
    if (document.visibilityState !== 'visible' || this.connection.name !== 'online') return;
    const peers = this.conversations.list().map((c) => c.peer);
    this.directory.refresh(peers.filter((id) => id > 0 && id !== this.me.id).slice(0, 200));
    if (this.current?.kind === 'group') this.refreshGroup();
  }

  #needsLogin(message) {
    if (this.#cancelled) return;
    this.stop();
    this.#onNeedsLogin(message);
  }
}
