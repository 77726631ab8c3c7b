/* Single keys for those who read by keyboard; none works while something is typed, or with Ctrl, Alt or Meta. */
import { reveal } from "./fold.js";

const PLACES = "article.m, .passages > li";

function visit(element) {
  if (!element) return;
  reveal(element);
  if (!element.hasAttribute("tabindex")) element.tabIndex = -1;
  if (element.id) history.replaceState(null, "", `#${element.id}`);
  element.scrollIntoView({ block: "start" });
  element.focus({ preventScroll: true });
}

function current() {
  const focused = document.activeElement?.closest(PLACES);
  if (focused) return focused;
  const target = location.hash && document.getElementById(location.hash.slice(1));
  return target?.closest?.(PLACES) ?? null;
}

function neighbour(selector, forward) {
  const all = [...document.querySelectorAll(selector)].filter((one) => one.checkVisibility?.() ?? true);
  const here = current();
  if (!here) return forward ? all[0] : all.at(-1);
  const following = Node.DOCUMENT_POSITION_FOLLOWING;
  if (forward) return all.find((one) => here !== one && here.compareDocumentPosition(one) & following);
  return all.findLast((one) => here !== one && one.compareDocumentPosition(here) & following);
}

function foldHere() {
  const branch = current()?.parentElement.querySelector(":scope > details.replies");
  if (branch) branch.open = !branch.open;
}

function up() {
  const link = current()?.querySelector("a.up");
  visit(link ? document.getElementById(link.hash.slice(1)) : document.querySelector("article.post"));
}

const ACTIONS = {
  "/": () => (document.getElementById("q") ?? document.getElementById("quick"))?.focus(),
  j: () => visit(neighbour(PLACES, true)),
  k: () => visit(neighbour(PLACES, false)),
  n: () => visit(neighbour(".m.match", true)),
  p: () => visit(neighbour(".m.match", false)),
  a: () => visit(neighbour(".m.by-author", true)),
  u: up,
  o: foldHere,
  "?": () => document.getElementById("keys-help")?.showModal(),
};

export function keys() {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented) return;
    if (event.target.closest("input, textarea, select, [contenteditable], dialog")) return;
    const action = ACTIONS[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  });
}
