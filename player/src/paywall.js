// The publisher's paywall: the server keeps it, the player says so and takes the token that opens it.

import { FULL_ACCESS } from "./api.js";

import { createElement } from "./elements.js";
import { dispatch } from "./events.js";
import { PlayerError } from "./errors.js";

/**
 * @import { Player } from "./player.js"
 */

/** What the listener reads where a preview ends, in the languages of the player. */
const LOCKED_LABELS = {
  en: "Sign in to hear the rest.",
  de: "Zum Weiterhören bitte anmelden.",
  fr: "Connectez-vous pour écouter la suite.",
  es: "Inicie sesión para seguir escuchando.",
  pt: "Inicie sessão para ouvir o resto.",
  it: "Accedi per ascoltare il resto.",
  nl: "Log in om verder te luisteren.",
  ja: "続きを聴くにはログインしてください。",
  ar: "سجّل الدخول لسماع البقية.",
  he: "התחברו כדי לשמוע את ההמשך.",
};

export class Paywall {
  /** @param {Player} player */
  constructor(player) {
    this.player = player;
    /** @type {string | null} what the page set; the attribute counts where it set nothing */
    this.token = null;
    /** The publisher's own button, shown where a preview ends. */
    this.slot = createElement("slot", { name: "locked", hidden: "" });
  }

  /** The token that counts now, or nothing. */
  get current() {
    const { player } = this;
    return this.token ?? player.element.getAttribute("token") ?? "";
  }

  get isWhole() {
    return (this.player.story?.entry?.access ?? FULL_ACCESS) === FULL_ACCESS;
  }

  /**
   * Asks the server with the page's token. One that is refused is told to the page, and then the
   * preview is asked for.
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
      this.tell({ refused: true });
      return send("");
    }
  }

  /** A story was found. */
  update() {
    this.slot.hidden ||= this.isWhole;
    if (!this.isWhole) this.tell({});
  }

  /** Where a preview ends: one plain sentence, the publisher's button, and word to the page. */
  end() {
    if (this.isWhole) return false;
    const { player } = this;
    player.controls.say(LOCKED_LABELS[player.language]);
    this.slot.hidden = false;
    this.tell({ ended: true });
    return true;
  }

  /** @param {{ended?: boolean, refused?: boolean}} facts */
  tell(facts) {
    const { player } = this;
    const { id = "", url = "", access = "" } = player.story?.entry ?? {};
    dispatch(player, "earshot-locked", { id, url: url ?? "", access, ended: false, refused: false, ...facts });
  }

  /**
   * Another token: what was locked is looked for again, and heard from where the listener was.
   * @param {string} token
   */
  change(token) {
    if (token === this.token) return;
    this.token = token;
    if (this.player.isConnected && !this.isWhole) this.reload(!this.slot.hidden);
  }

  /** The token ran out while it was heard. */
  lapse() {
    const { player } = this;
    player.seek(player.recovery.place);
    this.reload(player.isWanted);
  }

  /** @param {boolean} isHeard whether it is to go on by itself */
  async reload(isHeard) {
    const { player } = this;
    const { currentTime: place, hasStarted: hasBegun, counter: hearing } = player;
    const goesOn = isHeard || player.isWanted;
    player.pause();
    player.reset();
    player.counter = hearing; // it is the same listening
    player.audio.removeAttribute("src");
    player.controls.say("");
    if (!(await player.load(goesOn))) return;
    if (hasBegun) player.seek(place);
    if (goesOn && (hasBegun || this.isWhole)) player.play();
  }
}

/**
 * The address as it may be kept.
 * @param {string} address
 */
export function removeToken(address) {
  const kept = new URL(address, document.baseURI);
  kept.searchParams.delete("token");
  return kept.href;
}
