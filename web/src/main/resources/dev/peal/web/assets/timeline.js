import { messageKey } from './conversations.js';
import { h, icon } from './dom.js';
import { byteSize, clockTime, dayLabel, exactTime, isOnlyEmoji, linkParts, webUrl } from './format.js';
import { avatar, bdi, sentence } from './parts.js';

const GROUPED_MS = 5 * 60_000;

/**
 * The lines of a conversation as items for `reconcile`: messages, notices, days, and the mark where
 * the new ones begin.
 */
export function timelineItems(workspace, c, { retry, discard }) {
  const { messages, waiting } = workspace.timeline(c);
  const now = Date.now();
  const items = [];
  let day = '';
  let previous = null;
  let divided = c.dividerAt === null;

  const separate = (ms) => {
    const label = dayLabel(ms, now);
    if (label === day) return;
    day = label;
    previous = null;
    items.push({ key: `day ${new Date(ms).toDateString()}`, sign: label, build: () => daySeparator(label) });
  };

  for (const message of messages) {
    separate(message.sentAtMs);
    const mine = message.sender === workspace.me.id;
    const notice = message.content.kind === 'membership' || message.content.kind === 'unknown';
    if (!divided && !mine && !notice && message.position > c.dividerAt) {
      divided = true;
      previous = null;
      items.push({ key: 'divider', sign: '', build: newMessagesDivider });
    }
    if (notice) {
      const text =
        message.content.kind === 'membership'
          ? workspace.notice(message.content)
          : 'A message that this version of the page cannot show';
      items.push({ key: messageKey(message), sign: text, build: () => noticeLine(message, text) });
      previous = null;
      continue;
    }
    items.push(bubbleItem(workspace, c, { ...message, mine, state: mine ? 'sent' : 'received' }, previous));
    previous = message;
  }
  for (const entry of waiting) {
    separate(entry.createdAtMs);
    const failed = entry.state === 'failed';
    const message = {
      position: 0,
      sender: workspace.me.id,
      clientId: entry.clientId,
      sentAtMs: entry.createdAtMs,
      content: { kind: 'text', text: entry.text },
      mine: true,
      state: failed ? 'failed' : 'sending',
      error: failed ? entry.error : null,
      retry: () => retry(entry.clientId),
      discard: () => discard(entry.clientId),
    };
    items.push(bubbleItem(workspace, c, message, previous));
    previous = message;
  }
  return items;
}

function bubbleItem(workspace, c, message, previous) {
  const follows =
    previous !== null &&
    previous.sender === message.sender &&
    message.sentAtMs - previous.sentAtMs < GROUPED_MS;
  const named = c.kind === 'group' && !message.mine;
  const name = named ? workspace.directory.name(message.sender) : '';
  const { state, position, error, sentAtMs } = message;
  return {
    key: messageKey(message),
    sign: JSON.stringify([state, position, follows, name, sentAtMs, error?.message]),
    build: () => bubble(message, { follows, named, name }),
  };
}

function bubble(message, { follows, named, name }) {
  const { mine, state, content } = message;
  const card = content.kind === 'image' || content.kind === 'file';
  const big = content.kind === 'text' && isOnlyEmoji(content.text);
  return h(
    'article',
    {
      class: ['message', mine ? 'is-mine' : 'is-theirs', follows ? 'follows' : '', named ? 'is-named' : '', big ? 'is-emoji' : '', card ? 'is-card' : '', `is-${state}`]
        .filter(Boolean)
        .join(' '),
      'data-testid': 'message',
      'data-state': state,
      'data-position': message.position,
      'data-sender': message.sender,
      'data-client-id': message.clientId,
      'data-kind': content.kind,
    },
    named ? h('span', { class: 'message-avatar' }, follows ? null : avatar(message.sender, name)) : null,
    h(
      'div',
      { class: 'bubble' },
      named && !follows ? bdi(name, { class: 'message-sender', 'data-testid': 'message-sender' }) : null,
      h('div', { class: 'bubble-line' }, body(content), meta(message)),
    ),
    state === 'failed' ? failure(message) : null,
  );
}

function meta({ sentAtMs, mine, state }) {
  const attributes = { datetime: new Date(sentAtMs).toISOString(), title: exactTime(sentAtMs), 'data-testid': 'message-time' };
  return h(
    'span',
    { class: 'message-meta' },
    h('time', attributes, clockTime(sentAtMs)),
    mine ? stateMark(state) : null,
  );
}

function stateMark(state) {
  const [name, label] = { sending: ['clock', 'Sending'], sent: ['check', 'Sent'], failed: ['alert', 'Not sent'] }[state];
  return h('span', { class: 'message-state', role: 'img', 'aria-label': label, title: label, 'data-testid': 'message-state' }, icon(name));
}

function failure({ error, retry, discard }) {
  const reasons = {
    NOT_A_MEMBER: 'You are not a member of this group.',
    NO_SUCH_CONVERSATION: 'This conversation does not exist.',
    TOO_LARGE: 'The message is too long.',
  };
  return h(
    'p',
    { class: 'failure', role: 'alert', 'data-testid': 'message-failure' },
    h('span', { title: error?.message }, `Not sent. ${reasons[error?.code] ?? error?.message ?? ''} `),
    h('button', { type: 'button', class: 'link', 'data-testid': 'retry-button', onClick: retry }, 'Try again'),
    h('button', { type: 'button', class: 'link', 'data-testid': 'discard-button', onClick: discard }, 'Delete'),
  );
}

function body(content) {
  switch (content.kind) {
    case 'text':
      return h('p', { class: 'message-text', dir: 'auto', 'data-testid': 'message-text' }, ...linked(content.text));
    case 'image':
      return picture(content);
    case 'file':
      return attachment(content);
    default:
      return h(
        'p',
        { class: 'message-text message-custom', 'data-testid': 'message-text' },
        `Custom message “${content.type || 'untitled'}”`,
      );
  }
}

function linked(text) {
  return linkParts(text).map((part) => (part.href ? link(part.href, part.text) : part.text));
}

function link(href, text, attributes = {}) {
  return h(
    'a',
    { href, target: '_blank', rel: 'noopener noreferrer nofollow', referrerpolicy: 'no-referrer', ...attributes },
    text,
  );
}

/**
 * An image is somebody else's address: loading it tells that server who reads this conversation and
 * when. So it loads when the reader asks for it; the link is there in any case.
 */
function picture({ url, caption, width, height }) {
  const address = webUrl(url);
  const card = h('div', { class: 'card', 'data-testid': 'message-image' });
  const size = width > 0 && height > 0 ? `${width} × ${height}` : 'Image';
  const describe = h(
    'span',
    { class: 'card-text' },
    h('span', { class: 'card-title', dir: 'auto' }, caption || 'Image'),
    h('span', { class: 'card-detail' }, address ? `${size} · ${address.host}` : `${size} · ${url}`),
  );
  card.append(h('div', { class: 'card-row' }, icon('image'), describe));
  if (!address) return card;
  const show = h('button', { type: 'button', class: 'link', 'data-testid': 'image-show' }, 'Show here');
  show.addEventListener('click', () => {
    const image = h('img', {
      class: 'picture',
      src: address.href,
      alt: caption || 'Image',
      referrerpolicy: 'no-referrer',
      'data-testid': 'image',
    });
    image.addEventListener('error', () => image.replaceWith(h('span', { class: 'card-detail' }, 'It cannot be shown here.')));
    card.prepend(image);
    show.remove();
  });
  card.append(h('div', { class: 'card-actions' }, show, link(address.href, 'Open', { 'data-testid': 'image-link' })));
  return card;
}

function attachment({ url, name, sizeBytes, mediaType }) {
  const address = webUrl(url);
  const title = name || 'File';
  const details = [sizeBytes > 0 ? byteSize(sizeBytes) : null, mediaType || null, address?.host ?? url];
  return h(
    'div',
    { class: 'card', 'data-testid': 'message-file' },
    h(
      'div',
      { class: 'card-row' },
      icon('file'),
      h(
        'span',
        { class: 'card-text' },
        address
          ? link(address.href, title, { class: 'card-title', dir: 'auto', 'data-testid': 'file-link' })
          : h('span', { class: 'card-title', dir: 'auto' }, title),
        h('span', { class: 'card-detail' }, details.filter(Boolean).join(' · ')),
      ),
    ),
  );
}

const daySeparator = (label) => h('div', { class: 'day', 'data-testid': 'day-separator' }, h('span', {}, label));

const newMessagesDivider = () =>
  h('div', { class: 'divider', 'data-testid': 'new-messages-divider' }, h('span', {}, 'New messages'));

const noticeLine = (message, text) =>
  h(
    'div',
    {
      class: 'notice',
      title: exactTime(message.sentAtMs),
      'data-testid': 'notice',
      'data-change': message.content.change,
      'data-position': message.position,
    },
    ...sentence(text),
  );
