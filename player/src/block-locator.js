// Finds the story's blocks on the publisher's page: by selector, by XPath, then by their text. Does
// not change the page; looks again after the page changes.

import { collectTrees, extractText, follows, hasOwnText, isAtOrBefore } from "./page-tree.js";

import { IGNORED, TextIndex, alignWords, extractLetters } from "./text-matching.js";

/**
 * @import { Story } from "./story.js"
 * @import { LetterRange } from "./text-matching.js"
 */

/** @typedef {{element: Element, content: string | null, wording: TextIndex, spans: (LetterRange | null)[]}} BlockMatch */

const TEXT_ELEMENTS = "p, h1, h2, h3, h4, h5, h6, li, blockquote, dd, dt, td, pre, figcaption";

const GENERIC_ELEMENTS = "div, section, article, main, span, font, center";

/** The spoken intro, "By Ann Lee. March 14, 2026.", as a number of a block. */
const INTRO = -2;

const HEADLINE = -1;

/** Minimum share of a block's words that an element must contain. */
const MIN_WORD_SHARE = 0.6;

/** The same of the intro: a date is often printed in another way. A year alone is less. */
const MIN_INTRO_SHARE = 0.3;

/** Letters at either end of a changed block that are compared. */
const COMPARED_LETTERS = 24;

/** Maximum number of candidate elements for a changed block. */
const MAX_CANDIDATES = 8;

/** Blocks whose letters are cached; those of a long story would use too much memory. */
const CACHED_BLOCKS = 16;

/** The pause between two scans of a page that keeps changing, as a multiple of the scan time. */
const SCAN_PAUSE_FACTOR = 20;

export class BlockLocator {
  /**
   * @param {Story} story
   * @param {ParentNode} root of the article
   */
  constructor(story, root) {
    this.story = story;
    this.root = root;
    /** @type {Map<number, BlockMatch>} the most recent matches */
    this.known = new Map();
    /** @type {Map<number, Element | null>} by block; null if it is not on the page */
    this.found = new Map();
    /** @type {Map<string, Element[]> | null} */
    this.index = null;
    /** The page and its open shadow trees. */
    this.trees = /** @type {ParentNode[]} */ ([root]);
    this.isStale = false;
    /** @type {Map<string, number[]> | null} blocks of the story by their letters */
    this.blocks = null;
    /** When the last scan ended, and how long it took, in ms. */
    this.lastScan = { at: 0, took: 0 };
    this.observer = new MutationObserver(() => (this.isStale = true));
    this.watch(document);
  }

  /** @param {Node} tree */
  watch(tree) {
    this.observer.observe(tree, { childList: true, subtree: true, characterData: true });
  }

  close() {
    this.observer.disconnect();
  }

  /** Blocks that were not found may be there now. Other matches are checked when they are used. */
  forget() {
    this.isStale = false;
    this.index = null;
    for (const [block, element] of this.found) if (!element) this.found.delete(block);
  }

  /**
   * The current position of the block on the page, or null.
   * @param {number} block
   */
  locate(block) {
    const { at, took } = this.lastScan;
    if (this.isStale && performance.now() - at >= SCAN_PAUSE_FACTOR * took) this.forget();
    if (this.found.get(block) === null) return null;
    const known = this.known.get(block);
    if (known?.element.isConnected && known.element.textContent === known.content) return known;
    const place = this.find(block);
    this.found.set(block, place?.element ?? null);
    this.known.delete(block);
    if (place) this.known.set(block, place);
    const [oldest = block] = this.known.keys();
    if (this.known.size > CACHED_BLOCKS) this.known.delete(oldest);
    return place;
  }

  /** @param {number} block */
  find(block) {
    if (!this.story.wordsOf(block).length) return null;
    if (block === INTRO) return this.findIntro();
    const { selector = null, xpath = null } = this.story.blocks[block] ?? {};
    for (const element of [...this.findBySelector(selector), ...this.findByXPath(xpath)]) {
      const found = this.matchElement(block, element);
      if (found) return found;
    }
    return this.findEqual(block) ?? this.findByLetters(block);
  }

  /**
   * @param {string | null} selector
   * @returns {Element[]}
   */
  findBySelector(selector) {
    try {
      return selector ? this.trees.flatMap((tree) => [...tree.querySelectorAll(selector)]).slice(0, MAX_CANDIDATES) : [];
    } catch {
      return []; // invalid selector
    }
  }

  /**
   * @param {string | null} path an XPath
   * @returns {Element[]}
   */
  findByXPath(path) {
    try {
      const kind = XPathResult.FIRST_ORDERED_NODE_TYPE;
      const node = path && document.evaluate(path, document, null, kind, null).singleNodeValue;
      return node instanceof Element ? [node] : [];
    } catch {
      return []; // invalid XPath
    }
  }

  /**
   * The match of a block and an element, or null if the element contains too few of its words.
   * @param {number} block
   * @param {Element} element
   * @param {TextIndex} wording
   * @param {number} share minimum share of the words
   * @returns {BlockMatch | null}
   */
  matchElement(block, element, wording = new TextIndex(element), share = MIN_WORD_SHARE) {
    const words = this.story.wordsOf(block).map((word) => this.story.words[word]?.letters ?? []);
    const spans = alignWords(words, wording);
    const count = words.filter((letters) => letters.length).length;
    if (spans.filter(Boolean).length < share * count) return null;
    return { element, content: element.textContent, wording, spans };
  }

  /**
   * The spoken intro is not a block. Its words are looked for between the headline and the
   * second block, because the lead is often printed above the byline.
   * @returns {BlockMatch | null}
   */
  findIntro() {
    const headline = this.locate(HEADLINE)?.element;
    if (!headline) return null;
    const wording = new TextIndex(this.root, headline, this.locate(1)?.element);
    return this.matchElement(INTRO, headline, wording, MIN_INTRO_SHARE);
  }

  /**
   * An element with the same letters. Of several: the one of the same rank if the story has as many
   * such blocks, else the next one after the previous block.
   * @param {number} block
   */
  findEqual(block) {
    const letters = extractLetters(this.story.textOf(block));
    const same = this.elements().get(letters) ?? [];
    const twins = this.indexBlocks().get(letters) ?? [];
    const shown = same.filter((element) => element.checkVisibility?.() ?? true);
    const choice = shown.length ? shown : same;
    const before = this.found.get(block - 1);
    const heading = block < 0 && choice.find((element) => element.matches("h1"));
    const next = choice.find((element) => before && follows(element, before));
    const own = twins.length === choice.length && choice[twins.indexOf(block)];
    const element = own || heading || next || choice[0];
    return element ? this.matchElement(block, element) : null;
  }

  /**
   * The smallest element that begins or ends like the block and contains enough of its words.
   * @param {number} block
   */
  findByLetters(block) {
    const letters = extractLetters(this.story.textOf(block));
    if (letters.length < COMPARED_LETTERS) return null;
    const candidates = [...this.elements()].filter(([held]) => isAlike(held, letters));
    candidates.sort(([one], [other]) => one.length - other.length);
    for (const [, [element]] of candidates.slice(0, MAX_CANDIDATES)) {
      const found = element && this.matchElement(block, element);
      if (found) return found;
    }
    return null;
  }

  /** The page's elements with their own text, by their letters. */
  elements() {
    if (this.index) return this.index;
    const start = performance.now();
    this.index = new Map();
    this.trees = collectTrees(this.root);
    for (const tree of this.trees.slice(1)) this.watch(tree);
    for (const element of this.trees.flatMap((tree) => [...tree.querySelectorAll(`${TEXT_ELEMENTS}, ${GENERIC_ELEMENTS}`)])) {
      if (element.matches(GENERIC_ELEMENTS) && !hasOwnText(element)) continue;
      const letters = extractLetters(extractText(element));
      const same = this.index.get(letters) ?? [];
      if (!letters || element.closest(IGNORED)) continue;
      if (same.at(-1)?.contains(element)) same.pop();
      this.index.set(letters, same);
      same.push(element);
    }
    const at = performance.now();
    this.lastScan = { at, took: at - start };
    return this.index;
  }

  indexBlocks() {
    if (this.blocks) return this.blocks;
    this.blocks = new Map();
    for (const block of this.story.spokenBlocks()) {
      const letters = extractLetters(this.story.textOf(block));
      const twins = this.blocks.get(letters) ?? [];
      if (letters) this.blocks.set(letters, twins);
      twins.push(block);
    }
    return this.blocks;
  }

  /**
   * Blocks that may be at an element: same beginning or end, or found there.
   * @param {Element} target
   */
  *nearby(target) {
    /** @type {Element | null} */
    let around = target;
    for (let level = 0; around && level < MAX_CANDIDATES; level += 1) {
      const held = extractLetters(extractText(around));
      for (const [letters, blocks] of this.indexBlocks()) {
        yield* blocks.filter((block) => isAlike(held, letters) || this.found.get(block)?.contains(target));
      }
      if (around.matches(TEXT_ELEMENTS)) return;
      around = around.parentElement;
    }
  }

  /**
   * The word of the story at a point of the page, or null.
   * @param {Event} event a click
   */
  wordAt(event) {
    const [target] = event.composedPath(); // works in a shadow tree, too
    if (!(event instanceof MouseEvent) || !(target instanceof Element)) return null;
    for (const block of this.nearby(target)) {
      const place = this.locate(block);
      if (!place?.element.contains(target)) continue;
      const words = this.story.wordsOf(block);
      const isBefore = (/** @type {LetterRange | null} */ span, /** @type {number} */ n) =>
        span && isAtOrBefore(place.wording.range(span, this.story.words[words[n] ?? -1]?.text ?? ""), event);
      return words[Math.max(0, place.spans.findLastIndex(isBefore))] ?? null;
    }
    return null;
  }
}

/**
 * Whether a text contains the beginning or the end of another one.
 * @param {string} held
 * @param {string} letters
 */
function isAlike(held, letters) {
  return [letters.slice(0, COMPARED_LETTERS), letters.slice(-COMPARED_LETTERS)].some((end) => held.includes(end));
}
