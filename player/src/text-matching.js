// Compares texts by their letters and digits. So the words of the story are found on the page,
// whatever its spacing, markup and punctuation.

/** @typedef {{node: Text, from: number, to: number}} LetterPosition position of a letter, in UTF-16 units */
/** @typedef {[number, number]} LetterRange of letters: start and end */

const LETTER = /[\p{L}\p{N}]\p{M}*/gu;

const UNLETTERED = /[^\p{L}\p{N}]+/gu;

/** Elements that are not part of the story. */
export const IGNORED = 'script, style, noscript, template, earshot-player, [data-earshot~="skip"]';

/**
 * Search distance in letters, by the number of words in the run: three words are found behind an
 * advertisement, one word only behind a changed word.
 */
const RUN_REACH = /** @type {const} */ ([[3, 2000], [2, 200], [1, 40]]);

/**
 * The letters and digits of a text, in NFC and lower case.
 * @param {string} text
 */
export function extractLetters(text) {
  return text.normalize("NFC").replace(UNLETTERED, "").toLowerCase();
}

/**
 * The letters of a text, each with its combining marks.
 * @param {string} text
 */
export function splitLetters(text) {
  return Array.from(text.matchAll(LETTER), ([letter]) => letter.normalize("NFC").toLowerCase());
}

/** The letters of an element and their positions. */
export class TextIndex {
  /**
   * @param {Node} root
   * @param {Node} start of the text in `root`
   * @param {Element} [end] the first element that is left out
   */
  constructor(root, start = root, end) {
    /** @type {string[]} */
    this.letters = [];
    /** @type {LetterPosition[]} */
    this.spots = [];
    const shows = NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT;
    const walker = document.createTreeWalker(root, shows, (node) => {
      if (node instanceof Text) return NodeFilter.FILTER_ACCEPT;
      const isUnread = /** @type {Element} */ (node).matches(IGNORED);
      return isUnread ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_SKIP;
    });
    walker.currentNode = start;
    while (walker.nextNode() && !end?.contains(walker.currentNode)) this.add(/** @type {Text} */ (walker.currentNode));
  }

  /** @param {Text} node */
  add(node) {
    for (const { 0: letter, index } of node.data.matchAll(LETTER)) {
      this.letters.push(letter.normalize("NFC").toLowerCase());
      this.spots.push({ node, from: index, to: index + letter.length });
    }
  }

  /**
   * Whether a word can begin or end before a letter.
   * @param {number} at
   */
  isEdge(at) {
    const before = this.spots[at - 1];
    const here = this.spots[at];
    return !before || !here || before.node !== here.node || before.to !== here.from;
  }

  /**
   * Whether exactly this word is at a position.
   * @param {string[]} word
   * @param {number} at
   */
  has(word, at) {
    return this.spells(word, at) && this.isEdge(at) && this.isEdge(at + word.length);
  }

  /**
   * @param {string[]} letters
   * @param {number} at
   */
  spells(letters, at) {
    return letters.every((letter, n) => this.letters[at + n] === letter);
  }

  /**
   * The range between two letters, with signs that belong to the word: $4.20, 50%.
   * @param {LetterRange} span
   * @param {string} text of the word
   */
  range([from, to], text) {
    const first = this.spots[from];
    const last = this.spots[to - 1];
    const range = document.createRange();
    if (!first || !last) return range;
    const [opening = ""] = text.match(/^[^\p{L}\p{N}]+/u) ?? [];
    const [closing = ""] = text.match(/[^\p{L}\p{N}\p{M}]+$/u) ?? [];
    const opens = first.node.data.slice(0, first.from).endsWith(opening);
    const closes = last.node.data.startsWith(closing, last.to);
    range.setStart(first.node, first.from - (opens ? opening.length : 0));
    range.setEnd(last.node, last.to + (closes ? closing.length : 0));
    return range;
  }
}

/**
 * The position of each word, or null. Words that the page changed are left out, and additions of
 * the page are skipped.
 * @param {string[][]} words
 * @param {TextIndex} wording
 */
export function alignWords(words, wording) {
  let at = 0;
  return words.map((word, n) => {
    if (!word.length) return null;
    const from = wording.has(word, at) ? at : findAhead(words, n, wording, at);
    if (from < 0) return null;
    at = from + word.length;
    return /** @type {LetterRange} */ ([from, at]);
  });
}

/**
 * The position of the next word and those after it, or -1.
 * @param {string[][]} words
 * @param {number} n
 * @param {TextIndex} wording
 * @param {number} since
 */
function findAhead(words, n, wording, since) {
  for (const [count, reach] of RUN_REACH) {
    const at = findRun(words.slice(n, n + count), wording, since, reach);
    if (at >= 0) return at;
  }
  return -1;
}

/**
 * @param {string[][]} words
 * @param {TextIndex} wording
 * @param {number} since
 * @param {number} reach
 */
function findRun(words, wording, since, reach) {
  const run = words.flat();
  const first = words[0] ?? [];
  if (run.length < 4) return -1; // a short word alone matches anywhere
  const end = Math.min(since + reach, wording.letters.length - run.length);
  for (let at = since; at <= end; at += 1) {
    if (wording.spells(run, at) && wording.has(first, at)) return at;
  }
  return -1;
}
