// A story, from the files of `earshot narrate` or from a server.

import { splitLetters } from "./text-matching.js";
import { findCurrentIndex } from "./time.js";

/**
 * @import { ServerStory } from "./api.js"
 * @import { LiveRecording } from "./live-stream.js"
 * @import { Segment } from "./public-types.js"
 * @import { Timings } from "./time.js"
 */

/**
 * @typedef {{kind: string, text: string, xpath: string | null, selector: string | null}} StoryBlock
 * @typedef {{block: number, from: number, to: number, text: string, letters: string[]}} StoryWord
 * @typedef {{block: number, from: number, to: number, text: string, start: number, end: number}} TimedWord
 * @typedef {{headline: string, language: string, site: string, url: string | null,
 *   authors: string[]}} Facts
 * @typedef {{article: Facts, audio: {file: string, duration: number, digest?: string}, blocks: StoryBlock[],
 *   sentences: {start: number}[], words: TimedWord[]}} TimingsFile
 */

export class Story {
  /**
   * @param {TimingsFile} file
   * @param {string} audio URL of the recording
   */
  constructor(file, audio) {
    const { article, blocks, sentences, words } = file;
    this.facts = article;
    this.audio = audio;
    /** Identifies the recording if its URL does not. */
    this.key = file.audio.digest ?? "";
    /** Duration in the timings file (ms), and the ratio of the recording to it. */
    this.length = file.audio.duration;
    this.ratio = 1;
    /** Whether the timings belong to this recording. */
    this.fits = true;
    this.blocks = blocks;
    /** @type {ServerStory | null} as the server describes it */
    this.entry = null;
    /** @type {LiveRecording | null} */
    this.live = null;
    /** @type {typeof import("./live-playback.js") | null} loaded with a live recording only */
    this.playback = null;
    /** @type {StoryWord[]} */
    this.words = words.map((word) => this.convertWord(word));
    /** @type {Timings} */
    this.times = {
      starts: words.map(({ start }) => start),
      ends: words.map(({ end }) => end),
      duration: file.audio.duration,
      recording: audio,
    };
    const starts = sentences.map(({ start }) => start);
    this.firsts = findChanges(words.map(({ start }) => findCurrentIndex(starts, start)));
    /** @type {Map<number, number[]>} */
    this.byBlock = new Map();
    this.words.forEach(({ block }, word) => {
      const list = this.wordsOf(block);
      this.byBlock.set(block, list);
      list.push(word);
    });
  }

  /**
   * Converts the offsets of a word from code points, as in the file, to UTF-16 units.
   * @param {TimedWord} word
   * @returns {StoryWord}
   */
  convertWord({ block, from, to, text }) {
    const whole = this.textOf(block);
    const units = (/** @type {number} */ points) =>
      /[\ud800-\udbff]/.test(whole) ? [...whole].slice(0, points).join("").length : points;
    return { block, from: units(from), to: units(to), text, letters: splitLetters(text) };
  }

  /**
   * Scales the times to a recording that is longer by this ratio.
   * @param {number} ratio
   */
  scaleTimings(ratio) {
    const { times } = this;
    const by = ratio / this.ratio;
    this.ratio = ratio;
    times.duration = this.length * ratio;
    if (by === 1) return;
    times.starts = times.starts.map((start) => start * by);
    times.ends = times.ends.map((end) => end * by);
  }

  /** @param {number} block */
  textOf(block) {
    if (block === -1) return this.facts.headline ?? "";
    return this.blocks[block]?.text ?? "";
  }

  /** The blocks that are read aloud, in order. */
  spokenBlocks() {
    return [...this.byBlock.keys()].filter((block) => block >= -1);
  }

  /**
   * @param {number} block
   * @returns {number[]}
   */
  wordsOf(block) {
    return this.byBlock.get(block) ?? [];
  }

  /** @param {number} word */
  sentenceOf(word) {
    return findCurrentIndex(this.firsts, word);
  }

  /**
   * @param {number} sentence
   * @returns {number[]}
   */
  wordsIn(sentence) {
    const first = this.firsts[sentence];
    if (first === undefined) return [];
    const end = this.firsts[sentence + 1] ?? this.words.length;
    return Array.from({ length: end - first }, (_, n) => first + n);
  }

  /**
   * The text of a sentence, with its punctuation.
   * @param {number} sentence
   */
  sentenceText(sentence) {
    const words = this.wordsIn(sentence);
    const first = this.words[words[0] ?? -1];
    const last = this.words[words.at(-1) ?? -1];
    if (!first || !last) return "";
    if (first.block < -1) return words.map((word) => this.words[word]?.text).join(" ");
    const whole = this.textOf(first.block);
    const isFirst = this.wordsOf(first.block)[0] === words[0];
    const next = this.words[(words.at(-1) ?? 0) + 1];
    const end = next?.block === first.block ? next.from : whole.length;
    const opening = whole.slice(0, first.from).match(/[^\s\p{L}\p{N}]*$/u)?.[0] ?? "";
    const behind = whole.slice(last.to, end);
    const closing = end === whole.length ? behind : behind.replace(/\s[^\s]*$/u, "");
    return (isFirst ? whole.slice(0, first.from) : opening) + whole.slice(first.from, last.to) + closing;
  }

  /** @param {number} sentence @returns {Segment} */
  segment(sentence) {
    const first = this.firsts[sentence] ?? 0;
    const block = this.words[first]?.block ?? -2;
    const start = (this.times.starts[first] ?? 0) / 1000;
    return { index: sentence, text: this.sentenceText(sentence), block, start };
  }

  /** The headings and their first words; empty if the story has none. */
  chapters() {
    const headings = this.spokenBlocks().filter((block) => this.blocks[block]?.kind === "heading");
    if (!headings.length) return [];
    const parts = headings.map((block) => ({
      title: this.textOf(block),
      word: this.wordsOf(block)[0] ?? 0,
    }));
    return [{ title: this.facts.headline, word: 0 }, ...parts.filter(({ word }) => word > 0)];
  }
}

/**
 * The indices at which a list of increasing numbers changes.
 * @param {number[]} numbers
 */
function findChanges(numbers) {
  return numbers.flatMap((number, n) => (n === 0 || number !== numbers[n - 1] ? [n] : []));
}
