// DOM helpers of the player and the pages.

/**
 * The element with an id; throws if the page has none of that type.
 * @template {Element} T
 * @param {string} id
 * @param {new () => T} type
 */
export function requireElement(id, type) {
  const element = document.getElementById(id);
  if (!(element instanceof type)) throw new Error(`the page has no #${id}`);
  return element;
}

/**
 * Adds a passive listener.
 * @param {EventTarget} target
 * @param {string} names of events, separated by spaces
 * @param {() => void} handler
 */
export function listen(target, names, handler) {
  for (const name of names.split(" ")) target.addEventListener(name, handler, { passive: true });
}

/**
 * Seeks. Before there is data, browsers send no event for it.
 * @param {HTMLAudioElement} audio
 * @param {number} seconds
 */
export function seekAudio(audio, seconds) {
  audio.currentTime = seconds;
  if (!audio.readyState) audio.dispatchEvent(new Event("seeking"));
}

/**
 * Formats an ISO date in a language; returns it unchanged if the browser does not know the
 * language.
 * @param {string} date
 * @param {string} language BCP 47
 */
export function formatDate(date, language) {
  try {
    const style = new Intl.DateTimeFormat(language, { dateStyle: "long", timeZone: "UTC" });
    return style.format(new Date(date));
  } catch {
    return date;
  }
}
