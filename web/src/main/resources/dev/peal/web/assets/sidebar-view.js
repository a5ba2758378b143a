import { byId, h, reconcile } from './dom.js';
import { UNREAD_CAP } from './conversations.js';
import { briefTime } from './format.js';
import { avatar, bdi, sentence } from './parts.js';

/** The list of conversations, the user, and the state of the connection. */
export class SidebarView {
  #workspace;
  #open;

  /** `open(conversationId)` goes to a conversation. */
  constructor(workspace, open) {
    this.#workspace = workspace;
    this.#open = open;
  }

  render() {
    const workspace = this.#workspace;
    const conversations = workspace.conversations.list();
    const now = Date.now();
    const today = new Date(now).toDateString();
    reconcile(
      byId('conversation-list'),
      conversations.map((c) => {
        const shown = {
          id: c.id,
          title: workspace.titleOf(c),
          preview: workspace.previewOf(c),
          unread: c.unread,
          time: c.activityAtMs ? briefTime(c.activityAtMs, now) : '',
          selected: c.id === workspace.selected,
          online: c.kind === 'direct' && c.peer !== workspace.me.id && workspace.directory.isOnline(c.peer),
          gone: c.gone,
        };
        return { key: c.id, sign: JSON.stringify([shown, today]), build: () => this.#item(c, shown) };
      }),
    );
    byId('list-empty').hidden = conversations.length > 0 || !workspace.listLoaded;
    byId('conversation-list').setAttribute('aria-busy', String(!workspace.listLoaded));
    const { me } = workspace;
    reconcile(byId('me-avatar'), [
      { key: me.id, sign: me.displayName, build: () => avatar(me.id, me.displayName) },
    ]);
    byId('me-name').textContent = me.displayName;
    byId('me-name').title = `@${me.username}`;
    this.renderConnection();
    const unread = workspace.unreadConversations;
    document.title = unread > 0 ? `(${unread}) Peal` : 'Peal';
  }

  /** Also called every second, for the countdown. */
  renderConnection() {
    const { name, retryAtMs, message } = this.#workspace.connection;
    const seconds = Math.max(0, Math.ceil((retryAtMs - Date.now()) / 1_000));
    const retry = seconds > 0 ? `reconnecting in ${seconds} s` : 'reconnecting';
    const looks = {
      connecting: ['connecting', 'Connecting…', ''],
      online: ['online', 'Online', ''],
      waiting: ['offline', `Offline, ${retry}`, `You are offline, ${retry}.`],
      replaced: ['replaced', 'Opened elsewhere', 'Peal was opened elsewhere with this device, so it stopped here.'],
      closed: ['closed', 'Disconnected', message || 'The server ended the connection.'],
      refused: ['closed', 'Disconnected', 'Please log in again.'],
      stopped: ['closed', 'Disconnected', ''],
    };
    const [state, text, banner] = looks[name];
    byId('connection-state').dataset.state = state;
    setText('connection-text', text);
    byId('connection-banner').hidden = banner === '';
    byId('connection-banner').dataset.state = state;
    setText('banner-text', banner);
    setText('banner-action', name === 'replaced' ? 'Use Peal here' : 'Connect now');
    byId('banner-action').hidden = name === 'refused';
  }

  #item(c, { title, preview, unread, time, selected, online, gone }) {
    const count = unread >= UNREAD_CAP ? `${UNREAD_CAP - 1}+` : String(unread);
    return h(
      'li',
      {},
      h(
        'button',
        {
          type: 'button',
          class: ['conversation', selected ? 'is-selected' : '', unread ? 'is-unread' : '', gone ? 'is-gone' : ''].filter(Boolean).join(' '),
          'aria-current': selected ? 'true' : null,
          'data-testid': 'conversation-item',
          'data-conversation': c.id,
          'data-kind': c.kind,
          'data-unread': unread,
          onClick: () => this.#open(c.id),
        },
        avatar(c.kind === 'group' ? c.group : c.peer, title, { group: c.kind === 'group', online }),
        h(
          'span',
          { class: 'conversation-text' },
          h(
            'span',
            { class: 'conversation-line' },
            bdi(title, { class: 'conversation-title', 'data-testid': 'conversation-title' }),
            h('span', { class: 'conversation-time' }, time),
          ),
          h(
            'span',
            { class: 'conversation-line' },
            h('span', { class: 'conversation-preview', dir: 'auto', 'data-testid': 'conversation-preview' }, ...sentence(preview)),
            unread > 0
              ? h('span', { class: 'badge', 'data-testid': 'unread-badge', 'aria-label': `${count} unread` }, count)
              : null,
          ),
        ),
      ),
    );
  }
}

function setText(id, text) {
  const element = byId(id);
  if (element.textContent !== text) element.textContent = text;
}
