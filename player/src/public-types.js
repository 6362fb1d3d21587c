// The types of the element's events and properties. `build-types.js` makes TypeScript declarations of them.

/**
 * The current sentence.
 * @typedef {object} Segment
 * @property {number} index
 * @property {string} text
 * @property {number} block Index of the block, from 0; -1 is the headline, -2 the spoken intro.
 * @property {number} start Seconds.
 */

/**
 * @typedef {object} AdBreak
 * @property {"pre" | "mid"} kind
 * @property {number | null} block Index of the next block; null before the story.
 * @property {number} currentTime
 * @property {AbortSignal} signal Aborted when the story no longer waits.
 */

/**
 * @typedef {object} Locked
 * @property {"headline" | "preview" | ""} access What this listener can play; empty if not yet known.
 * @property {string} id
 * @property {string} url
 * @property {boolean} ended Whether the end of the preview was reached.
 * @property {boolean} refused Whether the server rejected the token.
 */

export {};
