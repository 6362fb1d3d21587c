// An <earshot-player> until the full player is loaded: it draws the play button and
// starts the audio. The full player then takes over the audio element.

import { AudioOutput, adoptAudio } from "./audio-output.js";
import { offerBreak } from "./break-offer.js";
import { matchScheme } from "./color-scheme.js";
import { detectLanguage } from "./first-labels.js";
import { FirstTree } from "./first-tree.js";
import { loadFullPlayer } from "./full-player-loader.js";
import { getServerUrl } from "./script-url.js";

/**
 * @import { BreakOffer } from "./break-offer.js"
 * @import { ElementPlayer as Player } from "./element-player.js"
 */

/** Milliseconds between two attempts to load the full player. */
const RETRY = 3000;

export class Starter extends AudioOutput {
  /**
   * @param {HTMLElement} element
   * @param {(player: Player) => void} takeOver called with the full player
   */
  constructor(element, takeOver) {
    super();
    this.element = element;
    this.takeOver = takeOver;
    this.language = detectLanguage(element);
    this.isConnected = this.isWanted = this.isReplaced = this.isLoading = false;
    /** @type {BreakOffer | null} the pause before the story, if it was offered */
    this.offer = null;
    /** @type {((player: Player) => void)[]} calls that wait for the full player */
    this.queue = [];
    /** @type {FirstTree | null} */
    this.tree = null;
    this.token = "";
  }

  connect() {
    this.isConnected = true;
    this.tree ??= this.draw();
    this.adopt();
    matchScheme(this.element, this.tree.wrapper);
    const rate = this.element.getAttribute("playbackrate");
    if (rate) this.changeAttribute("playbackrate", rate);
    this.load();
  }

  draw() {
    const tree = new FirstTree(this.element, this.language);
    tree.play.addEventListener("click", () => this.toggle());
    return tree;
  }

  adopt() {
    if (!adoptAudio(this) && this.isListening) return;
    this.isListening = true;
    for (const name of ["play", "pause", "playing"]) this.audio.addEventListener(name, () => this.show());
    this.show();
  }

  show() {
    if (!this.isReplaced) this.tree?.show(!this.isWanted && this.paused, this.isWanted && !this.hasSound);
  }

  get hasSound() {
    return !this.paused && this.audio.readyState > 2;
  }

  disconnect() {
    this.pause();
    this.isConnected = false;
  }

  /** Loads the full player, which takes over. */
  async load() {
    if (this.isLoading) return;
    this.isLoading = true;
    const create = await loadFullPlayer(this.language);
    // A button that is replaced while it is pressed gets no click.
    while (this.tree?.play.matches(":active")) await new Promise((done) => setTimeout(done, 50));
    this.isLoading = false;
    if (!create) setTimeout(() => this.isConnected && this.load(), RETRY);
    else if (this.isConnected && !this.isReplaced) this.replace(create);
  }

  /** @param {(starter: Starter) => Player} create */
  replace(create) {
    const isFocused = this.tree?.play.matches(":focus");
    this.isReplaced = true;
    const player = create(this);
    this.takeOver(player);
    for (const ask of this.queue) ask(player);
    if (isFocused) player.controls.play.focus({ preventScroll: true });
  }

  /** @param {string} name @param {string | null} value */
  changeAttribute(name, value) {
    if (name === "playbackrate") this.playbackRate = Number(value);
    if (["src", "story", "url", "timings"].includes(name)) this.audio.removeAttribute("src");
  }

  /** @param {string} token */
  setToken(token) {
    this.token = token;
    this.queue.push((player) => player.setToken(token));
  }

  async play() {
    this.isWanted = true;
    this.adopt();
    this.offer ??= offerBreak(this.element, { kind: "pre", block: null, currentTime: 0 });
    const { source } = this;
    this.show();
    if (!source || this.offer.isHeld || !this.offer.goesOn) return;
    if (!this.audio.src) this.audio.src = source;
    await this.audio.play().catch(() => {});
  }

  /** The URL of the audio, or an empty string if only the full player knows it or the position. */
  get source() {
    const { audio, element, token } = this;
    if (token || element.matches("[persist]") || location.hash.includes("t=")) return "";
    const story = element.matches("[story]:not([timings], [token])") ? element.getAttribute("story") : "";
    const server = getServerUrl(element.getAttribute("server"));
    return element.getAttribute("src") || audio.dataset.source || (story && `${server}/v1/stories/${story}/audio.mp3`);
  }

  pause() {
    this.isWanted = false;
    this.audio.pause();
    this.show();
  }

  toggle() {
    if (this.isWanted || !this.paused) this.pause();
    else this.play();
  }

  get currentTime() {
    return this.audio.currentTime;
  }

  get currentWord() {
    return -1;
  }

  get currentSegment() {
    return null;
  }

  /**
   * Asks the player as soon as it is there.
   * @template Result
   * @param {(player: Player) => Result} ask
   * @returns {Promise<Result>}
   */
  defer(ask) {
    return new Promise((done) => this.queue.push((player) => done(ask(player))));
  }
}
