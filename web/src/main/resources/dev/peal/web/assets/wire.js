/**
 * The frames of `peal.v1.json`: what peal.proto calls them, in the protobuf JSON mapping.
 *
 * On the wire a 64-bit number is a string and a default value is left out. Everything past this
 * module has plain numbers (ids, seqs and positions stay below 2^53) and every field.
 */

export const SUBPROTOCOL = 'peal.v1.json';

/** A client frame as text. `id` 0 means that nobody waits for the answer. */
export function encodeFrame(id, kind, body) {
  const frame = { [kind]: encoders[kind](body) };
  return JSON.stringify(id === 0 ? frame : { id: String(id), ...frame });
}

const encoders = {
  login: ({ token, device, cursor }) => ({ token, device, cursor: String(cursor) }),
  send: ({ conversation, clientId, text, resend }) => ({
    conversation,
    clientId,
    content: { text: { text } },
    ...(resend ? { resend: true } : {}),
  }),
  abandon: ({ conversation, clientId }) => ({ conversation, clientId }),
  ack: ({ seq }) => ({ seq: String(seq) }),
  read: ({ conversation, position }) => ({ conversation, position: String(position) }),
  sync: ({ after, limit }) => ({ after: String(after), limit }),
  history: ({ conversation, before, limit }) => ({ conversation, before: String(before), limit }),
  ping: () => ({}),
};

/** A server frame as `{ replyTo, kind, body }`, or null for one that this client does not know. */
export function decodeFrame(text) {
  let json;
  try {
    json = JSON.parse(text);
  } catch {
    return null;
  }
  if (json === null || typeof json !== 'object') return null;
  for (const kind of Object.keys(decoders)) {
    const body = json[kind];
    if (body !== undefined && body !== null) {
      return { replyTo: number(json.replyTo), kind, body: decoders[kind](body) };
    }
  }
  return null;
}

const decoders = {
  welcome: (b) => ({
    user: number(b.user),
    latestSeq: number(b.latestSeq),
    latestUnknown: b.latestUnknown === true,
    deviceCursor: number(b.deviceCursor),
    /** From where to go on; null from a server that does not say, which means the login's cursor. */
    cursor: b.cursor === undefined ? null : number(b.cursor),
    idleTimeoutMs: number(b.idleTimeoutMs),
    pingIntervalMs: number(b.pingIntervalMs),
    node: text(b.node),
    serverTimeMs: number(b.serverTimeMs),
  }),
  accepted: (b) => ({
    clientId: text(b.clientId),
    conversation: text(b.conversation),
    position: number(b.position),
    repeated: b.repeated === true,
  }),
  push: (b) => ({
    firstSeq: number(b.firstSeq),
    conversation: text(b.conversation),
    messages: list(b.messages).map(decodeMessage),
  }),
  page: (b) => ({
    after: number(b.after),
    entries: list(b.entries).map((e) => ({
      seq: number(e.seq),
      conversation: text(e.conversation),
      message: decodeMessage(e.message ?? {}),
    })),
    dead: list(b.dead).map(decodeRange),
    pending: list(b.pending).map(decodeRange),
    more: b.more === true,
    latestSeq: number(b.latestSeq),
  }),
  history: (b) => ({
    conversation: text(b.conversation),
    messages: list(b.messages).map(decodeMessage),
    more: b.more === true,
  }),
  pong: (b) => ({ latestSeq: number(b.latestSeq), serverTimeMs: number(b.serverTimeMs) }),
  error: (b) => ({
    code: text(b.code) || 'CODE_UNSPECIFIED',
    message: text(b.message),
    field: text(b.field),
    retryAfterMs: number(b.retryAfterMs),
    clientId: text(b.clientId),
  }),
  replaced: () => ({}),
  closing: (b) => ({
    reason: text(b.reason) || 'REASON_UNSPECIFIED',
    message: text(b.message),
    reconnectAfterMs: number(b.reconnectAfterMs),
  }),
};

function decodeMessage(m) {
  return {
    position: number(m.position),
    sender: number(m.sender),
    clientId: text(m.clientId),
    sentAtMs: number(m.sentAtMs),
    content: decodeContent(m.content ?? {}),
  };
}

function decodeContent(c) {
  if (c.text) return { kind: 'text', text: text(c.text.text) };
  if (c.image) {
    const { url, width, height, caption } = c.image;
    return {
      kind: 'image',
      url: text(url),
      width: number(width),
      height: number(height),
      caption: text(caption),
    };
  }
  if (c.file) {
    const { url, name, sizeBytes, mediaType } = c.file;
    return {
      kind: 'file',
      url: text(url),
      name: text(name),
      sizeBytes: number(sizeBytes),
      mediaType: text(mediaType),
    };
  }
  if (c.custom) return { kind: 'custom', type: text(c.custom.type), data: text(c.custom.data) };
  if (c.membership) {
    const { kind, actor, users, groupName, version } = c.membership;
    return {
      kind: 'membership',
      change: text(kind) || 'KIND_UNSPECIFIED',
      actor: number(actor),
      users: list(users).map(number),
      groupName: text(groupName),
      version: number(version),
    };
  }
  if (c.readMark) {
    return {
      kind: 'readMark',
      conversation: text(c.readMark.conversation),
      position: number(c.readMark.position),
    };
  }
  return { kind: 'unknown' };
}

const decodeRange = (r) => ({ first: number(r.first), last: number(r.last) });

function number(value) {
  const result = Number(value ?? 0);
  return Number.isFinite(result) ? result : 0;
}

const text = (value) => (typeof value === 'string' ? value : '');
const list = (value) => (Array.isArray(value) ? value : []);
