// The attributes of <earshot-player>, and the properties that reflect them. Frameworks set a
// property wherever the element has one of that name, so each attribute has its property.

/** @import { Player } from "./player.js" */

const STRINGS = [
  ...["timings", "src", "story", "url", "server", "highlight", "content-selector", "controls"],
  ...["playlist", "layout", "skip-seconds"],
];

const BOOLEANS = [
  ...["no-click-seek", "no-autoadvance", "no-analytics", "no-exclusive", "persist"],
  ...["no-shortcuts", "read-along"],
];

/** @param {string} name of an attribute */
function toProperty(name) {
  return name.replace(/-./g, (each) => each.slice(1).toUpperCase());
}

/** @returns {string[]} */
export function listObservedAttributes() {
  return [...STRINGS, "playbackrate", "token"];
}

/** Attributes that change which story is played. */
export const STORY_ATTRIBUTES = ["timings", "src", "story", "url", "server"];

/**
 * An attribute of the current story: of the element, or of the playlist entry.
 * @param {Player} player
 * @param {"timings" | "src" | "story" | "url" | "server"} name
 */
export function getStoryAttribute(player, name) {
  return player.entry ? player.entry[name] || null : player.element.getAttribute(name);
}

/** @param {{element: HTMLElement}} player */
export function isReadAlong({ element }) {
  return element.hasAttribute("read-along");
}

/**
 * Whether a control is shown: `controls` lists controls to show or, with a minus sign, to hide.
 * @param {{element: HTMLElement}} player
 * @param {string} name
 */
export function showsControl({ element }, name) {
  const named = (element.getAttribute("controls") ?? "").split(/\s+/).filter(Boolean);
  const isAll = named.every((each) => each.startsWith("-"));
  return named.includes(name) || (isAll && !named.includes(`-${name}`));
}

/** @param {HTMLElement} prototype */
export function reflectAttributes(prototype) {
  for (const name of STRINGS) {
    define(prototype, name, {
      /** @this {HTMLElement} */
      get() {
        return this.getAttribute(name) ?? "";
      },
      /** @this {HTMLElement} @param {unknown} value */
      set(value) {
        if (value === null || value === undefined) this.removeAttribute(name);
        else this.setAttribute(name, String(value));
      },
    });
  }
  for (const name of BOOLEANS) {
    define(prototype, name, {
      /** @this {HTMLElement} */
      get() {
        return this.hasAttribute(name);
      },
      /** @this {HTMLElement} @param {unknown} value */
      set(value) {
        // A template may set a boolean attribute to an empty string.
        this.toggleAttribute(name, Boolean(value) || value === "");
      },
    });
  }
}

/**
 * @param {object} prototype
 * @param {string} attribute
 * @param {PropertyDescriptor} accessors
 */
function define(prototype, attribute, accessors) {
  Object.defineProperty(prototype, toProperty(attribute), { configurable: true, enumerable: true, ...accessors });
}

/**
 * Sets properties again that the page set before the element was defined: they hide the accessors.
 * @param {HTMLElement & Record<string, any>} element
 */
export function upgradeProperties(element) {
  const names = [...[...STRINGS, ...BOOLEANS].map(toProperty), "token", "currentTime", "volume", "muted", "playbackRate"];
  for (const name of names.filter((each) => Object.hasOwn(element, each))) {
    const value = element[name];
    delete element[name];
    element[name] = value;
  }
}
