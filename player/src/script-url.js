// Where the script of the player came from.

const SCRIPT = document.currentScript;

/** The URL of the script, or an empty string where a bundler put it into another. */
export const SCRIPT_URL = SCRIPT instanceof HTMLScriptElement ? SCRIPT.src : "";

/** The server that the script came from. It may be in a folder of its host. */
export function getScriptServer() {
  if (!SCRIPT_URL) return "";
  const { origin, pathname } = new URL(SCRIPT_URL);
  const [, folder = ""] = /^(.*)\/(?:player|web\/(?:[^/]+\/)?earshot-player)\.js$/.exec(pathname) ?? [];
  return origin + folder;
}
