import { byId, h, reconcile } from './dom.js';
import { Groups } from './groups.js';
import { avatar, bdi, iconButton, runForm } from './parts.js';

const ROLES = { owner: 'Owner', admin: 'Admin', member: '' };

/** The members of the open group, and what this user may do about them. */
export class MembersView {
  #workspace;
  #dialogs;
  #closeForGood;
  #openMenu = null;

  /** `close()` hides the panel; `closeForGood()` goes away from a group that is none of the user's now. */
  constructor(workspace, dialogs, { close, closeForGood }) {
    this.#workspace = workspace;
    this.#dialogs = dialogs;
    this.#closeForGood = closeForGood;
    const on = (id, type, task) => byId(id).addEventListener(type, task);
    on('hide-members', 'click', close);
    on('more-members', 'click', () => this.#run(() => workspace.groups.loadMore(workspace.current.group)));
    on('rename', 'click', () => this.#rename());
    on('leave', 'click', () => this.#leave());
    on('dismiss', 'click', () => this.#dismiss());
    on('add-member', 'submit', (event) => {
      event.preventDefault();
      const form = event.currentTarget;
      const { username } = form.elements;
      runForm(form, form.querySelector('.form-error'), async () => {
        await workspace.addMember(workspace.current, username.value);
        username.value = '';
      });
    });
  }

  render(open) {
    const workspace = this.#workspace;
    const c = workspace.current;
    const visible = open && c?.kind === 'group';
    byId('members').hidden = !visible;
    if (!visible) return;
    const group = workspace.groups.get(c.group);
    const role = c.gone ? 'none' : c.role;
    const title = workspace.titleOf(c);
    const manages = role === 'owner' || role === 'admin';
    reconcile(byId('members-avatar'), [
      { key: c.id, sign: title, build: () => avatar(c.group, title, { group: true, large: true }) },
    ]);
    byId('members-name').textContent = title;
    byId('members-count').textContent = this.#count(group);
    byId('rename').hidden = !manages;
    byId('add-member').hidden = !manages;
    byId('leave').hidden = c.gone || role === 'owner';
    byId('owner-hint').hidden = role !== 'owner';
    byId('dismiss').hidden = role !== 'owner';
    byId('members-error').textContent = group?.error ?? '';
    byId('members-error').hidden = !group?.error;
    byId('more-members').hidden = !group?.more;
    reconcile(
      byId('member-list'),
      workspace.groups.sorted(c.group).map((member) => {
        const menu = this.#openMenu === `${c.id} ${member.id}`;
        return {
          key: member.id,
          sign: JSON.stringify([member, role, menu]),
          build: () => this.#member(c, member, Groups.actions(role, member, workspace.me.id), menu),
        };
      }),
    );
  }

  #count(group) {
    if (!group) return 'Loading…';
    return group.count === 1 ? '1 member' : `${group.count} members`;
  }

  #member(c, member, actions, menuOpen) {
    const me = member.id === this.#workspace.me.id;
    const details = (me ? ' · you' : '') + (member.online ? ' · online' : '');
    return h(
      'li',
      {
        class: 'member',
        'data-testid': 'member-item',
        'data-user': member.id,
        'data-username': member.username,
        'data-role': member.role,
        'data-online': String(member.online),
      },
      h(
        'div',
        { class: 'member-row' },
        avatar(member.id, member.displayName, { online: member.online }),
        h(
          'span',
          { class: 'member-text' },
          bdi(member.displayName, { class: 'member-name' }),
          h('span', { class: 'member-detail' }, `@${member.username}${details}`),
        ),
        ROLES[member.role] ? h('span', { class: `role role-${member.role}`, 'data-testid': 'member-role' }, ROLES[member.role]) : null,
        actions.length > 0
          ? iconButton('more', `Actions for ${member.displayName}`, {
              'aria-expanded': String(menuOpen),
              'data-testid': 'member-actions',
              onClick: () => this.#toggleMenu(`${c.id} ${member.id}`),
            })
          : null,
      ),
      menuOpen ? h('div', { class: 'member-menu' }, ...actions.map((action) => this.#action(c, member, action))) : null,
    );
  }

  #action(c, member, action) {
    const { api } = this.#workspace;
    const name = member.displayName;
    const looks = {
      makeAdmin: ['Make admin', 'member-make-admin', () => this.#change(() => api.setRole(c.group, member.id, 'admin'))],
      makeMember: ['Make plain member', 'member-make-member', () => this.#change(() => api.setRole(c.group, member.id, 'member'))],
      handOver: ['Make owner', 'member-make-owner', () => this.#handOver(c, member)],
      remove: [
        'Remove',
        'member-remove',
        () =>
          this.#confirm(`Remove ${name}?`, `${name} will get no more messages of this group.`, 'Remove', () =>
            this.#workspace.changeGroup(() => api.removeMember(c.group, member.id)),
          ),
      ],
    };
    const [text, testId, task] = looks[action];
    const attributes = { type: 'button', class: action === 'remove' ? 'secondary danger' : 'secondary', 'data-testid': testId };
    return h('button', { ...attributes, onClick: task }, text);
  }

  #toggleMenu(key) {
    this.#openMenu = this.#openMenu === key ? null : key;
    this.render(true);
  }

  #change(task) {
    this.#openMenu = null;
    return this.#run(() => this.#workspace.changeGroup(task));
  }

  #handOver(c, member) {
    const name = member.displayName;
    this.#confirm(
      `Make ${name} the owner?`,
      'Only an owner can set roles and dismiss the group. You stay in it without being the owner.',
      'Hand over',
      () => this.#workspace.changeGroup(() => this.#workspace.api.handOver(c.group, member.id)),
    );
  }

  #rename() {
    const c = this.#workspace.current;
    this.#dialogs.rename(this.#workspace.titleOf(c), (name) =>
      this.#workspace.changeGroup(async () => {
        await this.#workspace.api.rename(c.group, name);
        c.name = name;
      }),
    );
  }

  #leave() {
    const c = this.#workspace.current;
    const title = this.#workspace.titleOf(c);
    this.#confirm(`Leave ${title}?`, 'You will get no more messages of this group.', 'Leave', async () => {
      await this.#workspace.api.leave(c.group);
      this.#workspace.forget(c);
      this.#closeForGood();
    });
  }

  #dismiss() {
    const c = this.#workspace.current;
    const title = this.#workspace.titleOf(c);
    this.#confirm(`Dismiss ${title}?`, 'The group ends for all of its members. This cannot be undone.', 'Dismiss', async () => {
      await this.#workspace.api.dismiss(c.group);
      this.#workspace.forget(c);
      this.#closeForGood();
    });
  }

  #confirm(title, text, action, task) {
    this.#dialogs.confirm({ title, text, action }, async () => {
      this.#openMenu = null;
      await task();
    });
  }

  async #run(task) {
    const error = byId('members-error');
    error.hidden = true;
    try {
      await task();
    } catch (failure) {
      error.textContent = failure.message;
      error.hidden = false;
    }
  }
}
