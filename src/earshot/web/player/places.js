// Where the story's blocks stand on the publisher's page: by marker, then by XPath, then by their
// letters. Nothing of the page is touched, and whatever it changes later is looked up again.

/** @typedef {{element: Element, content: string | null, wording: Wording, spans: (Span | null)[]}} Place */

const TEXTUAL = "p, h1, h2, h3, h4, h5, h6, li, blockquote, dd, dt, td, pre, figcaption";
const BARE = "div, section, article, main, span, font, center";

/** The share of a block's words that an element must hold to be taken for it. */
const ENOUGH = 0.6;

/** Letters at either end of a changed block by which its element is guessed. */
const END = 24;

/** Guesses that are tried for a changed block. */
const GUESSES = 8;

class Places {
  /**
   * @param {Story} story
   * @param {ParentNode} root where the story stands
   */
  constructor(story, root) {
    this.story = story;
    this.root = root;
    /** @type {Map<number, Place | null>} */
    this.known = new Map();
    /** @type {Map<string, Element[]> | null} */
    this.index = null;
    this.observer = new MutationObserver(() => this.forget());
    this.observer.observe(document, { childList: true, subtree: true, characterData: true });
  }

  close() {
    this.observer.disconnect();
  }

  /** What was not found may be there now; what was found is checked when it is needed. */
  forget() {
    this.index = null;
    for (const [block, place] of this.known) if (!place) this.known.delete(block);
  }

  /**
   * The block's place on the page as it is now, or null.
   * @param {number} block
   */
  of(block) {
    const known = this.known.get(block);
    if (known === null) return null;
    if (known?.element.isConnected && known.element.textContent === known.content) return known;
    const place = this.find(block);
    this.known.set(block, place);
    return place;
  }

  /** @param {number} block */
  find(block) {
    if (!this.story.wordsOf(block).length) return null;
    const { marker = null, place = null } = this.story.blocks[block] ?? {};
    for (const element of [...this.marked(marker), ...this.placed(place)]) {
      const found = this.tried(block, element);
      if (found) return found;
    }
    return this.alike(block) ?? this.guessed(block);
  }

  /**
   * @param {string | null} marker a CSS selector
   * @returns {Element[]}
   */
  marked(marker) {
    try {
      return marker ? [...this.root.querySelectorAll(marker)].slice(0, GUESSES) : [];
    } catch {
      return []; // no selector
    }
  }

  /**
   * @param {string | null} path an XPath
   * @returns {Element[]}
   */
  placed(path) {
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
   * @returns {Place | null}
   */
  tried(block, element) {
    const words = this.story.wordsOf(block).map((word) => this.story.words[word]?.letters ?? []);
    const wording = new Wording(element);
    const spans = aligned(words, wording);
    const count = words.filter((letters) => letters.length).length;
    if (spans.filter(Boolean).length < ENOUGH * count) return null;
    return { element, content: element.textContent, wording, spans };
  }

  /**
   * An element of the same letters; of several, the one that comes next in the page.
   * @param {number} block
   */
  alike(block) {
    const same = this.elements().get(lettersOf(this.story.textOf(block))) ?? [];
    const shown = same.filter((element) => element.checkVisibility?.() ?? true);
    const choice = shown.length ? shown : same;
    const before = this.known.get(block - 1)?.element;
    const heading = block < 0 && choice.find((element) => element.matches("h1"));
    const next = choice.find((element) => before && follows(element, before));
    const element = heading || next || choice[0];
    return element ? this.tried(block, element) : null;
  }

  /**
   * The smallest element that begins or ends like the block and holds enough of its words.
   * @param {number} block
   */
  guessed(block) {
    const letters = lettersOf(this.story.textOf(block));
    if (letters.length < END) return null;
    const ends = [letters.slice(0, END), letters.slice(-END)];
    const guesses = [...this.elements()].filter(([held]) => ends.some((end) => held.includes(end)));
    guesses.sort(([one], [other]) => one.length - other.length);
    for (const [, [element]] of guesses.slice(0, GUESSES)) {
      const found = element && this.tried(block, element);
      if (found) return found;
    }
    return null;
  }

  /** The page's elements with text of their own, by their letters. */
  elements() {
    if (this.index) return this.index;
    this.index = new Map();
    for (const element of this.root.querySelectorAll(`${TEXTUAL}, ${BARE}`)) {
      if (element.matches(BARE) && !hasText(element)) continue;
      const letters = lettersOf(readText(element));
      const same = this.index.get(letters);
      if (!letters || element.closest(UNREAD)) continue;
      if (!same) this.index.set(letters, [element]);
      else if (same.at(-1)?.contains(element)) same[same.length - 1] = element;
      else same.push(element);
    }
    return this.index;
  }

  /**
   * The block and the word of the story that stand at a point of the page, or null.
   * @param {Event} event a click
   */
  wordAt(event) {
    if (!(event instanceof MouseEvent) || !(event.target instanceof Element)) return null;
    for (const block of this.story.spoken()) {
      const place = this.of(block);
      if (!place?.element.contains(event.target)) continue;
      const { node, offset } = caretAt(event.clientX, event.clientY);
      const word = place.spans.findLastIndex((span) => {
        const spot = span && place.wording.spots[span[0]];
        return spot && (spot.node === node ? spot.from <= offset : follows(node, spot.node));
      });
      return this.story.wordsOf(block)[Math.max(0, word)] ?? null;
    }
    return null;
  }
}

/**
 * Whether a node comes behind another one in the page.
 * @param {Node | null} node
 * @param {Node} other
 */
function follows(node, other) {
  const order = node ? other.compareDocumentPosition(node) : 0;
  return Boolean(order & Node.DOCUMENT_POSITION_FOLLOWING);
}

/** @param {Element} element */
function hasText(element) {
  return [...element.childNodes].some((node) => node instanceof Text && /\S/.test(node.data));
}

/**
 * Its text, without what is not read.
 * @param {Element} element
 */
function readText(element) {
  if (!element.querySelector(UNREAD)) return element.textContent ?? "";
  return new Wording(element).letters.join("");
}

/**
 * @param {number} x
 * @param {number} y
 * @returns {{node: Node | null, offset: number}}
 */
function caretAt(x, y) {
  const caret = document.caretPositionFromPoint?.(x, y);
  if (caret) return { node: caret.offsetNode, offset: caret.offset };
  const range = document.caretRangeFromPoint?.(x, y);
  return { node: range?.startContainer ?? null, offset: range?.startOffset ?? 0 };
}
