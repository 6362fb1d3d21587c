// The player at the bottom of all pages. On the page of its story it shows every control; on the
// other pages it is a bar.

import { loadProgress } from "../api.js";
import { setMediaAction } from "../media-session.js";
import { ListenProgress } from "./listen-progress.js";
import { withSavedPosition } from "./saved-positions.js";
import { loadPlayer } from "./player-script.js";

/** @import { EarshotPlayer } from "../earshot-player.js" */

/** The parts that the player replaces when it plays another story. */
const FACTS = ".now, #progress";

export class Dock {
  /** @param {(address: string) => void} playNext called at the end of a story with the next one's page */
  constructor(playNext) {
    this.playNext = playNext;
    this.element = /** @type {HTMLElement} */ (document.getElementById("dock"));
    this.progress = new ListenProgress(this);
    /** Whether the player has played since the first page was loaded. */
    this.hasStarted = false;
    /** Whether the reader wants keys to control the player. */
    this.hasKeys = true;
    /** @type {HTMLElement | null} the player of the page's own story, while another one plays */
    this.offered = null;
    if (this.player) this.connect();
  }

  /** @returns {EarshotPlayer | null} */
  get player() {
    return this.element.querySelector("earshot-player");
  }

  get story() {
    return storyOf(this.element);
  }

  get isPlaying() {
    return Boolean(this.player && this.player.paused === false);
  }

  /** Listens to a player that was put into the dock. */
  connect() {
    const { player, progress } = this;
    if (!player) return;
    progress.change(withSavedPosition(loadProgress(this.element)));
    progress.connect(player);
    player.addEventListener("play", () => this.showPlaying(true));
    player.addEventListener("pause", () => this.showPlaying(false));
    loadPlayer();
  }

  /** Plays the story of the first page if its address asks for that. */
  start() {
    if (this.player && new URLSearchParams(location.search).has("play")) this.play();
  }

  /** @param {boolean} isPlaying */
  showPlaying(isPlaying) {
    this.hasStarted ||= isPlaying;
    if (isPlaying) setMediaAction("nexttrack", this.progress.current?.next ? () => this.progress.advance() : null);
    this.arrange();
    for (const each of document.querySelectorAll("[data-story]")) {
      each.classList.toggle("playing", isPlaying && each.getAttribute("data-story") === this.story);
    }
  }

  /**
   * Called for each page that is shown after the first.
   * @param {HTMLElement | null} offered the dock of that page
   * @param {boolean} isWanted whether its story is to be played
   */
  async enterPage(offered, isWanted) {
    const own = storyOf(offered);
    this.offered = own ? offered : null;
    if (own && own !== this.story && (isWanted || !this.isPlaying)) this.take(/** @type {HTMLElement} */ (offered));
    this.arrange();
    this.showPlaying(this.isPlaying);
    if (own && isWanted) await this.play();
  }

  /** Plays the story of the page. */
  async playOffered() {
    if (this.offered && storyOf(this.offered) !== this.story) this.take(this.offered);
    this.arrange();
    await this.play();
  }

  async play() {
    await loadPlayer();
    await this.player?.play();
  }

  /**
   * Takes the story of another page's dock.
   * @param {HTMLElement} offered
   */
  take(offered) {
    const next = document.importNode(offered, true);
    const { player } = this;
    if (player) {
      this.progress.savePosition();
      this.change(player, next);
    } else {
      this.element.replaceWith(next);
      this.element = next;
      this.connect();
    }
  }

  /**
   * Gives the player another story. It stays the same element: browsers let it play on without a tap.
   * @param {EarshotPlayer} player
   * @param {HTMLElement} next
   */
  change(player, next) {
    const source = next.querySelector("audio")?.getAttribute("src") ?? "";
    const audio = player.querySelector("audio");
    if (audio) audio.dataset.source = source;
    for (const each of this.element.querySelectorAll(FACTS)) each.remove();
    this.element.prepend(...next.querySelectorAll(FACTS));
    this.progress.change(withSavedPosition(loadProgress(this.element)));
    player.token = next.querySelector("earshot-player")?.getAttribute("token") ?? "";
    player.setAttribute("story", storyOf(next));
  }

  /** Shows every control on the page of the story, and a bar elsewhere. */
  arrange() {
    const { element, player } = this;
    const isOwnPage = this.story !== "" && document.getElementById("story")?.dataset.story === this.story;
    element.hidden = !isOwnPage && !(this.hasStarted && player);
    if (!player || element.classList.contains("mini") !== isOwnPage) {
      if (isOwnPage) this.showText();
      return;
    }
    element.classList.toggle("mini", !isOwnPage);
    player.setAttribute("layout", isOwnPage ? "full" : "compact");
    player.toggleAttribute("no-shortcuts", !(isOwnPage && this.hasKeys));
    player.setAttribute("content-selector", isOwnPage ? "#story" : "#no-text");
  }

  /** Highlights in the text of a page that was shown again. */
  showText() {
    const { player } = this;
    player?.removeAttribute("content-selector");
    player?.setAttribute("content-selector", "#story");
  }
}

/** @param {Element | null} dock */
export function storyOf(dock) {
  return dock?.querySelector("earshot-player")?.getAttribute("story") ?? "";
}
