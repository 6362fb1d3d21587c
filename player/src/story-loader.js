// Loads the story of a player, from files beside the page or from a server.

import { readInlineTimings } from "./api.js";

import { fetchSegments, fetchStory, fetchTimings, findPageStory, requestPageStory } from "./api.js";
import { SCRIPT_URL } from "./script-url.js";
import { PlayerError } from "./errors.js";
import { getPageUrl } from "./page.js";
import { Story } from "./story.js";

/**
 * @import { ServerStory } from "./api.js"
 * @import { Player } from "./player.js"
 */

/** The server that the script came from. It may be in a folder of its host. */
function getScriptServer() {
  if (!SCRIPT_URL) return "";
  const { origin, pathname } = new URL(SCRIPT_URL);
  const [, folder = ""] = /^(.*)\/(?:player|web\/(?:[^/]+\/)?earshot-player)\.js$/.exec(pathname) ?? [];
  return origin + folder;
}

/**
 * An attribute of the current story: of the element, or of the playlist entry.
 * @param {Player} player
 * @param {"timings" | "src" | "story" | "url" | "server"} name
 */
export function getStoryAttribute(player, name) {
  return player.entry ? player.entry[name] || null : player.element.getAttribute(name);
}

/**
 * Base URL of the server, without a trailing slash.
 * @param {Player} player
 */
function getServerUrl(player) {
  return (getStoryAttribute(player, "server") ?? player.element.getAttribute("server") ?? getScriptServer()).replace(/\/+$/, "");
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
  if (player.entry?.src && !id) throw new PlayerError("gone", "it has no timings");
  return player.paywall.request(async (query) => {
    const entry = id ? await fetchStory(getServerUrl(player), id, query) : await loadPageStory(player, isWanted, query);
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
  const server = getServerUrl(player);
  if (!server) throw new PlayerError("gone", "there is no server and no timings file");
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
  const story = new Story(await fetchTimings(entry.timings), entry.audio);
  story.entry = entry;
  if (!entry.ready || entry.ready < entry.revision) {
    [story.live, story.playback] = await Promise.all([fetchSegments(entry.self), import("./live-playback.js")]);
  }
  return story;
}
