// Highlights the spoken words on the page, without changing it. The panel injects this script and
// sends it the word times, then the position.

import { BlockLocator } from "../../player/src/block-locator.js";
import { Highlighter } from "../../player/src/highlighter.js";
import { Story } from "../../player/src/story.js";
import { findCurrentIndex, isHighlighted } from "../../player/src/time.js";

const api = globalThis.browser ?? globalThis.chrome;

// Firefox keeps `adoptedStyleSheets` of a page from extensions: the panel inserts highlight.css.
class PageHighlighter extends Highlighter {
  constructor() {
    super({ sentence: "", word: "", onWord: "" });
  }

  adopt() {}
}

class PageReader {
  constructor(timings) {
    this.story = new Story(timings, "");
    this.locator = new BlockLocator(this.story, document.body);
    this.highlighter = new PageHighlighter();
    this.highlighter.locators = [this.locator];
    this.sentence = -1;
  }

  show(ms) {
    const { story } = this;
    const index = findCurrentIndex(story.times.starts, ms);
    const sentence = story.sentenceOf(index);
    this.highlighter.show(story, isHighlighted(story.times, index, ms) ? index : -1, sentence);
    if (sentence === this.sentence) return;
    this.sentence = sentence;
    this.scroll();
  }

  /** Scrolls if the sentence is not in view. */
  scroll() {
    const box = this.highlighter.sentenceBox();
    if (!box || (box.top >= 0 && box.bottom <= innerHeight)) return;
    const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    scrollBy({ top: box.top - innerHeight / 3, behavior: isCalm ? "auto" : "smooth" });
  }

  close() {
    this.highlighter.close();
    this.locator.close();
  }
}

// The script may be injected again: the earlier reader ends.
globalThis.earshotReader?.close();
globalThis.earshotReader = null;

if (!globalThis.earshotListens) {
  globalThis.earshotListens = true;
  api.runtime.onMessage.addListener(({ timings, ms, close }) => {
    if (timings) globalThis.earshotReader = new PageReader(timings);
    if (ms !== undefined) globalThis.earshotReader?.show(ms);
    if (close) globalThis.earshotReader?.close();
  });
}
