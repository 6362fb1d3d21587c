import { downloadUrls } from "./api.js";

import { dispatch } from "./dispatch.js";
import { getPlayerName } from "./position.js";
import { getPageUrl } from "./page.js";

/**
 * @import { Player } from "./player.js"
 */

/**
 * A link to the current position on the page of the story.
 * @param {Player} player
 */
function buildMomentLink(player) {
  const { entry, story } = player;
  const ofAnother = entry && (entry.url || story?.facts.url || story?.audio || player.source);
  const link = new URL(ofAnother || getPageUrl(player));
  const name = entry ? "" : getPlayerName(player);
  const moment = `t=${Math.floor(player.currentTime)}`;
  link.hash = name ? `${moment}&player=${encodeURIComponent(name)}` : moment;
  return link.href;
}

/** @param {Player} player */
export async function shareLink(player) {
  const { menu } = player.controls;
  const url = buildMomentLink(player);
  dispatch(player, "earshot-share", { url });
  try {
    if (navigator.share) await navigator.share({ title: player.story?.facts.headline ?? document.title, url });
    else {
      await navigator.clipboard.writeText(url);
      menu.status.textContent = player.labels.copied;
    }
  } catch (error) {
    if (!(error instanceof DOMException) || error.name !== "AbortError") menu.showLink(url);
  }
}

/** @param {Player} player */
export function showDownloads(player) {
  player.controls.menu.showDownloads(listDownloads(player));
}

/**
 * The downloads of the story; none while it is being recorded.
 * @param {Player} player
 * @returns {[string, string][]}
 */
function listDownloads(player) {
  const { story } = player;
  if (story?.live) return [];
  if (story?.entry) return downloadUrls(story.audio);
  const address = player.audio.currentSrc || (story?.audio ?? player.source);
  const ending = /\.(\w{2,4})$/.exec(new URL(address || "about:blank").pathname)?.[1];
  return /^http/.test(address) ? [[(ending ?? "").toUpperCase(), address]] : [];
}
