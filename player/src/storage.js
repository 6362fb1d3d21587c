/**
 * A number of an earlier visit, or 0 where there is none or the browser keeps none.
 * @param {string} key
 */
export function readNumber(key) {
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
export function writeNumber(key, value) {
  try {
    localStorage.setItem(key, String(value));
  } catch {
    // Forbidden or full: the page only forgets.
  }
}
