// The pause points of a story: before it begins, and between two of its paragraphs. There the page
// may put in something of its own, such as an advertisement. Nothing of that kind is ours.

import { clamp } from "./time.js";

/**
 * @import { Player } from "./player.js"
 * @import { Story } from "./story.js"
 */

/** Seconds that a page may hold the story up where it names no other limit, and at most. */
const AD_BREAK_LIMITS = { usual: 60, longest: 300 };

export class AdBreaks {
  /** @param {Player} player */
  constructor(player) {
    this.player = player;
    /** @type {AbortController | null} */
    this.stop = null;
    this.hasBegun = false;
    /** The block that is being said, and the last one whose end was told. */
    this.block = this.told = NaN;
  }

  /** Another story. */
  reset() {
    this.stop?.abort();
    this.stop = null;
    this.hasBegun = false;
    this.block = this.told = NaN;
  }

  get isWaiting() {
    return this.stop !== null;
  }

  /** Before the first sound. Whether the story may go on. */
  async begin() {
    if (this.hasBegun) return true;
    this.hasBegun = true;
    return this.ask({ kind: "pre", block: null, currentTime: this.player.currentTime });
  }

  /**
   * Looks whether a paragraph has just ended by being heard to its end.
   * @param {Story} story
   * @param {number} word the last that has begun
   * @param {number} at ms
   */
  pass(story, word, at) {
    const block = story.words[word]?.block ?? NaN;
    if (this.player.paused || this.player.audio.seeking) {
      this.block = block;
      this.told = NaN;
      return;
    }
    const last = story.wordsOf(block).at(-1);
    const isOver = word === last && at >= (story.times.ends[word] ?? Infinity);
    /** @type {number} */
    const left = isOver ? block : this.block;
    const isNew = left !== this.told && (isOver || block !== this.block);
    this.block = block;
    if (!isNew || Number.isNaN(left)) return;
    this.told = left;
    this.between(story, left);
  }

  /**
   * @param {Story} story
   * @param {number} block that was heard
   */
  async between(story, block) {
    const { player } = this;
    const next = (story.wordsOf(block).at(-1) ?? 0) + 1;
    const there = story.words[next]?.block ?? -1;
    const rests = player.sleepTimer.fallsBefore(next);
    if (rests) player.seek((story.times.starts[next] ?? 0) / 1000);
    // The headline and what follows it belong together, and so do a heading and its paragraph.
    if (rests || block < 0 || there < 0 || story.blocks[block]?.kind === "heading") return;
    const currentTime = (story.times.starts[next] ?? 0) / 1000;
    if (await this.ask({ kind: "mid", block: there, currentTime }, currentTime)) return;
    player.pause();
    player.seek(currentTime);
  }

  /**
   * Asks the page whether it wants to put something in, and waits for it.
   * @param {{kind: string, block: number | null, currentTime: number}} facts
   * @param {number} [place] seconds to which the story goes back when it has waited
   * @returns {Promise<boolean>} false where the page will go on by itself, or the listener stopped
   */
  async ask(facts, place) {
    const { player } = this;
    /** @type {Promise<unknown>[]} */
    const waits = [];
    const stop = new AbortController();
    const detail = { ...facts, signal: stop.signal };
    const waitUntil = (/** @type {Promise<unknown>} */ promise, limit = AD_BREAK_LIMITS.usual) =>
      waits.push(waitForPage(promise, clamp(limit, 0, AD_BREAK_LIMITS.longest), stop.signal));
    const event = new CustomEvent("earshot-adbreak", { bubbles: true, composed: true, cancelable: true, detail });
    const goesOn = player.element.dispatchEvent(Object.assign(event, { waitUntil }));
    if (!waits.length || !goesOn) return goesOn;
    this.stop = stop;
    player.audio.pause();
    if (place !== undefined) player.seek(place);
    player.controls.say(player.labels.break);
    player.controls.tellPaused(!player.isWanted);
    await Promise.all(waits);
    if (this.stop !== stop) return true; // another story meanwhile
    stop.abort(); // whoever ran into the limit ends too
    this.stop = null;
    player.controls.say("");
    player.controls.tellPaused(!player.isWanted);
    if (place !== undefined && player.isWanted) player.play();
    return player.isWanted;
  }
}

/**
 * When a promise is kept or broken, the time is over, or nobody waits any longer.
 * @param {Promise<unknown>} promise
 * @param {number} limit seconds
 * @param {AbortSignal} signal
 */
function waitForPage(promise, limit, signal) {
  const over = new Promise((done) => {
    setTimeout(done, 1000 * limit);
    signal.addEventListener("abort", done);
  });
  return Promise.race([Promise.resolve(promise).catch(() => {}), over]);
}
