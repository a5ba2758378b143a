/** A refusal of the HTTP API, or no answer at all (`code` NETWORK). */
export class ApiError extends Error {
  constructor({ status = 0, code = 'NETWORK', message, field = '', retryAfterMs = 0 }) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
    this.code = code;
    this.field = field;
    this.retryAfterMs = retryAfterMs;
  }

  /** The login itself is not accepted (any more). */
  get needsLogin() {
    return ['UNAUTHENTICATED', 'INVALID_TOKEN', 'EXPIRED_TOKEN'].includes(this.code);
  }
}

const TIMEOUT_MS = 20_000;

/** The HTTP API, a method for each call. Users come out as `{ id, username, displayName, online }`. */
export class Api {
  #token;
  #onNeedsLogin;

  constructor(token = null, onNeedsLogin = () => {}) {
    this.#token = token;
    this.#onNeedsLogin = onNeedsLogin;
  }

  async register(username, password, displayName) {
    const body = { username, password, display_name: displayName };
    return user(await this.#call('POST', '/v1/accounts', body));
  }

  async login(username, password) {
    const answer = await this.#call('POST', '/v1/login', { username, password });
    return { token: answer.token, expiresAtMs: answer.expires_at_ms, user: user(answer.user) };
  }

  async userByName(username) {
    const answer = await this.#call('GET', `/v1/users?username=${encodeURIComponent(username)}`);
    return answer.users.length > 0 ? user(answer.users[0]) : null;
  }

  /** At most 200 ids; those of nobody are left out of the answer. */
  async usersById(ids) {
    const answer = await this.#call('GET', `/v1/users?ids=${ids.join(',')}`);
    return answer.users.map(user);
  }

  async conversations() {
    return (await this.#call('GET', '/v1/conversations')).conversations;
  }

  createGroup(name, members) {
    return this.#call('POST', '/v1/groups', { name, members });
  }

  group(id) {
    return this.#call('GET', `/v1/groups/${id}`);
  }

  async members(id, after, limit = 200) {
    const answer = await this.#call('GET', `/v1/groups/${id}/members?after=${after}&limit=${limit}`);
    const members = answer.members.map((m) => ({ ...user(m), role: m.role }));
    return { members, more: answer.more === true };
  }

  addMembers(id, members) {
    return this.#call('POST', `/v1/groups/${id}/members`, { members });
  }

  removeMember(id, member) {
    return this.#call('DELETE', `/v1/groups/${id}/members/${member}`);
  }

  setRole(id, member, role) {
    return this.#call('PUT', `/v1/groups/${id}/members/${member}/role`, { role });
  }

  leave(id) {
    return this.#call('POST', `/v1/groups/${id}/leave`);
  }

  rename(id, name) {
    return this.#call('PATCH', `/v1/groups/${id}`, { name });
  }

  handOver(id, member) {
    return this.#call('POST', `/v1/groups/${id}/owner`, { user: member });
  }

  dismiss(id) {
    return this.#call('DELETE', `/v1/groups/${id}`);
  }

  async #call(method, path, body) {
    const headers = { Accept: 'application/json' };
    if (this.#token) headers.Authorization = `Bearer ${this.#token}`;
    if (body !== undefined) headers['Content-Type'] = 'application/json';
    let response;
    let answer;
    try {
      response = await fetch(path, {
        method,
        headers,
        body: body === undefined ? undefined : JSON.stringify(body),
        cache: 'no-store',
        credentials: 'omit',
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      answer = await response.json().catch(() => null);
    } catch {
      throw new ApiError({ message: 'The server cannot be reached. Please try again.' });
    }
    if (response.ok && answer !== null) return answer;
    const error = new ApiError({
      status: response.status,
      code: answer?.code ?? `HTTP_${response.status}`,
      message: answer?.message ?? `The server answered with status ${response.status}.`,
      field: answer?.field ?? '',
      retryAfterMs: answer?.retry_after_ms ?? 0,
    });
    if (error.needsLogin && this.#token) this.#onNeedsLogin(error);
    throw error;
  }
}

function user({ id, username, display_name: displayName, online = false }) {
  return { id, username, displayName: displayName || username, online };
}
