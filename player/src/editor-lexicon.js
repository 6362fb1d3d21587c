// The list of other stories that an entry of the lexicon would change, in the story editor.

import { requireElement } from "./dom.js";
import { translate } from "./editor-messages.js";
import { createElement } from "./elements.js";

/** @import { ChangedStory, EditorApi } from "./editor-api.js" */
/** @import { Pronunciation } from "./story-edits.js" */

export class OtherStories {
  /** @param {EditorApi} api @param {(message: unknown) => void} report */
  constructor(api, report) {
    this.api = api;
    this.section = requireElement("others", HTMLElement);
    this.list = requireElement("others-list", HTMLElement);
    this.more = requireElement("others-more", HTMLButtonElement);
    /** @type {Pronunciation | null} */
    this.entry = null;
    this.page = 0;
    this.more.addEventListener("click", () => this.showMore().catch(report));
    requireElement("others-record", HTMLButtonElement).addEventListener("click", () => {
      this.record().then(report, report);
    });
  }

  /** @param {Pronunciation} entry */
  async show(entry) {
    Object.assign(this, { entry, page: 0 });
    this.list.replaceChildren();
    await this.showMore();
    this.section.hidden = false;
    this.section.scrollIntoView({ block: "nearest" });
    requireElement("others-title", HTMLElement).focus();
  }

  async showMore() {
    if (!this.entry) return;
    const { stories, total, pages } = await this.api.findChanges(this.entry, ++this.page);
    this.list.append(...stories.filter(({ sentences }) => sentences.length).map(createItem));
    this.more.hidden = this.page >= pages;
    const note = translate("Stories with “{word}”: {n}", { word: this.entry.written, n: total });
    requireElement("others-total", HTMLElement).textContent = note;
  }

  /** Saves the entry in the lexicon and applies it. Returns a message. */
  async record() {
    if (!this.entry) return "";
    const chosen = /** @type {NodeListOf<HTMLInputElement>} */ (this.list.querySelectorAll("input:checked"));
    await this.api.saveToLexicon(this.entry);
    const count = await this.api.recordAgain([...chosen].map(({ value }) => value));
    this.section.hidden = true;
    return translate("Stories that are recorded again: {n}", { n: count });
  }
}

/** @param {ChangedStory} story */
function createItem({ id, title, sentences }) {
  const box = createElement("input", { type: "checkbox", value: id, checked: "" });
  const lines = sentences.map(({ text, before, after }) =>
    createElement("li", {}, `${text} `, createElement("del", {}, before), " → ", createElement("ins", {}, after)),
  );
  return createElement("li", {}, createElement("label", {}, box, ` ${title}`), createElement("ul", {}, ...lines));
}
