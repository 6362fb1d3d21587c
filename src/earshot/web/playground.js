// The playground: sets the chosen options on the player, and shows the tag for them.

export {};

/** @typedef {HTMLElement & Record<string, (...given: unknown[]) => unknown>} Player */
/** @typedef {HTMLInputElement | HTMLSelectElement} Field */

const EVENTS = [
  ...["play", "pause", "timeupdate", "ended", "error", "earshot-ready", "earshot-segmentchange"],
  ...["earshot-decile", "earshot-locked", "earshot-adbreak", "earshot-share", "earshot-sleep"],
  "earshot-storychange",
];
/** Maximum number of events in the list. */
const MOST = 200;
/** Defaults of attributes. */
const USUAL = new Map([["highlight", "both"], ["layout", "compact"], ["playbackrate", "1"]]);
/** Attributes that the element reads only when it is connected, so it is replaced. */
const AT_FIRST = ["lang", "persist", "read-along"];

/** @type {Player | null} */
let player = document.querySelector("#stage earshot-player");
const looks = new Map();

/**
 * @template {Element} Kind
 * @param {string} id
 * @param {new () => Kind} kind
 */
function part(id, kind) {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new Error(`#${id} is missing`);
  return found;
}

/**
 * @param {EventTarget | null} target
 * @returns {target is Field}
 */
function isField(target) {
  return target instanceof HTMLInputElement || target instanceof HTMLSelectElement;
}

/** @param {Field} field */
function setAttribute(field) {
  const { name, value } = field;
  if (!player || !name) return;
  const isBox = field instanceof HTMLInputElement && field.type === "checkbox";
  if (isBox) player.toggleAttribute(name, field.checked);
  else if (!value || value === USUAL.get(name)) player.removeAttribute(name);
  else player.setAttribute(name, value);
  if (AT_FIRST.includes(name)) renew();
}

function renew() {
  const fresh = /** @type {Player} */ (player?.cloneNode(true));
  player?.replaceWith(fresh);
  player = fresh;
}

/** @param {HTMLFormElement} form */
function setLooks(form) {
  looks.clear();
  for (const field of form.querySelectorAll("input[name], select")) {
    if (!isField(field)) continue;
    const box = form.querySelector(`[data-for="${field.name}"]`);
    const isSet = box instanceof HTMLInputElement ? box.checked : field.value !== usual(field);
    if (isSet) looks.set(field.name, `${field.value}${field.dataset.unit ?? ""}`);
    else player?.style.removeProperty(field.name);
  }
  for (const [name, value] of looks) player?.style.setProperty(name, value);
}

/** @param {Field} field */
function usual(field) {
  return field instanceof HTMLInputElement ? field.defaultValue : "";
}

/** Show the tag and the style sheet for the chosen options. */
function write() {
  const own = [...(player?.attributes ?? [])].filter(({ name }) => name !== "style");
  const told = own.map(({ name, value }) => (value ? ` ${name}="${value.replaceAll('"', "&quot;")}"` : ` ${name}`));
  const script = `<script async src="${location.origin}/player.js"></script>`;
  const tag = `<earshot-player${told.join("")}></earshot-player>`;
  const style = [...looks].map(([name, value]) => `  ${name}: ${value};\n`).join("");
  const rule = style && `\n\n/* in your style sheet */\nearshot-player {\n${style}}`;
  part("tag", HTMLPreElement).textContent = `${script}\n${tag}${rule}`;
}

/** @param {EventTarget | null} target */
function call(target) {
  const name = target instanceof HTMLElement ? target.dataset.call : undefined;
  if (!name || !(target instanceof HTMLElement)) return;
  player?.[name]?.(...JSON.parse(target.dataset.with ?? "[]"));
}

async function copy() {
  const said = part("copied", HTMLElement);
  const { copied = "", selected = "" } = part("copy", HTMLElement).dataset;
  const text = part("tag", HTMLPreElement);
  try {
    await navigator.clipboard.writeText(text.textContent ?? "");
    said.textContent = copied;
  } catch {
    getSelection()?.selectAllChildren(text);
    said.textContent = selected;
  }
}

/** @param {Event} event */
function note(event) {
  const list = part("events", HTMLOListElement);
  const line = document.createElement("li");
  const { signal, ...detail } = event instanceof CustomEvent ? event.detail ?? {} : {};
  line.textContent = `${event.type} ${JSON.stringify(detail)}`;
  const last = list.lastElementChild;
  if (event.type === "timeupdate" && last?.textContent?.startsWith("timeupdate")) last.replaceWith(line);
  else list.append(line);
  if (list.children.length > MOST) list.firstElementChild?.remove();
  list.scrollTop = list.scrollHeight;
}

function connect() {
  const stage = part("stage", HTMLElement);
  for (const name of EVENTS) stage.addEventListener(name, note, true); // they do not bubble
  const [attributes, properties] = [part("attributes", HTMLFormElement), part("properties", HTMLFormElement)];
  for (const form of [attributes, properties]) form.addEventListener("submit", (event) => event.preventDefault());
  attributes.addEventListener("change", ({ target }) => {
    if (isField(target)) setAttribute(target);
    write();
  });
  properties.addEventListener("input", () => {
    setLooks(properties);
    write();
  });
  part("methods", HTMLElement).addEventListener("click", ({ target }) => call(target));
  part("copy", HTMLButtonElement).addEventListener("click", copy);
  write();
}

if (player) connect();
