// Ad breaks: before the story, and between two of its paragraphs. The page can pause the story
// there, for example for an advertisement.

import { offerBreak } from "./break-offer.js";

/**
 * @import { BreakOffer } from "./break-offer.js"
 * @import { Player } from "./player.js"
 * @import { Story } from "./story.js"
 */

export class AdBreaks {
  /** @param {Player} player */
  constructor(player) {
    this.player = player;
    /** @type {AbortController | null} */
    this.stop = null;
    this.hasBegun = false;
    /** The current block, and the last block whose end was reported. */
    this.block = this.reported = NaN;
  }

  reset() {
    this.stop?.abort();
    this.stop = null;
    this.hasBegun = false;
    this.block = this.reported = NaN;
  }

  get isWaiting() {
    return this.stop !== null;
  }

  /** Returns false if the story must not start yet. */
  async begin() {
    if (this.hasBegun) return true;
    this.hasBegun = true;
    return this.request({ kind: "pre", block: null, currentTime: this.player.currentTime });
  }

  /**
   * Starts a break if a paragraph was played to its end.
   * @param {Story} story
   * @param {number} word the last one that has started
   * @param {number} at ms
   */
  update(story, word, at) {
    const block = story.words[word]?.block ?? NaN;
    if (this.player.paused || this.player.audio.seeking) {
      this.block = block;
      this.reported = NaN;
      return;
    }
    const last = story.wordsOf(block).at(-1);
    const isOver = word === last && at >= (story.times.ends[word] ?? Infinity);
    /** @type {number} */
    const left = isOver ? block : this.block;
    const isNew = left !== this.reported && (isOver || block !== this.block);
    this.block = block;
    if (!isNew || Number.isNaN(left)) return;
    this.reported = left;
    this.endBlock(story, left);
  }

  /**
   * @param {Story} story
   * @param {number} block that was played
   */
  async endBlock(story, block) {
    const { player } = this;
    const next = (story.wordsOf(block).at(-1) ?? 0) + 1;
    const there = story.words[next]?.block ?? -1;
    const stops = player.sleepTimer.stopsBefore(next);
    if (stops) player.seek((story.times.starts[next] ?? 0) / 1000);
    // No break between the headline and the text, or between a heading and its paragraph.
    if (stops || block < 0 || there < 0 || story.blocks[block]?.kind === "heading") return;
    const currentTime = (story.times.starts[next] ?? 0) / 1000;
    if (await this.request({ kind: "mid", block: there, currentTime }, currentTime)) return;
    player.pause();
    player.seek(currentTime);
  }

  /**
   * Offers the page a break, and waits until it is over.
   * @param {{kind: string, block: number | null, currentTime: number}} facts
   * @param {number} [place] seconds; where the story continues after the break
   * @returns {Promise<boolean>} false if the page continues by itself, or the listener paused
   */
  async request(facts, place) {
    const { player } = this;
    const offer = offerBreak(player.element, facts);
    return offer.isHeld ? this.wait(offer, place) : offer.goesOn;
  }

  /**
   * Waits for the page.
   * @param {BreakOffer} offer that the page took
   * @param {number} [place] seconds
   * @returns {Promise<boolean>} whether the story continues
   */
  async wait({ waits, stop }, place) {
    const { player } = this;
    this.stop = stop;
    player.audio.pause();
    if (place !== undefined) player.seek(place);
    player.controls.showMessage(player.labels.break);
    player.controls.showPaused(!player.isWanted);
    await Promise.all(waits);
    if (this.stop !== stop) return true; // the story changed during the break
    stop.abort(); // also ends a break that reached its limit
    this.stop = null;
    player.controls.showMessage("");
    player.controls.showPaused(!player.isWanted);
    if (place !== undefined && player.isWanted) player.play();
    return player.isWanted;
  }
}
