import { randomName } from './client-ids.js';

const LOGIN = 'peal.login';
const PROFILE = 'peal.profile';
const DEVICE = 'peal.device';
const NOTICE = 'peal.notice';
const MOST_SLOTS = 64;

/** The login kept on this browser, or null when there is none or it has expired. */
export function storedLogin(nowMs = Date.now()) {
  try {
    const login = JSON.parse(localStorage.getItem(LOGIN));
    return login?.token && login.user?.id && login.expiresAtMs > nowMs ? login : null;
  } catch {
    return null;
  }
}

export const keepLogin = (login) => localStorage.setItem(LOGIN, JSON.stringify(login));

/** Ends the login on this browser; the next page of this tab shows the reason. */
export function forgetLogin(reason) {
  localStorage.removeItem(LOGIN);
  if (reason) sessionStorage.setItem(NOTICE, reason);
}

/** Why the page before this one ended, once. */
export function takeNotice() {
  const notice = sessionStorage.getItem(NOTICE) ?? '';
  sessionStorage.removeItem(NOTICE);
  return notice;
}

/** Calls back when another tab of this browser logs in, out, or as someone else; user 0 is nobody. */
export function onLoginElsewhere(user, changed) {
  window.addEventListener('storage', (event) => {
    if (event.key !== null && event.key !== LOGIN) return;
    if ((storedLogin()?.user.id ?? 0) !== user) changed();
  });
}

/**
 * The name of this tab among the user's devices.
 *
 * Two tabs must not share one: each login would replace the other's. A name for every tab that ever
 * was, on the other hand, leaves the server a cursor for each. So a browser profile has a random
 * name, its tabs have numbered places, and a tab takes the first place that no other tab holds. The
 * lock on a place lasts as long as the tab, whatever becomes of it. Locks need a secure context;
 * without one each tab has a random name for its own lifetime (and a tab that was duplicated shares
 * it until the user says which of the two goes on).
 */
export async function deviceName() {
  const profile = remembered(localStorage, PROFILE, 12);
  if (navigator.locks) {
    for (let slot = 1; slot <= MOST_SLOTS; slot += 1) {
      const name = `web-${profile}-${slot}`;
      if (await hold(`peal.${name}`)) return name;
    }
  }
  return `web-${profile}-${remembered(sessionStorage, DEVICE, 12)}`;
}

function hold(lock) {
  return new Promise((resolve) => {
    navigator.locks
      .request(lock, { ifAvailable: true }, (held) => {
        resolve(held !== null);
        return held === null ? undefined : new Promise(() => {});
      })
      .catch(() => resolve(false));
  });
}

function remembered(storage, key, length) {
  let value = storage.getItem(key);
  if (!value || !/^[\w-]{1,40}$/.test(value)) {
    value = randomName().slice(1, 1 + length);
    storage.setItem(key, value);
  }
  return value;
}

const outboxKey = (user) => `peal.outbox.${user}`;

/** What this tab has not sent yet survives a reload of it; a copy in another tab would count once. */
export function keepOutbox(user, entries) {
  if (entries.length === 0) sessionStorage.removeItem(outboxKey(user));
  else sessionStorage.setItem(outboxKey(user), JSON.stringify(entries));
}

export function keptOutbox(user) {
  try {
    const entries = JSON.parse(sessionStorage.getItem(outboxKey(user)));
    return Array.isArray(entries) ? entries : [];
  } catch {
    return [];
  }
}
