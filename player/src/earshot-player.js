// <earshot-player>: the public element. It is implemented in player.js.

import { OBSERVED, reflectAttributes, upgradeProperties } from "./attributes.js";
import { INTERNALS } from "./internals.js";

/**
 * @import { ElementPlayer as Player } from "./element-player.js"
 * @import { Starter } from "./starter.js"
 * @import { Segment } from "./story.js"
 */

/**
 * Creates the player of an element, or the starter that replaces it until it is loaded.
 * @typedef {(element: HTMLElement, takeOver: (player: Player) => void) => Player | Starter} Factory
 */

/** @type {Factory} */
let create;

export class EarshotPlayer extends HTMLElement {
  static observedAttributes = OBSERVED;

  #player = create(this, (player) => (this.#player = player));

  /** The player once it is loaded. */
  get [INTERNALS]() {
    return "story" in this.#player ? this.#player : null;
  }

  connectedCallback() {
    upgradeProperties(this);
    this.#player.connect();
  }

  disconnectedCallback() {
    this.#player.disconnect();
  }

  /**
   * @param {string} name
   * @param {string | null} before
   * @param {string | null} value
   */
  attributeChangedCallback(name, before, value) {
    if (before !== value) this.#player.changeAttribute(name, value);
  }

  get currentTime() {
    return this.#player.currentTime;
  }

  set currentTime(seconds) {
    this.seek(seconds);
  }

  get duration() {
    return this.#player.duration;
  }

  get paused() {
    return this.#player.paused;
  }

  get ended() {
    return this.#player.ended;
  }

  get volume() {
    return this.#player.volume;
  }

  set volume(volume) {
    this.#player.volume = volume;
  }

  get muted() {
    return this.#player.muted;
  }

  set muted(isMuted) {
    this.#player.muted = isMuted;
  }

  get playbackRate() {
    return this.#player.playbackRate;
  }

  set playbackRate(rate) {
    this.#player.playbackRate = rate;
  }

  get token() {
    return this.#player.token;
  }

  set token(token) {
    this.#player.setToken(token);
  }

  get currentWord() {
    return this.#player.currentWord;
  }

  /** @returns {Segment | null} */
  get currentSegment() {
    return this.#player.currentSegment;
  }

  play() {
    return this.#player.play();
  }

  pause() {
    this.#player.pause();
  }

  toggle() {
    this.#player.toggle();
  }

  /** @param {number} seconds */
  seek(seconds) {
    this.#player.defer((player) => player.seek(seconds));
  }

  /** @param {number} seconds */
  skip(seconds) {
    this.#player.defer((player) => player.skip(seconds));
  }

  /** @param {number} count */
  skipSentence(count) {
    this.#player.defer((player) => player.skipSentence(count));
  }

  /** @param {number} word */
  seekToWord(word) {
    this.#player.defer((player) => player.seekToWord(word));
  }

  toggleTranscript() {
    this.#player.defer((player) => player.toggleTranscript());
  }

  nextStory() {
    this.#player.defer((player) => player.nextStory());
  }

  previousStory() {
    this.#player.defer((player) => player.previousStory());
  }

  /** @param {number | "chapter" | "story"} when */
  setSleepTimer(when) {
    this.#player.defer((player) => player.sleepTimer.set(when));
  }

  async share() {
    await this.#player.defer((player) => player.share());
  }
}

reflectAttributes(EarshotPlayer.prototype);

/**
 * Defines the element. A second copy of the script on a page leaves the first one be.
 * @param {Factory} factory
 */
export function defineElement(factory) {
  if (customElements.get("earshot-player")) return;
  create = factory;
  customElements.define("earshot-player", EarshotPlayer);
}
