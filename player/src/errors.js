// What went wrong, with the label that tells the listener.

/** @import { Labels } from "./i18n.js" */

export class PlayerError extends Error {
  /** @param {keyof Labels} label @param {string} [cause] */
  constructor(label, cause) {
    super(cause ?? label);
    this.label = label;
    /** What the server answered; 0 for nothing. */
    this.status = 0;
  }
}
