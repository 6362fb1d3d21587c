// What the read-along page asks of the browser. A plain script of the same module as clock.js.

/**
 * The element of that id; throws where the page has none of that type.
 * @template {Element} T
 * @param {string} id
 * @param {new () => T} type
 */
function part(id, type) {
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
function on(target, names, handler) {
  for (const name of names.split(" ")) target.addEventListener(name, handler, { passive: true });
}

/**
 * Goes to a place. Of one that is set before there is sound, browsers tell nothing by themselves.
 * @param {HTMLAudioElement} audio
 * @param {number} seconds
 */
function setPlace(audio, seconds) {
  audio.currentTime = seconds;
  if (!audio.readyState) audio.dispatchEvent(new Event("seeking"));
}

/**
 * Answers a button of lock screens and headsets.
 * @param {MediaSessionAction} action
 * @param {MediaSessionActionHandler} handler
 */
function answer(action, handler) {
  try {
    navigator.mediaSession.setActionHandler(action, handler);
  } catch {
    // An older browser has no such button.
  }
}

/**
 * A number of an earlier visit, or 0 where there is none or the browser keeps none.
 * @param {string} key
 */
function kept(key) {
  try {
    return Number(localStorage.getItem(key)) || 0;
  } catch {
    return 0;
  }
}

/**
 * @param {string} key
 * @param {number} value
 */
function keep(key, value) {
  try {
    localStorage.setItem(key, String(value));
  } catch {
    // Forbidden or full: the page only forgets.
  }
}

/**
 * An ISO date as the language writes it, or as it is where the browser does not know the language.
 * @param {string} date
 * @param {string} language BCP 47
 */
function longDate(date, language) {
  try {
    const style = new Intl.DateTimeFormat(language, { dateStyle: "long", timeZone: "UTC" });
    return style.format(new Date(date));
  } catch {
    return date;
  }
}
