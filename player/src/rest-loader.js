// Loads the rest of the player, once for the page.

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
export async function loadRest(language) {
  try {
    const rest = await (attempts && SCRIPT_URL ? import(addAttempt()) : import(REST_PATH));
    await rest.loadLanguage(language);
    return rest.createPlayer;
  } catch {
    attempts += 1;
    return null;
  }
}

/** The address of the rest with the number of the attempt: a browser remembers a module that failed. */
function addAttempt() {
  return new URL(`${REST_PATH}?attempt=${attempts}`, SCRIPT_URL).href;
}
