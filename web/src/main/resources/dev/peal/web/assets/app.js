import { ChatView } from './chat-view.js';
import { parseConversation } from './conversations.js';
import { Dialogs } from './dialogs.js';
import { byId, coalesced } from './dom.js';
import { EntryView } from './entry-view.js';
import { deviceName, forgetLogin, keepLogin, keepOutbox, onLoginElsewhere, storedLogin, takeNotice } from './identity.js';
import { MembersView } from './members-view.js';
import { SidebarView } from './sidebar-view.js';
import { Workspace } from './workspace.js';

const LONGEST_TIMER_MS = 2_147_000_000;

/** Shows the workspace of a logged-in user. Once in the life of a page: leaving it loads the page anew. */
async function work(login) {
  const device = await deviceName();
  document.documentElement.dataset.device = device;
  let membersOpen = false;

  const render = coalesced(() => {
    sidebar.render();
    chat.render(membersOpen);
    members.render(membersOpen);
    byId('workspace').classList.toggle('has-chat', workspace.selected !== null);
    byId('workspace').classList.toggle('has-members', !byId('members').hidden);
    workspace.readIfSeen();
  });
  const workspace = new Workspace({
    login,
    device,
    changed: render,
    onNeedsLogin: (reason) => leave(login.user, reason),
  });
  const open = (id) => {
    location.hash = id;
    follow(); // The event comes later, and changes nothing then.
  };
  const closeForGood = () => {
    history.replaceState(null, '', location.pathname);
    follow();
  };
  const toggleMembers = () => {
    membersOpen = !membersOpen;
    render();
  };
  const dialogs = new Dialogs(workspace, open);
  const sidebar = new SidebarView(workspace, open);
  const chat = new ChatView(workspace, toggleMembers);
  const members = new MembersView(workspace, dialogs, { close: toggleMembers, closeForGood });

  /** The address names the open conversation, so back, forward and reload do what they should. */
  function follow() {
    const id = location.hash.slice(1);
    if (id !== workspace.selected && !window.matchMedia('(min-width: 1080px)').matches) membersOpen = false;
    if (!workspace.select(parseConversation(id) ? id : null)) workspace.select(null);
    chat.focusSoon();
  }

  window.addEventListener('hashchange', follow);
  window.addEventListener('online', () => workspace.engine.wake());
  window.addEventListener('focus', render);
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState !== 'visible') return;
    workspace.engine.wake();
    render();
  });
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && membersOpen && !document.querySelector('dialog[open]')) toggleMembers();
  });
  byId('back').addEventListener('click', () => open(''));
  byId('log-out').addEventListener('click', () => leave(login.user));
  byId('banner-action').addEventListener('click', () => workspace.engine.start());
  onLoginElsewhere(login.user.id, () => location.reload());
  setInterval(() => sidebar.renderConnection(), 500);
  setTimeout(
    () => leave(login.user, 'Your login has expired. Please log in again.'),
    Math.min(LONGEST_TIMER_MS, Math.max(0, login.expiresAtMs - Date.now())),
  );

  byId('workspace').hidden = false;
  workspace.start(() => chat.attentive);
  follow();
  render();
}

/** Back to the login, with a reason unless the user wanted to. */
function leave(user, reason = '') {
  forgetLogin(reason);
  if (!reason) keepOutbox(user.id, []);
  location.replace(location.pathname);
}

const login = storedLogin();
if (login) {
  work(login);
} else {
  const entry = new EntryView((fresh) => {
    keepLogin(fresh);
    entry.hide();
    work(fresh);
  });
  entry.show(takeNotice());
  onLoginElsewhere(0, () => byId('entry').hidden || location.reload());
}
