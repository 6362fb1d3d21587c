// Offers a pause of the story to the page.

import { clamp } from "./time.js";

/** Default and maximum length of a break, in seconds. */
const AD_BREAK_LIMITS = { usual: 60, longest: 300 };

/**
 * The page's response to the offer.
 * @typedef {object} BreakOffer
 * @property {boolean} goesOn whether the story may go on by itself
 * @property {boolean} isHeld whether it continues when the page is ready
 * @property {Promise<unknown>[]} waits
 * @property {AbortController} stop
 */

/**
 * @param {Element} element
 * @param {{kind: string, block: number | null, currentTime: number}} facts
 * @returns {BreakOffer}
 */
export function offerBreak(element, facts) {
  /** @type {Promise<unknown>[]} */
  const waits = [];
  const stop = new AbortController();
  const detail = { ...facts, signal: stop.signal };
  const waitUntil = (/** @type {Promise<unknown>} */ promise, limit = AD_BREAK_LIMITS.usual) =>
    waits.push(waitForPage(promise, clamp(limit, 0, AD_BREAK_LIMITS.longest), stop.signal));
  const event = new CustomEvent("earshot-adbreak", { bubbles: true, composed: true, cancelable: true, detail });
  const goesOn = element.dispatchEvent(Object.assign(event, { waitUntil }));
  return { goesOn, isHeld: goesOn && waits.length > 0, waits, stop };
}

/**
 * Settles with the promise, at the limit, or when the break is aborted.
 * @param {Promise<unknown>} promise
 * @param {number} limit seconds
 * @param {AbortSignal} signal
 */
function waitForPage(promise, limit, signal) {
  const over = new Promise((done) => {
    setTimeout(done, 1000 * limit);
    signal.addEventListener("abort", done);
  });
  return Promise.race([Promise.resolve(promise).catch(() => {}), over]);
}
