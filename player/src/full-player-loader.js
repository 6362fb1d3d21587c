// Loads the full player, once for the page.

import { SCRIPT_URL } from "./script-url.js";

/**
 * @import { Language } from "./first-labels.js"
 * @import { ElementPlayer as Player } from "./element-player.js"
 * @import { Starter } from "./starter.js"
 */

let attempts = 0;

/**
 * @param {Language} language of the labels
 * @returns {Promise<((starter: Starter) => Player) | null>} null if it cannot be loaded now
 */
export async function loadFullPlayer(language) {
  try {
    const module = await importFullPlayer();
    await module.loadLanguage(language);
    return module.createPlayer;
  } catch {
    attempts += 1;
    return null;
  }
}

/**
 * A bundler knows the path. A script of another site has no base URL, so its own is tried next, and
 * with a number: browsers remember a module that failed.
 */
function importFullPlayer() {
  return import(REST_PATH).catch((error) => {
    if (!SCRIPT_URL) throw error;
    return import(new URL(`${REST_PATH}#${attempts}`, SCRIPT_URL).href);
  });
}
