// An error with the label of the message for the listener.

/** @import { Labels } from "./i18n.js" */

export class PlayerError extends Error {
  /** @param {keyof Labels} label @param {string} [cause] */
  constructor(label, cause) {
    super(cause ?? label);
    this.label = label;
    /** HTTP status; 0 if there was no response. */
    this.status = 0;
  }
}
