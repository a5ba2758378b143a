const BATCH = 200;
const RETRY_MS = 5_000;
const PRESENCE_KEPT_MS = 20_000;

/** Who the user ids are, fetched together and once; and who of them was online when last asked. */
export class Directory {
  #api;
  #changed;
  #users = new Map();
  #wanted = new Set();
  #scheduled = false;
  /** Grows with every change, so that views can tell whether names may look different. */
  revision = 0;

  constructor(api, changed) {
    this.#api = api;
    this.#changed = changed;
  }

  learn(users) {
    for (const user of users) this.#users.set(user.id, { ...user, seenAtMs: Date.now() });
    this.revision += 1;
    this.#changed();
  }

  /** The user of that id as far as known; asks the server for one that is not. */
  user(id) {
    const known = this.#users.get(id);
    if (!known && id > 0 && !this.#wanted.has(id)) {
      this.#wanted.add(id);
      this.#schedule(0);
    }
    return known;
  }

  name(id) {
    return this.user(id)?.displayName ?? `User ${id}`;
  }

  isOnline(id) {
    return this.#users.get(id)?.online === true;
  }

  /** Asks again who of these is online, unless it was asked just now. */
  refresh(ids) {
    const old = Date.now() - PRESENCE_KEPT_MS;
    for (const id of ids) {
      if (id > 0 && (this.#users.get(id)?.seenAtMs ?? 0) < old) this.#wanted.add(id);
    }
    this.#schedule(0);
  }

  #schedule(ms) {
    if (this.#scheduled || this.#wanted.size === 0) return;
    this.#scheduled = true;
    setTimeout(() => this.#fetch(), ms);
  }

  async #fetch() {
    const ids = [...this.#wanted].slice(0, BATCH);
    try {
      const users = await this.#api.usersById(ids);
      const found = new Set(users.map((u) => u.id));
      const missing = ids.filter((id) => !found.has(id) && !this.#users.has(id));
      for (const id of ids) this.#wanted.delete(id);
      this.#scheduled = false;
      this.learn([...users, ...missing.map(nobody)]);
      this.#schedule(0);
    } catch (error) {
      this.#scheduled = false;
      if (!error.needsLogin) this.#schedule(RETRY_MS);
    }
  }
}

const nobody = (id) => ({ id, username: '', displayName: `User ${id}`, online: false });
