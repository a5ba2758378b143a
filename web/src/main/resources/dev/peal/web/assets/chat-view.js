import { byId, h, reconcile } from './dom.js';
import { avatar } from './parts.js';
import { timelineItems } from './timeline.js';

const NEAR_BOTTOM_PX = 80;
const NEAR_TOP_PX = 400;

/** The open conversation: its heading, its messages, and where to write. */
export class ChatView {
  #workspace;
  #list = byId('messages');
  #input = byId('composer-input');
  #drafts = new Map();
  #shown = null;
  #signature = '';
  #atBottom = true;
  #unseen = 0;
  #wantsFocus = false;

  /** `toggleMembers()` opens or closes the members panel. */
  constructor(workspace, toggleMembers) {
    this.#workspace = workspace;
    byId('show-members').addEventListener('click', toggleMembers);
    byId('jump').addEventListener('click', () => this.#toBottom());
    this.#list.addEventListener('scroll', () => this.#scrolled());
    // The composer grows, a banner comes, a keyboard opens: the newest message stays in sight.
    new ResizeObserver(() => this.#atBottom && this.#toBottom()).observe(this.#list);
    byId('composer').addEventListener('submit', (event) => {
      event.preventDefault();
      this.#send();
    });
    this.#input.addEventListener('input', () => this.#grow());
    this.#input.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.#send();
    });
  }

  /** The user looks at the newest message. */
  get attentive() {
    return this.#atBottom && document.visibilityState === 'visible' && document.hasFocus();
  }

  /** Goes to where one writes with the next rendering; not on a phone, where that opens the keyboard. */
  focusSoon() {
    this.#wantsFocus = window.matchMedia('(min-width: 720px)').matches;
  }

  render(membersOpen) {
    const c = this.#workspace.current;
    byId('chat-empty').hidden = c !== null;
    byId('chat-open').hidden = c === null;
    if (this.#shown !== (c?.id ?? null)) this.#switch(c);
    if (!c) return;
    this.#heading(c, membersOpen);
    byId('composer').hidden = c.gone;
    byId('gone').hidden = !c.gone;
    this.#messages(c);
    if (this.#wantsFocus) this.#input.focus();
    this.#wantsFocus = false;
  }

  #switch(c) {
    if (this.#shown) this.#drafts.set(this.#shown, this.#input.value);
    this.#shown = c?.id ?? null;
    this.#signature = '';
    this.#atBottom = true;
    this.#unseen = 0;
    this.#input.value = this.#drafts.get(this.#shown) ?? '';
    byId('composer-error').hidden = true;
    reconcile(this.#list, []);
    if (c) this.#grow();
  }

  #heading(c, membersOpen) {
    const workspace = this.#workspace;
    const title = workspace.titleOf(c);
    const isGroup = c.kind === 'group';
    reconcile(byId('chat-avatar'), [
      {
        key: c.id,
        sign: title,
        build: () => avatar(isGroup ? c.group : c.peer, title, { group: isGroup }),
      },
    ]);
    byId('chat-title').textContent = title;
    byId('chat-title').dataset.conversation = c.id;
    byId('chat-subtitle').textContent = this.#subtitle(c);
    byId('show-members').hidden = !isGroup;
    byId('show-members').setAttribute('aria-expanded', String(membersOpen));
    this.#input.setAttribute('aria-label', `Message to ${title}`);
  }

  #subtitle(c) {
    const { directory, groups, me } = this.#workspace;
    if (c.kind === 'direct') {
      if (c.peer === me.id) return 'Only you can see these';
      const user = directory.user(c.peer);
      return user?.username ? `@${user.username} · ${user.online ? 'online' : 'offline'}` : '';
    }
    const group = groups.get(c.group);
    if (!group) return '';
    const online = group.members.filter((m) => m.online).length;
    const members = group.count === 1 ? '1 member' : `${group.count} members`;
    return group.more ? members : `${members} · ${online} online`;
  }

  #messages(c) {
    const { directory } = this.#workspace;
    const today = new Date().toDateString();
    const signature = [c.id, c.revision, c.history, c.more, c.dividerAt, directory.revision, today].join(' ');
    if (signature === this.#signature) return;
    const first = this.#signature === '';
    this.#signature = signature;

    const anchor = this.#atBottom ? null : this.#anchor();
    const newest = this.#list.lastElementChild;
    reconcile(this.#list, [this.#beginning(c), ...this.#items(c)]);
    if (!this.#atBottom && this.#list.lastElementChild !== newest) {
      const last = this.#list.lastElementChild;
      if (last.classList.contains('is-mine') && last.dataset.state === 'sending') this.#toBottom();
      else this.#unseen = c.unread;
    }
    if (first || this.#atBottom) this.#toBottom();
    else if (anchor?.node.isConnected) this.#list.scrollTop += anchor.node.offsetTop - anchor.top;
    this.#jumpButton();
    if (this.#list.scrollTop < NEAR_TOP_PX) this.#older(c);
  }

  #items(c) {
    const { engine } = this.#workspace;
    return timelineItems(this.#workspace, c, {
      retry: (clientId) => engine.retry(c.id, clientId),
      discard: (clientId) => engine.outbox.discard(c.id, clientId),
    });
  }

  /** The line above the oldest message that is here. */
  #beginning(c) {
    const waiting = c.history !== 'loaded';
    const sign = waiting ? 'loading' : c.more ? 'more' : 'all';
    const build = () => {
      if (sign === 'all') return h('div', { class: 'beginning', 'data-testid': 'history-start' }, 'This is where the conversation begins');
      if (sign === 'loading') return h('div', { class: 'beginning is-loading', 'data-testid': 'history-loading' }, 'Loading…');
      return h(
        'div',
        { class: 'beginning' },
        h('button', { type: 'button', class: 'link', 'data-testid': 'history-more', onClick: () => this.#older(c) }, 'Earlier messages'),
      );
    };
    return { key: 'beginning', sign, build };
  }

  #older(c) {
    if (c.history === 'loaded' && c.more) this.#workspace.loadOlder(c.id);
  }

  /** What the user looks at, to keep it in its place while lines come above it. */
  #anchor() {
    const top = this.#list.scrollTop;
    for (const node of this.#list.children) {
      if (node.offsetTop + node.offsetHeight > top && node.matches('.message, .notice')) {
        return { node, top: node.offsetTop };
      }
    }
    return null;
  }

  #scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.#list;
    this.#atBottom = scrollHeight - scrollTop - clientHeight < NEAR_BOTTOM_PX;
    if (this.#atBottom) this.#unseen = 0;
    this.#jumpButton();
    const c = this.#workspace.current;
    if (!c) return;
    if (scrollTop < NEAR_TOP_PX) this.#older(c);
    this.#workspace.readIfSeen();
  }

  #toBottom() {
    this.#list.scrollTop = this.#list.scrollHeight;
    this.#atBottom = true;
    this.#unseen = 0;
    this.#jumpButton();
  }

  #jumpButton() {
    byId('jump').hidden = this.#atBottom;
    byId('jump-count').hidden = this.#unseen === 0;
    byId('jump-count').textContent = this.#unseen > 99 ? '99+' : String(this.#unseen);
  }

  #send() {
    const problem = this.#workspace.send(this.#input.value);
    byId('composer-error').textContent = problem ?? '';
    byId('composer-error').hidden = !problem;
    if (problem !== null) return;
    this.#input.value = '';
    this.#grow();
    this.#toBottom();
    this.#input.focus();
  }

  /** As many rows as the text has, up to what the style sheet allows. */
  #grow() {
    const rows = this.#input.value.split('\n').length;
    this.#input.rows = Math.min(8, rows);
    while (this.#input.rows < 8 && this.#input.scrollHeight > this.#input.clientHeight + 2) {
      this.#input.rows += 1;
    }
  }
}
