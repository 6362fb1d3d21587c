// Loads the rest of the player, once for the page.

import { SCRIPT_URL } from "./script-url.js";

/**
 * @import { Language } from "./first-labels.js"
 * @import { ElementPlayer as Player } from "./element-player.js"
 * @import { Starter } from "./starter.js"
 */

/** Where the build put the rest, from the first script. */
const REST_PATH = `player/${BUILD}/rest.js`;

let attempts = 0;

/**
 * @param {Language} language of the labels
 * @returns {Promise<((starter: Starter) => Player) | null>} null if it cannot be loaded now
 */
export async function loadRest(language) {
  const retry = attempts ? `?attempt=${attempts}` : ""; // a browser remembers a module that failed
  try {
    const rest = await import(new URL(REST_PATH + retry, SCRIPT_URL).href);
    await rest.loadLanguage(language);
    return rest.createPlayer;
  } catch {
    attempts += 1;
    return null;
  }
}
