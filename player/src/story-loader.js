// Loads the story of a player, from files beside the page or from a server.

import {
  fetchSegments,
  fetchStory,
  fetchTimings,
  findPageStory,
  readInlineTimings,
  requestPageStory,
} from "./api.js";
import { getStoryAttribute } from "./attributes.js";
import { getServerUrl } from "./script-url.js";
import { PlayerError } from "./errors.js";
import { getPageUrl } from "./page.js";
import { Story } from "./story.js";

/**
 * @import { ServerStory } from "./api.js"
 * @import { Player } from "./player.js"
 */

/** @param {Player} player */
function getServer(player) {
  return getServerUrl(getStoryAttribute(player, "server") ?? player.element.getAttribute("server"));
}

/**
 * The story, or null if the server has not recorded it yet. Throws PlayerError.
 * @param {Player} player
 * @param {boolean} isWanted whether the listener pressed play: the server records a missing story
 * @returns {Promise<Story | null>}
 */
export async function loadStory(player, isWanted) {
  const timings = getStoryAttribute(player, "timings");
  if (timings?.startsWith("#")) return new Story(readInlineTimings(timings), player.source);
  if (timings) return loadFromFiles(new URL(timings, document.baseURI), player.source);
  const id = getStoryAttribute(player, "story");
  if (player.entry?.src && !id) throw new PlayerError("gone", "no timings");
  return player.paywall.request(async (query) => {
    const entry = id ? await fetchStory(getServer(player), id, query) : await loadPageStory(player, isWanted, query);
    return entry && loadFromServer(entry, isWanted);
  });
}

/**
 * @param {URL} timings the address of the file that `earshot narrate` wrote
 * @param {string} source URL of the recording; empty if it is beside the timings
 */
async function loadFromFiles(timings, source) {
  const file = await fetchTimings(timings.href);
  return new Story(file, source || new URL(file.audio.file, timings).href);
}

/**
 * @param {Player} player
 * @param {boolean} isWanted
 * @param {string} query with the token
 */
async function loadPageStory(player, isWanted, query) {
  const server = getServer(player);
  if (!server) throw new PlayerError("gone", "no server, no timings");
  const find = isWanted ? requestPageStory : findPageStory;
  player.pageUrl = getPageUrl(player);
  return find(server, player.pageUrl, query);
}

/**
 * @param {ServerStory} entry
 * @param {boolean} isWanted
 */
async function loadFromServer(entry, isWanted) {
  if (entry.status === "failed") throw new PlayerError("gone", entry.error ?? "");
  if (!entry.revision && !isWanted) return null; // the page is not extracted yet
  const timings = fetchTimings(entry.timings);
  const isLive = !entry.ready || entry.ready < entry.revision;
  if (!entry.revision) await timings; // segments are there once the page is extracted
  const [live, playback] = isLive ? await Promise.all([fetchSegments(entry.self), import("./live-playback.js")]) : [null, null];
  const story = new Story(await timings, entry.audio);
  return Object.assign(story, { entry, live, playback });
}
