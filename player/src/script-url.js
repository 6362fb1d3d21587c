// Where the script of the player came from.

const SCRIPT = document.currentScript;

/** The URL of the script, or an empty string where a bundler put it into another. */
export const SCRIPT_URL = SCRIPT instanceof HTMLScriptElement ? SCRIPT.src : "";

/**
 * Base URL of the server, without a trailing slash: the attribute, or where the script came from.
 * @param {string | null} address the attribute
 */
export function getServerUrl(address) {
  return (address ?? SCRIPT_URL.replace(/(\/web(\/\w+)?)?\/[^/]*$/, "")).replace(/\/+$/, "");
}
