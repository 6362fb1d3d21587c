// The transcript. It keeps the current sentence in view until the reader scrolls.

/**
 * @import { Player } from "./player.js"
 */

import { BlockLocator } from "./block-locator.js";
import { listen } from "./dom.js";
import { createElement } from "./elements.js";
import { computeScroll } from "./time.js";

/**
 * @import { Labels } from "./i18n.js"
 * @import { Story } from "./story.js"
 */

export class Transcript {
  /**
   * @param {Labels} labels
   * @param {(word: number) => void} go
   */
  constructor(labels, go) {
    this.text = createElement("div", { part: "text", tabindex: "0", role: "region", "aria-label": labels.transcript });
    this.follow = createElement("button", { type: "button", part: "follow" }, labels.follow);
    this.panel = createElement("div", { part: "transcript" }, this.text, this.follow);
    this.panel.hidden = this.follow.hidden = true;
    /** @type {HTMLElement[]} */
    this.sentences = [];
    this.sentence = -1;
    this.text.addEventListener("click", (event) => {
      const place = event.target instanceof Element && event.target.closest("[data-word]");
      if (place instanceof HTMLElement && getSelection()?.isCollapsed !== false) {
        go(Number(place.dataset.word));
      }
    });
    listen(this.text, "wheel touchmove", () => this.stopFollowing());
    this.text.addEventListener("keydown", ({ key }) => /^(Arrow|Page|Home|End)/.test(key) && this.stopFollowing());
    listen(this.follow, "click", () => this.resumeFollowing());
  }

  /** @param {Story} story */
  fill(story) {
    this.text.replaceChildren();
    this.text.lang = story.facts.language || "";
    this.text.dir = "auto";
    this.sentences = [];
    for (const block of story.byBlock.keys()) {
      const kind = block === -1 ? "heading" : (story.blocks[block]?.kind ?? "paragraph");
      const place = createElement("p", { class: kind, dir: "auto", "data-block": String(block) });
      const words = story.wordsOf(block);
      const first = story.sentenceOf(words[0] ?? 0);
      const last = story.sentenceOf(words.at(-1) ?? 0);
      for (let sentence = first; sentence <= last; sentence += 1) {
        const text = story.sentenceText(sentence);
        const span = createElement("span", { "data-word": String(story.firsts[sentence]) }, text);
        this.sentences[sentence] = span;
        place.append(span, " ");
      }
      this.text.append(place);
    }
  }

  clear() {
    this.text.replaceChildren();
    this.sentences = [];
    this.sentence = -1;
  }

  /** @param {boolean} isOpen */
  open(isOpen) {
    this.panel.hidden = !isOpen;
    if (isOpen) this.resumeFollowing();
  }

  stopFollowing() {
    if (this.sentence >= 0) this.follow.hidden = false;
  }

  resumeFollowing() {
    this.follow.hidden = true;
    this.show(this.sentence);
  }

  /** @param {number} sentence the current one */
  show(sentence) {
    this.sentence = sentence;
    const place = this.sentences[sentence];
    if (!place || this.panel.hidden || !this.follow.hidden) return;
    const box = place.getBoundingClientRect();
    const view = this.text.getBoundingClientRect();
    const seen = { top: box.top - view.top, bottom: box.bottom - view.top };
    this.text.scrollBy({ top: computeScroll(seen, seen, view.height) });
  }
}

/** Finds blocks in the transcript. */
export class TranscriptLocator extends BlockLocator {
  /**
   * @param {Story} story
   * @param {HTMLElement} text
   */
  constructor(story, text) {
    super(story, text);
    this.close();
  }

  /** @param {number} block */
  locate(block) {
    this.found.delete(block); // the transcript may have been filled in the meantime
    return super.locate(block);
  }

  /** @param {number} block */
  find(block) {
    const element = this.root.querySelector(`[data-block="${block}"]`);
    return element && this.matchElement(block, element);
  }
}

/** @param {Player} player */
export function toggleTranscript(player) {
  const { controls, story, transcript } = player;
  if (controls.text.hidden) return;
  const isOpen = Boolean(transcript.panel.hidden);
  if (isOpen && story && !transcript.sentences.length) transcript.fill(story);
  controls.text.setAttribute("aria-expanded", String(isOpen));
  transcript.open(isOpen);
  player.update();
}
