// Where the script of the player came from.

const SCRIPT = document.currentScript;

/** The URL of the script, or an empty string where a bundler put it into another. */
export const SCRIPT_URL = SCRIPT instanceof HTMLScriptElement ? SCRIPT.src : "";
