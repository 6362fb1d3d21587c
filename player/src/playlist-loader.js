// Loads the playlist of a page that has one.

/** @import { Player } from "./player.js" */

/**
 * If it cannot be loaded, the player works without it.
 * @param {Player} player
 */
export async function loadPlaylist(player) {
  const { element } = player;
  if (!player.playlist && !element.hasAttribute("playlist") && !element.querySelector('[slot="playlist"]')) return;
  const loaded = await import("./playlist.js").catch(() => null);
  if (loaded) player.playlist ??= new loaded.Playlist(player);
  await player.playlist?.load();
}
