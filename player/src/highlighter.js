// The light on the spoken word and its sentence, through the CSS Custom Highlight API
// (https://drafts.csswg.org/css-highlight-api-1/): no node of the page is touched.

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

/** Words of a sentence that a page is scrolled to. */
const FOLLOWED_WORDS = 40;

export class Highlighter {
  /** @param {{sentence: string, word: string, onWord: string}} colours */
  constructor(colours) {
    this.sheet = new CSSStyleSheet();
    this.sheet.replaceSync(buildHighlightStyle(colours));
    /** @type {Set<DocumentOrShadowRoot>} whose words may be lit */
    this.trees = new Set();
    this.adopt(document);
    /** @type {BlockLocator[]} */
    this.grounds = [];
    this.isOn = { word: true, sentence: true };
    /** @type {Range | undefined} where the sentence being said begins */
    this.spoken = undefined;
  }

  /** Where the sentence being said begins, in the window. */
  sentenceBox() {
    const box = this.spoken?.getBoundingClientRect();
    return box?.height ? box : null;
  }

  /** Darkens whatever is lit. */
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
   * Lights a word (-1 for none) and a sentence wherever they stand.
   * @param {Story} story
   * @param {number} word
   * @param {number} sentence
   */
  show(story, word, sentence) {
    const said = this.isOn.word && word >= 0 ? [word] : [];
    // Where colours are forced both lights look alike: the word's alone is left then.
    const isAlone = this.isOn.word && matchMedia("(forced-colors: active)").matches;
    const around = this.isOn.sentence && !isAlone ? story.wordsIn(sentence) : [];
    const ranges = this.ranges(story, around);
    this.spoken = this.ranges(story, story.wordsIn(sentence).slice(0, FOLLOWED_WORDS))[0];
    this.light("earshot-sentence", 0, ranges);
    this.light("earshot-word", 1, this.ranges(story, said));
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
    return story.fits ? this.grounds.flatMap((ground) => collectRanges(ground, story, words)) : [];
  }
}

/**
 * The words on one ground: words side by side share a range, so that what an advertiser put between
 * two of them stays dark.
 * @param {BlockLocator} ground
 * @param {Story} story
 * @param {number[]} words of one block
 */
function collectRanges(ground, story, words) {
  const block = story.words[words[0] ?? -1]?.block;
  const place = block === undefined ? null : ground.of(block);
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

/** The page's highlights, where the browser has them. */
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
  player.highlighter.grounds = lit === "off" ? [own] : [player.locator, own];
}

