// <earshot-player>: the public element. It is implemented in player.js.

import { shareLink } from "./share.js";

import { OBSERVED, reflectAttributes, upgradeProperties } from "./attributes.js";
import { adoptAudio, buildShadowTree } from "./shadow-tree.js";
import { INTERNALS } from "./internals.js";
import { skipSentence } from "./navigation.js";
import { Player } from "./player.js";
import { toggleTranscript } from "./transcript.js";

/** @import { Segment } from "./story.js" */

export class EarshotPlayer extends HTMLElement {
  static observedAttributes = OBSERVED;

  #player = new Player(this);

  constructor() {
    super();
    buildShadowTree(this.#player);
  }

  get [INTERNALS]() {
    return this.#player;
  }

  connectedCallback() {
    upgradeProperties(this);
    adoptAudio(this.#player);
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
    this.#player.seek(seconds);
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
    return this.#player.paywall.current;
  }

  set token(token) {
    this.#player.paywall.change(token);
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
    this.#player.seek(seconds);
  }

  /** @param {number} seconds */
  skip(seconds) {
    this.#player.skip(seconds);
  }

  /** @param {number} count */
  skipSentence(count) {
    skipSentence(this.#player, count);
  }

  /** @param {number} word */
  seekToWord(word) {
    this.#player.seekToWord(word);
  }

  toggleTranscript() {
    toggleTranscript(this.#player);
  }

  nextStory() {
    this.#player.nextStory();
  }

  previousStory() {
    this.#player.previousStory();
  }

  /** @param {number | "chapter" | "story"} when */
  setSleepTimer(when) {
    this.#player.sleepTimer.set(when);
  }

  share() {
    return shareLink(this.#player);
  }
}

reflectAttributes(EarshotPlayer.prototype);
