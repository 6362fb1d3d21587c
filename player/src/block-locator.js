// Where the story's blocks stand on the publisher's page: by marker, then by XPath, then by their
// letters. Nothing of the page is touched, and whatever it changes later is looked up again.

import { collectTrees, extractText, follows, hasOwnText, isAtOrBefore } from "./page-tree.js";

import { IGNORED, TextIndex, alignWords, extractLetters } from "./text-matching.js";

/**
 * @import { Story } from "./story.js"
 * @import { LetterRange } from "./text-matching.js"
 */

/** @typedef {{element: Element, content: string | null, wording: TextIndex, spans: (LetterRange | null)[]}} BlockMatch */

const TEXTUAL = "p, h1, h2, h3, h4, h5, h6, li, blockquote, dd, dt, td, pre, figcaption";

const BARE = "div, section, article, main, span, font, center";

/** The share of a block's words that an element must hold to be taken for it. */
const ENOUGH = 0.6;

/** Letters at either end of a changed block by which its element is guessed. */
const END = 24;

/** Guesses that are tried for a changed block. */
const GUESSES = 8;

/** Blocks whose letters are kept at once: a long story's would fill the memory. */
const CACHED_BLOCKS = 16;

/** A page that keeps changing is looked through again after so many times what a look takes. */
const REST = 20;

export class BlockLocator {
  /**
   * @param {Story} story
   * @param {ParentNode} root where the story stands
   */
  constructor(story, root) {
    this.story = story;
    this.root = root;
    /** @type {Map<number, BlockMatch>} the last ones that were looked for */
    this.known = new Map();
    /** @type {Map<number, Element | null>} by block; null is nowhere */
    this.stands = new Map();
    /** @type {Map<string, Element[]> | null} */
    this.index = null;
    /** The page and its shadow trees, the closed ones left out: nobody can look into those. */
    this.trees = /** @type {ParentNode[]} */ ([root]);
    this.isStale = false;
    /** @type {Map<string, number[]> | null} the story's blocks by their letters */
    this.blocks = null;
    /** When the last look ended, and how long it took, in ms. */
    this.looked = { at: 0, took: 0 };
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

  /** What was not found may be there now; what was found is checked when it is needed. */
  forget() {
    this.isStale = false;
    this.index = null;
    for (const [block, element] of this.stands) if (!element) this.stands.delete(block);
  }

  /**
   * The block's place on the page as it is now, or null.
   * @param {number} block
   */
  of(block) {
    const { at, took } = this.looked;
    if (this.isStale && performance.now() - at >= REST * took) this.forget();
    if (this.stands.get(block) === null) return null;
    const known = this.known.get(block);
    if (known?.element.isConnected && known.element.textContent === known.content) return known;
    const place = this.find(block);
    this.stands.set(block, place?.element ?? null);
    this.known.delete(block);
    if (place) this.known.set(block, place);
    const [oldest = block] = this.known.keys();
    if (this.known.size > CACHED_BLOCKS) this.known.delete(oldest);
    return place;
  }

  /** @param {number} block */
  find(block) {
    if (!this.story.wordsOf(block).length) return null;
    const { selector = null, xpath = null } = this.story.blocks[block] ?? {};
    for (const element of [...this.findBySelector(selector), ...this.findByXPath(xpath)]) {
      const found = this.matchElement(block, element);
      if (found) return found;
    }
    return this.alike(block) ?? this.findByLetters(block);
  }

  /**
   * @param {string | null} selector
   * @returns {Element[]}
   */
  findBySelector(selector) {
    try {
      return selector ? this.trees.flatMap((tree) => [...tree.querySelectorAll(selector)]).slice(0, GUESSES) : [];
    } catch {
      return []; // no selector
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
      return []; // no path
    }
  }

  /**
   * The element as the block's place, if enough of its words stand in it.
   * @param {number} block
   * @param {Element} element
   * @returns {BlockMatch | null}
   */
  matchElement(block, element) {
    const words = this.story.wordsOf(block).map((word) => this.story.words[word]?.letters ?? []);
    const wording = new TextIndex(element);
    const spans = alignWords(words, wording);
    const count = words.filter((letters) => letters.length).length;
    if (spans.filter(Boolean).length < ENOUGH * count) return null;
    return { element, content: element.textContent, wording, spans };
  }

  /**
   * An element of the same letters. Of several, the one in its turn, where the story has as many
   * such blocks, else the one that comes next in the page.
   * @param {number} block
   */
  alike(block) {
    const letters = extractLetters(this.story.textOf(block));
    const same = this.elements().get(letters) ?? [];
    const twins = this.indexBlocks().get(letters) ?? [];
    const shown = same.filter((element) => element.checkVisibility?.() ?? true);
    const choice = shown.length ? shown : same;
    const before = this.stands.get(block - 1);
    const heading = block < 0 && choice.find((element) => element.matches("h1"));
    const next = choice.find((element) => before && follows(element, before));
    const own = twins.length === choice.length && choice[twins.indexOf(block)];
    const element = own || heading || next || choice[0];
    return element ? this.matchElement(block, element) : null;
  }

  /**
   * The smallest element that begins or ends like the block and holds enough of its words.
   * @param {number} block
   */
  findByLetters(block) {
    const letters = extractLetters(this.story.textOf(block));
    if (letters.length < END) return null;
    const ends = [letters.slice(0, END), letters.slice(-END)];
    const guesses = [...this.elements()].filter(([held]) => ends.some((end) => held.includes(end)));
    guesses.sort(([one], [other]) => one.length - other.length);
    for (const [, [element]] of guesses.slice(0, GUESSES)) {
      const found = element && this.matchElement(block, element);
      if (found) return found;
    }
    return null;
  }

  /** The page's elements with text of their own, by their letters. */
  elements() {
    if (this.index) return this.index;
    const start = performance.now();
    this.index = new Map();
    this.trees = collectTrees(this.root);
    for (const tree of this.trees.slice(1)) this.watch(tree);
    for (const element of this.trees.flatMap((tree) => [...tree.querySelectorAll(`${TEXTUAL}, ${BARE}`)])) {
      if (element.matches(BARE) && !hasOwnText(element)) continue;
      const letters = extractLetters(extractText(element));
      const same = this.index.get(letters);
      if (!letters || element.closest(IGNORED)) continue;
      if (!same) this.index.set(letters, [element]);
      else if (same.at(-1)?.contains(element)) same[same.length - 1] = element;
      else same.push(element);
    }
    const at = performance.now();
    this.looked = { at, took: at - start };
    return this.index;
  }

  indexBlocks() {
    if (this.blocks) return this.blocks;
    this.blocks = new Map();
    for (const block of this.story.spokenBlocks()) {
      const letters = extractLetters(this.story.textOf(block));
      const twins = this.blocks.get(letters);
      if (twins) twins.push(block);
      else if (letters) this.blocks.set(letters, [block]);
    }
    return this.blocks;
  }

  /**
   * The blocks that may stand around an element: of the same beginning or end, or found there.
   * @param {Element} target
   */
  *near(target) {
    /** @type {Element | null} */
    let around = target;
    for (let level = 0; around && level < GUESSES; level += 1) {
      const held = extractLetters(extractText(around));
      for (const [letters, blocks] of this.indexBlocks()) {
        const isAlike = held.includes(letters.slice(0, END)) || held.includes(letters.slice(-END));
        yield* blocks.filter((block) => isAlike || this.stands.get(block)?.contains(target));
      }
      if (around.matches(TEXTUAL)) return;
      around = around.parentElement;
    }
  }

  /**
   * The block and the word of the story that stand at a point of the page, or null.
   * @param {Event} event a click
   */
  wordAt(event) {
    const [target] = event.composedPath(); // inside a shadow tree, too
    if (!(event instanceof MouseEvent) || !(target instanceof Element)) return null;
    for (const block of this.near(target)) {
      const place = this.of(block);
      if (!place?.element.contains(target)) continue;
      const words = this.story.wordsOf(block);
      const isBefore = (/** @type {LetterRange | null} */ span, /** @type {number} */ n) =>
        span && isAtOrBefore(place.wording.range(span, this.story.words[words[n] ?? -1]?.text ?? ""), event);
      return words[Math.max(0, place.spans.findLastIndex(isBefore))] ?? null;
    }
    return null;
  }
}
