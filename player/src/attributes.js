// The attributes of <earshot-player>, and the properties that reflect them. Frameworks set a
// property wherever the element has one of that name, so each attribute has its property.

const STRINGS = {
  timings: "timings",
  src: "src",
  story: "story",
  url: "url",
  server: "server",
  highlight: "highlight",
  contentSelector: "content-selector",
  controls: "controls",
  playlist: "playlist",
  layout: "layout",
  skipSeconds: "skip-seconds",
};

const BOOLEANS = {
  noClickSeek: "no-click-seek",
  noAutoadvance: "no-autoadvance",
  noAnalytics: "no-analytics",
  noExclusive: "no-exclusive",
  persist: "persist",
  noShortcuts: "no-shortcuts",
  readAlong: "read-along",
};

/** @returns {string[]} */
export function listObservedAttributes() {
  return [...Object.values(STRINGS), "playbackrate", "token"];
}

/** Attributes that change which story is played. */
export const STORY_ATTRIBUTES = ["timings", "src", "story", "url", "server"];

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
  for (const [property, name] of Object.entries(STRINGS)) {
    define(prototype, property, {
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
  for (const [property, name] of Object.entries(BOOLEANS)) {
    define(prototype, property, {
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
 * @param {string} name
 * @param {PropertyDescriptor} accessors
 */
function define(prototype, name, accessors) {
  Object.defineProperty(prototype, name, { configurable: true, enumerable: true, ...accessors });
}

/**
 * Sets properties again that the page set before the element was defined: they hide the accessors.
 * @param {HTMLElement & Record<string, any>} element
 */
export function upgradeProperties(element) {
  const names = [...Object.keys(STRINGS), ...Object.keys(BOOLEANS), "token", "currentTime", "volume", "muted", "playbackRate"];
  for (const name of names.filter((each) => Object.hasOwn(element, each))) {
    const value = element[name];
    delete element[name];
    element[name] = value;
  }
}
