// Highlights the spoken word and its sentence with the CSS Custom Highlight API
// (https://drafts.csswg.org/css-highlight-api-1/): the page's DOM is not changed.

import { getContentRoot } from "./page.js";

import { BlockLocator } from "./block-locator.js";
import { TranscriptLocator } from "./transcript.js";

/**
 * @import { Player } from "./player.js"
 */

/**
 * @import { Story } from "./story.js"
 */

const HIGHLIGHT_NAMES = /** @type {const} */ (["earshot-sentence", "earshot-word"]);

/** Maximum number of words of a sentence that the page scrolls to. */
const FOLLOWED_WORDS = 40;

export class Highlighter {
  /** @param {{sentence: string, word: string, onWord: string}} colours */
  constructor(colours) {
    this.sheet = new CSSStyleSheet();
    this.sheet.replaceSync(buildHighlightStyle(colours));
    /** @type {Set<DocumentOrShadowRoot>} trees with the style sheet */
    this.trees = new Set();
    this.adopt(document);
    /** @type {BlockLocator[]} */
    this.locators = [];
    this.isOn = { word: true, sentence: true };
    /** @type {Range | undefined} start of the current sentence */
    this.current = undefined;
  }

  /** Position of the current sentence in the viewport. */
  sentenceBox() {
    const box = this.current?.getBoundingClientRect();
    return box?.height ? box : null;
  }

  /** Removes all highlights. */
  clear() {
    for (const name of HIGHLIGHT_NAMES) getHighlightRegistry()?.delete(name);
  }

  /** @param {DocumentOrShadowRoot} tree */
  adopt(tree) {
    if (this.trees.has(tree)) return;
    this.trees.add(tree);
    tree.adoptedStyleSheets = [...tree.adoptedStyleSheets, this.sheet];
  }

  close() {
    this.clear();
    for (const tree of this.trees) {
      tree.adoptedStyleSheets = tree.adoptedStyleSheets.filter((sheet) => sheet !== this.sheet);
    }
    this.trees.clear();
  }

  /**
   * Highlights a word (-1 for none) and a sentence wherever they are shown.
   * @param {Story} story
   * @param {number} word
   * @param {number} sentence
   */
  show(story, word, sentence) {
    const spokenWords = this.isOn.word && word >= 0 ? [word] : [];
    // With forced colours both highlights look the same: only the word's is shown.
    const isAlone = this.isOn.word && matchMedia("(forced-colors: active)").matches;
    const around = this.isOn.sentence && !isAlone ? story.wordsIn(sentence) : [];
    const ranges = this.ranges(story, around);
    this.current = this.ranges(story, story.wordsIn(sentence).slice(0, FOLLOWED_WORDS))[0];
    this.light("earshot-sentence", 0, ranges);
    this.light("earshot-word", 1, this.ranges(story, spokenWords));
  }

  /**
   * @param {string} name
   * @param {number} priority
   * @param {Range[]} ranges
   */
  light(name, priority, ranges) {
    const registry = getHighlightRegistry();
    if (!registry) return;
    for (const range of ranges) {
      const tree = range.startContainer.getRootNode();
      if (tree instanceof ShadowRoot) this.adopt(tree);
    }
    const light = new Highlight(...ranges);
    light.priority = priority;
    registry.set(name, light);
  }

  /**
   * @param {Story} story
   * @param {number[]} words
   */
  ranges(story, words) {
    return story.fits ? this.locators.flatMap((locator) => collectRanges(locator, story, words)) : [];
  }
}

/**
 * The ranges of words in one place. Adjacent words share a range, so text inserted between two
 * words is not highlighted.
 * @param {BlockLocator} locator
 * @param {Story} story
 * @param {number[]} words of one block
 */
function collectRanges(locator, story, words) {
  const block = story.words[words[0] ?? -1]?.block;
  const place = block === undefined ? null : locator.locate(block);
  const first = place ? (story.wordsOf(/** @type {number} */ (block))[0] ?? 0) : 0;
  /** @type {Range[]} */
  const ranges = [];
  let end = -1;
  for (const word of place ? words : []) {
    const span = place?.spans[word - first];
    if (!span || !place) continue;
    const range = place.wording.range(span, story.words[word]?.text ?? "");
    const last = ranges.at(-1);
    if (last && end === span[0]) last.setEnd(range.endContainer, range.endOffset);
    else ranges.push(range);
    end = span[1];
  }
  return ranges;
}

/** The highlights of the page, if the browser supports them. */
function getHighlightRegistry() {
  return "highlights" in CSS ? CSS.highlights : null;
}

/** @param {{sentence: string, word: string, onWord: string}} colours */
function buildHighlightStyle({ sentence, word, onWord }) {
  return `::highlight(earshot-sentence){background-color:${sentence}}
::highlight(earshot-word){background-color:${word};color:${onWord}}
@media (forced-colors:active){::highlight(earshot-sentence),::highlight(earshot-word){background-color:Highlight;color:HighlightText}}`;
}

/** @param {Player} player */
export function startHighlighting(player) {
  const story = player.story;
  const lit = player.element.getAttribute("highlight") ?? "both";
  if (!story) return;
  player.highlighter?.close();
  player.locator?.close();
  const style = getComputedStyle(player.element);
  const colour = (/** @type {string} */ name, /** @type {string} */ other) =>
    style.getPropertyValue(name).trim() || other;
  player.highlighter = new Highlighter({
    sentence: colour("--earshot-sentence-highlight", "rgb(255 196 0 / 0.22)"),
    word: colour("--earshot-word-highlight", "rgb(255 170 0 / 0.6)"),
    onWord: colour("--earshot-on-word-highlight", "inherit"),
  });
  player.locator = new BlockLocator(story, getContentRoot(player));
  player.highlighter.isOn = { word: lit !== "sentence", sentence: lit !== "word" };
  const own = new TranscriptLocator(story, player.transcript.text);
  player.highlighter.locators = lit === "off" ? [own] : [player.locator, own];
}

