// The script in the story editor: each block as written, beside its sentences as they are said.

import { createElement } from "./elements.js";
import { translate } from "./editor-messages.js";
import { describeVoice } from "./story-edits.js";

/** @import { DroppedBlock, Finding, Script, ScriptBlock, ScriptSentence } from "./editor-api.js" */

/**
 * @typedef {ScriptSentence & {block: number}} PlacedSentence
 * @typedef {{play: (sentence: PlacedSentence) => void, open: (sentence: PlacedSentence, button: HTMLElement) => void,
 *   skip: (hash: string, isSkipped: boolean) => void, restore: (hash: string, isRestored: boolean) => void}} ScriptActions
 */

/** The sentence of each button that opens one. @type {WeakMap<HTMLElement, PlacedSentence>} */
const sentenceOf = new WeakMap();

/**
 * @param {HTMLElement} list
 * @param {Script} script
 * @param {ScriptActions} actions
 */
export function showScript(list, script, actions) {
  const { blocks, dropped, language } = script;
  const rows = blocks.flatMap((block) => [
    ...createDropped(dropped.filter(({ before }) => before === block.index), language, actions),
    createBlock(block, language, actions),
  ]);
  const last = blocks.at(-1)?.index ?? -1;
  list.replaceChildren(...rows, ...createDropped(dropped.filter(({ before }) => before > last), language, actions));
}

/**
 * A list of blocks that extraction dropped at one position; empty if there are none.
 * @param {DroppedBlock[]} blocks
 * @param {string} language
 * @param {ScriptActions} actions
 */
function createDropped(blocks, language, actions) {
  if (!blocks.length) return [];
  const reasons = [...new Set(blocks.map(({ reason }) => reason))];
  const items = blocks.map(({ text, text_hash: hash, reason }) => {
    const read = createElement("button", { type: "button", class: "quiet" }, translate("Read aloud"));
    read.setAttribute("aria-label", `${read.textContent}: ${text.slice(0, 60)}`);
    read.addEventListener("click", () => actions.restore(hash, true));
    return createElement("li", {}, createElement("p", { lang: language, dir: "auto" }, text), createElement("span", {}, reason), read);
  });
  const summary = createElement("summary", {}, translate("Left out: {reasons}", { reasons: reasons.join(", ") }));
  return [createElement("details", { class: "dropped" }, summary, createElement("ul", {}, ...items))];
}

/** @param {ScriptBlock} block @param {string} language @param {ScriptActions} actions */
function createBlock(block, language, actions) {
  const { text_hash: hash, sentences } = block;
  const [isSkipped, isRestored] = [!sentences.length, Boolean(block.dropped_reason)];
  const written = createElement("div", { class: "written" }, createElement("p", { lang: language, dir: "auto" }, block.text));
  if (hash && /[\p{L}\p{N}]/u.test(block.text)) {
    const skip = createElement("button", { type: "button", class: "quiet" }, translate(isSkipped ? "Read aloud" : "Skip"));
    skip.setAttribute("aria-label", `${skip.textContent}: ${block.text.slice(0, 60)}`);
    skip.addEventListener("click", () => {
      if (isRestored && !isSkipped) actions.restore(hash, false);
      else actions.skip(hash, !isSkipped);
    });
    written.append(skip);
  }
  const said = sentences.map((sentence) => createSentence({ ...sentence, block: block.index }, language, actions));
  const list = isSkipped ? createElement("p", { class: "hint" }, translate("Not read aloud.")) : createElement("ol", {}, ...said);
  return createElement("div", { class: `block ${block.kind}${isSkipped ? " skipped" : ""}` }, written, list);
}

/** @param {PlacedSentence} sentence @param {string} language @param {ScriptActions} actions */
function createSentence(sentence, language, actions) {
  const play = createElement("button", { type: "button", class: "preview", "aria-label": translate("Play: {text}", { text: sentence.text }) }, "▶");
  play.addEventListener("click", () => actions.play(sentence));
  const open = createElement("button", { type: "button", class: "sentence", lang: language, dir: "auto", "aria-expanded": "false" });
  open.append(sentence.spoken);
  open.addEventListener("click", () => actions.open(sentence, open));
  sentenceOf.set(open, sentence);
  const details = [describeVoice(sentence.voice), sentence.pause >= 1500 ? translate("pause {n} s", { n: sentence.pause / 1000 }) : ""].filter(Boolean);
  return createElement("li", {}, play, open, createElement("span", { class: "details" }, details.join(", ")));
}

/**
 * The button of the sentence that a finding is in.
 * @param {HTMLElement} list
 * @param {Finding} finding
 */
export function findSentenceButton(list, { block, start }) {
  const buttons = /** @type {HTMLElement[]} */ ([...list.querySelectorAll("button.sentence")]);
  const ofBlock = buttons.filter((button) => sentenceOf.get(button)?.block === block);
  return ofBlock.findLast((button) => (sentenceOf.get(button)?.words[0]?.start ?? 0) <= start) ?? ofBlock[0];
}

/** Moves the focus from a sentence to the next one by the arrow keys. @param {HTMLElement} list */
export function followArrowKeys(list) {
  list.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || !(event.target instanceof HTMLElement) || !event.target.matches("button.sentence")) return;
    const buttons = /** @type {HTMLElement[]} */ ([...list.querySelectorAll("button.sentence")]);
    buttons[buttons.indexOf(event.target) + step]?.focus();
    event.preventDefault();
  });
}
