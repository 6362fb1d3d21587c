/**
 * A stored number, or 0.
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
    // The storage is blocked or full. The number is not saved.
  }
}
