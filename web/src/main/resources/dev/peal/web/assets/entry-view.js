import { Api } from './api.js';
import { byId } from './dom.js';
import { runForm } from './parts.js';

/** The page before a login: log in, or make an account and log in with it. */
export class EntryView {
  #api = new Api();
  #loggedIn;
  #forms = { login: byId('login-form'), register: byId('register-form') };
  #tabs = { login: byId('tab-login'), register: byId('tab-register') };

  /** `loggedIn(login)` takes `{ token, expiresAtMs, user }`. */
  constructor(loggedIn) {
    this.#loggedIn = loggedIn;
    for (const [name, tab] of Object.entries(this.#tabs)) {
      tab.addEventListener('click', () => this.#choose(name));
      tab.addEventListener('keydown', (event) => {
        if (event.key === 'ArrowLeft' || event.key === 'ArrowRight') {
          const other = name === 'login' ? 'register' : 'login';
          this.#choose(other);
          this.#tabs[other].focus();
        }
      });
      this.#forms[name].addEventListener('submit', (event) => {
        event.preventDefault();
        this.#submit(name);
      });
    }
  }

  show(notice = '') {
    byId('entry').hidden = false;
    byId('entry-notice').textContent = notice;
    byId('entry-notice').hidden = notice === '';
    document.title = 'Peal';
    this.#choose('login');
    this.#forms.login.elements.username.focus();
  }

  hide() {
    byId('entry').hidden = true;
    for (const form of Object.values(this.#forms)) form.reset();
  }

  #choose(name) {
    for (const [key, form] of Object.entries(this.#forms)) {
      form.hidden = key !== name;
      this.#tabs[key].setAttribute('aria-selected', String(key === name));
      this.#tabs[key].tabIndex = key === name ? 0 : -1;
    }
  }

  #submit(name) {
    const form = this.#forms[name];
    const { username, password, display_name: displayName } = form.elements;
    return runForm(form, form.querySelector('.form-error'), async () => {
      const user = username.value.trim();
      if (name === 'register') await this.#api.register(user, password.value, displayName.value.trim());
      this.#loggedIn(await this.#api.login(user, password.value));
    });
  }
}
