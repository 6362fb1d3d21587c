// The publisher's paywall. The server enforces it; the player shows it and sends the access token.

import { FULL_ACCESS } from "./api.js";

import { createElement } from "./elements.js";
import { dispatch } from "./dispatch.js";
import { PlayerError } from "./errors.js";

/**
 * @import { Player } from "./player.js"
 */

export class Paywall {
  /** @param {Player} player */
  constructor(player) {
    this.player = player;
    /** @type {string | null} set by the page; overrides the attribute */
    this.token = null;
    /** The publisher's own button, shown at the end of a preview. */
    this.slot = createElement("slot", { name: "locked", hidden: "" });
  }

  /** The current token, or an empty string. */
  get current() {
    const { player } = this;
    return this.token ?? player.element.getAttribute("token") ?? "";
  }

  get isWhole() {
    return (this.player.story?.entry?.access ?? FULL_ACCESS) === FULL_ACCESS;
  }

  /**
   * Sends a request with the token. If it is rejected, dispatches an event and requests the
   * preview.
   * @template Found
   * @param {(query: string) => Promise<Found>} send
   * @returns {Promise<Found>}
   */
  async request(send) {
    const { current: token } = this;
    if (!token) return send("");
    try {
      return await send(`token=${encodeURIComponent(token)}`);
    } catch (error) {
      if (!(error instanceof PlayerError) || error.status !== 401) throw error;
      this.notify({ refused: true });
      return send("");
    }
  }

  /** Called for each loaded story. */
  update() {
    this.slot.hidden ||= this.isWhole;
    if (!this.isWhole) this.notify({});
  }

  /**
   * The end of a preview: shows the message and the publisher's button, and dispatches an event.
   */
  end() {
    if (this.isWhole) return false;
    const { player } = this;
    player.controls.showMessage(player.labels.locked);
    this.slot.hidden = false;
    this.notify({ ended: true });
    return true;
  }

  /** @param {{ended?: boolean, refused?: boolean}} facts */
  notify(facts) {
    const { player } = this;
    const { id = "", url = "", access = "" } = player.story?.entry ?? {};
    dispatch(player, "earshot-locked", { id, url: url ?? "", access, ended: false, refused: false, ...facts });
  }

  /**
   * Sets another token. A locked story is loaded again and continues at the same position.
   * @param {string} token
   */
  change(token) {
    if (token === this.token) return;
    this.token = token;
    if (this.player.isConnected && !this.isWhole) this.reload(!this.slot.hidden);
  }

  /** Called when the token expired during playback. */
  renew() {
    const { player } = this;
    player.seek(player.recovery.place);
    this.reload(player.isWanted);
  }

  /** @param {boolean} isPlaying whether to continue playback */
  async reload(isPlaying) {
    const { player } = this;
    const { currentTime: place, hasStarted: hasBegun, counter } = player;
    const continues = isPlaying || player.isWanted;
    player.pause();
    player.reset();
    player.counter = counter; // still the same play
    player.audio.removeAttribute("src");
    player.controls.showMessage("");
    if (!(await player.load(continues))) return;
    if (hasBegun) player.seek(place);
    if (continues && (hasBegun || this.isWhole)) player.play();
  }
}

/**
 * A URL without its token.
 * @param {string} address
 */
export function removeToken(address) {
  const kept = new URL(address, document.baseURI);
  kept.searchParams.delete("token");
  return kept.href;
}
