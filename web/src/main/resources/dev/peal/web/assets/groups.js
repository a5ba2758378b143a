const ORDER = { owner: 0, admin: 1, member: 2 };

/** The groups that were looked at: their name, size and members. */
export class Groups {
  #api;
  #directory;
  #changed;
  #all = new Map();

  constructor(api, directory, changed) {
    this.#api = api;
    this.#directory = directory;
    this.#changed = changed;
  }

  /** What is known: `{ id, name, role, count, members, more, error }`, or undefined. */
  get(id) {
    return this.#all.get(id);
  }

  forget(id) {
    this.#all.delete(id);
  }

  /** Fetches the group, and as many members as were shown before. */
  async load(id) {
    const shown = Math.max(1, this.#all.get(id)?.members.length ?? 0);
    try {
      const group = await this.#api.group(id);
      let members = [];
      let more = true;
      while (more && members.length < shown) {
        const page = await this.#api.members(id, members.at(-1)?.id ?? 0);
        members = members.concat(page.members);
        more = page.more && page.members.length > 0;
      }
      this.#put(id, {
        id,
        name: group.name,
        role: group.role,
        count: group.member_count,
        members,
        more,
        error: '',
      });
      return group;
    } catch (error) {
      const known = this.#all.get(id);
      if (known) known.error = error.message;
      this.#changed();
      throw error;
    }
  }

  async loadMore(id) {
    const group = this.#all.get(id);
    if (!group?.more) return;
    const page = await this.#api.members(id, group.members.at(-1)?.id ?? 0);
    const members = group.members.concat(page.members);
    this.#put(id, { ...group, members, more: page.more && page.members.length > 0 });
  }

  /** Members by role, then who is online, then by name. */
  sorted(id) {
    return [...(this.#all.get(id)?.members ?? [])].sort(
      (a, b) =>
        ORDER[a.role] - ORDER[b.role] ||
        Number(b.online) - Number(a.online) ||
        a.displayName.localeCompare(b.displayName) ||
        a.id - b.id,
    );
  }

  /** What a user of that role may do to such a member. */
  static actions(role, member, me) {
    if (member.id === me) return [];
    if (role === 'owner') {
      return [member.role === 'admin' ? 'makeMember' : 'makeAdmin', 'handOver', 'remove'];
    }
    return role === 'admin' && member.role === 'member' ? ['remove'] : [];
  }

  #put(id, group) {
    this.#all.set(id, group);
    this.#directory.learn(group.members);
    this.#changed();
  }
}
