import { h, icon } from './dom.js';
import { hueOf, initials } from './format.js';

/** Pieces that several views share. */

export function avatar(id, name, { group = false, online = null, large = false } = {}) {
  const classes = ['avatar', `hue-${hueOf(group ? id + 6 : id)}`, group ? 'is-group' : '', large ? 'is-large' : ''];
  return h(
    'span',
    { class: classes.filter(Boolean).join(' '), 'aria-hidden': 'true' },
    h('span', { class: 'avatar-text' }, initials(name)),
    online ? h('span', { class: 'avatar-dot' }) : null,
  );
}

/** A name that keeps its direction of writing to itself. */
export const bdi = (name, attributes = {}) => h('bdi', attributes, name);

/** A sentence as nodes: what `isolated` marked in it becomes elements, and the marks go. */
export const sentence = (text) =>
  text.split(/\u2068([^\u2069]*)\u2069/u).map((part, i) => (i % 2 === 1 ? bdi(part) : part));

export const iconButton = (name, label, attributes = {}) =>
  h('button', { type: 'button', class: 'icon-button', 'aria-label': label, title: label, ...attributes }, icon(name));

/** Runs a form's task with its controls off, and shows what went wrong in `errorElement`. */
export async function runForm(form, errorElement, task) {
  if (form.getAttribute('aria-busy') === 'true') return;
  const controls = [...form.querySelectorAll('button, input')].filter((c) => !c.disabled);
  const focused = document.activeElement;
  form.setAttribute('aria-busy', 'true');
  errorElement.textContent = '';
  errorElement.hidden = true;
  for (const control of controls) control.disabled = true;
  let failure = null;
  try {
    await task();
  } catch (error) {
    failure = error;
  }
  form.removeAttribute('aria-busy');
  for (const control of controls) control.disabled = false;
  if (failure) {
    errorElement.textContent = failure.message || 'Something went wrong.';
    errorElement.hidden = false;
    const field = failure.field && form.querySelector(`[name="${CSS.escape(failure.field)}"]`);
    (field || (form.contains(focused) ? focused : null))?.focus();
  }
}
