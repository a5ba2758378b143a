import { byId, h, reconcile } from './dom.js';
import { avatar, bdi, iconButton, runForm } from './parts.js';

/** The dialogs of the page. Each closes when its task succeeded and shows why when it did not. */
export class Dialogs {
  #workspace;
  #open;
  #tasks = new Map();
  #chosen = [];

  /** `open(conversationId)` goes to a conversation. */
  constructor(workspace, open) {
    this.#workspace = workspace;
    this.#open = open;
    for (const dialog of document.querySelectorAll('dialog')) {
      const form = dialog.querySelector('form');
      form.addEventListener('submit', (event) => {
        event.preventDefault();
        runForm(form, form.querySelector('.form-error'), async () => {
          await this.#tasks.get(dialog.id)(form.elements);
          dialog.close();
        });
      });
      dialog.querySelector('[data-close]').addEventListener('click', () => dialog.close());
      // A press on the backdrop has the dialog itself for its target.
      dialog.addEventListener('pointerdown', (event) => event.target === dialog && dialog.close());
    }
    for (const id of ['new-direct', 'first-direct']) byId(id).addEventListener('click', () => this.#newDirect());
    for (const id of ['new-group', 'first-group']) byId(id).addEventListener('click', () => this.#newGroup());
    byId('new-group-add').addEventListener('click', () => this.#chooseMember());
    byId('new-group-username').addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || event.isComposing || event.currentTarget.value.trim() === '') return;
      event.preventDefault();
      this.#chooseMember();
    });
  }

  /** Asks for a new name and runs `task(name)`. */
  rename(name, task) {
    const form = this.#show('rename-dialog', ({ name: field }) => task(field.value.trim()));
    form.elements.name.value = name;
    form.elements.name.select();
  }

  /** Asks before something that cannot be taken back. */
  confirm({ title, text, action }, task) {
    this.#show('confirm-dialog', task);
    byId('confirm-title').textContent = title;
    byId('confirm-text').textContent = text;
    byId('confirm-submit').textContent = action;
  }

  #newDirect() {
    this.#show('new-direct-dialog', async ({ username }) => {
      this.#open(await this.#workspace.startDirect(username.value));
    });
  }

  #newGroup() {
    this.#chosen = [];
    this.#renderChosen();
    this.#show('new-group-dialog', async ({ name, member }) => {
      if (member.value.trim() !== '') await this.#addChosen(member);
      this.#open(await this.#workspace.createGroup(name.value.trim(), this.#chosen));
    });
  }

  async #chooseMember() {
    const form = byId('new-group-dialog').querySelector('form');
    const { member } = form.elements;
    if (member.value.trim() === '') return;
    await runForm(form, form.querySelector('.form-error'), () => this.#addChosen(member));
    member.focus();
  }

  async #addChosen(field) {
    const user = await this.#workspace.lookUp(field.value);
    field.value = '';
    if (user.id === this.#workspace.me.id || this.#chosen.some((u) => u.id === user.id)) return;
    this.#chosen.push(user);
    this.#renderChosen();
  }

  #renderChosen() {
    reconcile(
      byId('new-group-members'),
      this.#chosen.map((user) => ({
        key: user.id,
        sign: user.displayName,
        build: () =>
          h(
            'li',
            { class: 'chip', 'data-testid': 'new-group-member', 'data-user': user.id },
            avatar(user.id, user.displayName),
            bdi(user.displayName),
            iconButton('close', `Take ${user.displayName} out`, {
              onClick: () => {
                this.#chosen = this.#chosen.filter((u) => u !== user);
                this.#renderChosen();
              },
            }),
          ),
      })),
    );
  }

  #show(id, task) {
    const dialog = byId(id);
    const form = dialog.querySelector('form');
    form.reset();
    form.querySelector('.form-error').hidden = true;
    this.#tasks.set(id, task);
    dialog.showModal();
    return form;
  }
}
