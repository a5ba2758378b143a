/**
 * Building elements. Text only ever becomes text nodes and attributes are set one by one; there is
 * no way here to turn a string into markup, a script or a style.
 */

const ALLOWED = /^(?:aria-[a-z]+|data-[a-z-]+|class|dir|for|href|id|rel|role|tabindex|target|title|type|datetime|src|alt|referrerpolicy|loading|download|name|value|hidden|disabled)$/;

/** `h('button', { class: 'x', 'data-testid': 'y', onClick: f }, 'text', node, ...)`; null children are left out. */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith('on')) {
      element.addEventListener(name.slice(2).toLowerCase(), value);
    } else if (ALLOWED.test(name)) {
      element.setAttribute(name, value === true ? '' : String(value));
    } else {
      throw new TypeError(`attribute: ${name} (expected: one of the allowed ones)`);
    }
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return element;
}

const SVG = 'http://www.w3.org/2000/svg';

/** An icon of the sprite in index.html. */
export function icon(name) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  const use = document.createElementNS(SVG, 'use');
  use.setAttribute('href', `#icon-${name}`);
  svg.append(use);
  return svg;
}

export const byId = (id) => document.getElementById(id);

const built = new WeakMap();

/**
 * Makes the children of an element those items `{ key, sign, build }`, in order. A child is built
 * again only when its sign changed, and moved only when its place did.
 */
export function reconcile(parent, items) {
  const before = built.get(parent) ?? new Map();
  const after = new Map();
  let focus = null;
  for (const { key, sign, build } of items) {
    const known = before.get(key);
    after.set(key, known?.sign === sign ? known : { sign, node: build() });
  }
  for (const [key, { node }] of before) {
    if (after.get(key)?.node === node) continue;
    if (node.contains(document.activeElement)) focus = after.get(key)?.node ?? null;
    node.remove();
  }
  let at = parent.firstChild;
  for (const { node } of after.values()) {
    if (node === at) at = at.nextSibling;
    else parent.insertBefore(node, at);
  }
  built.set(parent, after);
  (focus?.matches('button, a') ? focus : focus?.querySelector('button, a'))?.focus();
}

/** Runs a task once, soon, however often it is asked for: with the next frame, or without one in a hidden tab. */
export function coalesced(task) {
  let timer = null;
  let frame = null;
  const run = () => {
    clearTimeout(timer);
    cancelAnimationFrame(frame);
    timer = null;
    task();
  };
  return () => {
    if (timer !== null) return;
    timer = setTimeout(run, 150);
    frame = requestAnimationFrame(run);
  };
}
