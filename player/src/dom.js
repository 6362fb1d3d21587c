// What the read-along page asks of the browser. A plain script of the same module as clock.js.

/**
 * The element of that id; throws where the page has none of that type.
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
 * Listens without ever holding up a scroll.
 * @param {EventTarget} target
 * @param {string} names of events, apart by spaces
 * @param {() => void} handler
 */
export function listen(target, names, handler) {
  for (const name of names.split(" ")) target.addEventListener(name, handler, { passive: true });
}

/**
 * Goes to a place. Of one that is set before there is sound, browsers tell nothing by themselves.
 * @param {HTMLAudioElement} audio
 * @param {number} seconds
 */
export function seekAudio(audio, seconds) {
  audio.currentTime = seconds;
  if (!audio.readyState) audio.dispatchEvent(new Event("seeking"));
}

/**
 * An ISO date as the language writes it, or as it is where the browser does not know the language.
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
