// The story editor: hears, changes and saves how a story is read.

import { requireElement } from "./dom.js";
import { EditorApi } from "./editor-api.js";
import { SentenceForm } from "./editor-form.js";
import { OtherStories } from "./editor-lexicon.js";
import { translate } from "./editor-messages.js";
import { StoryRecording } from "./editor-recording.js";
import { findSentenceButton, followArrowKeys, showScript } from "./editor-script.js";
import { createElement } from "./elements.js";
import { describePronunciation, describeVoice, removePronunciation, removeSentence, restoreBlock, setNote, skipBlock } from "./story-edits.js";

/** @import { Finding, Script } from "./editor-api.js" */
/** @import { PlacedSentence } from "./editor-script.js" */
/** @import { Change, Edits } from "./story-edits.js" */

/** Milliseconds between two looks at a story that is recorded again. */
const POLL_EVERY = 200;

const main = requireElement("main", HTMLElement);
const list = requireElement("script", HTMLElement);
const status = requireElement("status", HTMLElement);
const note = requireElement("note", HTMLInputElement);
const audio = requireElement("preview", HTMLAudioElement);
const { story = "", root = "" } = requireElement("editor", HTMLElement).dataset;
const api = new EditorApi(story, root);
const form = new SentenceForm(api);
const others = new OtherStories(api, report);
const recording = new StoryRecording(api, save);

/** @type {Edits} */
let edits;
/** @type {Script} */
let script;
/** The word of a finding whose sentence is opened. */
let word = "";

/** Shows an error, or a message. @param {unknown} error */
function report(error) {
  status.textContent = error instanceof Error ? `${error.message}.` : String(error);
}

/** @param {PlacedSentence} sentence @param {Edits} withEdits */
async function play(sentence, withEdits) {
  const blob = await api.fetchPreview(sentence, withEdits);
  URL.revokeObjectURL(audio.src);
  audio.src = URL.createObjectURL(blob);
  await audio.play();
}

/** @param {Change} change @param {string} done message after the change is audible */
async function save(change, done) {
  status.textContent = translate("Saving…");
  let hasConflict = false;
  edits = await api.saveChange(edits, change, () => {
    hasConflict = true;
  });
  status.textContent = translate("Recording the changed sentences…");
  await waitUntilRecorded();
  await showStory();
  status.textContent = hasConflict ? `${done} ${translate("A colleague changed this story too; both changes are kept.")}` : done;
}

async function waitUntilRecorded() {
  for (;;) {
    const { status: state, error } = await api.fetchState();
    if (state === "failed") throw new Error(error ?? "the story could not be recorded");
    if (state === "succeeded") return;
    await new Promise((resolve) => setTimeout(resolve, POLL_EVERY));
  }
}

async function showStory() {
  [script, edits] = await Promise.all([api.fetchScript(), api.fetchEdits()]);
  requireElement("forms", HTMLElement).append(form.form); // not removed with the sentences
  form.form.hidden = true;
  showScript(list, script, {
    play: (sentence) => play(sentence, edits).catch(report),
    open: (sentence, button) => {
      form.open(sentence, button, { edits, language: script.language, word });
      word = "";
    },
    skip: (hash, isSkipped) => {
      save(skipBlock(hash, isSkipped), translate(isSkipped ? "The paragraph is skipped." : "The paragraph is read.")).catch(report);
    },
    restore: (hash, isRestored) => {
      save(restoreBlock(hash, isRestored), translate(isRestored ? "The paragraph is read." : "The paragraph is skipped.")).catch(report);
    },
  });
  note.value = edits.note;
  showEdits();
  recording.show(script, edits);
  main.removeAttribute("aria-busy");
  api.fetchFindings().then(showFindings).catch(report);
}

function showEdits() {
  const entries = edits.pronunciations.map((each) =>
    createUndo(describePronunciation(each), removePronunciation(each.written)),
  );
  const sentences = edits.sentences.map((each) => {
    const details = [describeVoice(each.voice), each.pause === null ? "" : translate("pause {n} ms", { n: each.pause })].filter(Boolean).join(", ");
    return createUndo(`“${each.text}”: ${details}`, removeSentence(each));
  });
  requireElement("edits", HTMLElement).replaceChildren(...entries, ...sentences);
  requireElement("no-edits", HTMLElement).hidden = entries.length + sentences.length > 0;
}

/** @param {string} label @param {Change} change */
function createUndo(label, change) {
  const undo = createElement("button", { type: "button", class: "quiet", "aria-label": translate("Undo {change}", { change: label }) }, translate("Undo"));
  undo.addEventListener("click", () => save(change, translate("The change is undone.")).catch(report));
  return createElement("li", {}, label, " ", undo);
}

/** @param {Finding[]} findings */
function showFindings(findings) {
  const items = findings.map((finding) => {
    const { text, reading, reason } = finding;
    const target = findSentenceButton(list, finding);
    target?.classList.add("doubtful");
    const button = createElement("button", { type: "button", class: "finding" }, createElement("b", {}, text));
    button.append(` ${reading}; ${reason}`);
    button.addEventListener("click", () => {
      word = text;
      target?.click();
    });
    return createElement("li", {}, button);
  });
  requireElement("findings", HTMLElement).replaceChildren(...items);
  requireElement("no-findings", HTMLElement).hidden = items.length > 0;
}

form.form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const { change, entry, opener } = form;
  try {
    if (entry && form.isForAll.checked) await api.saveToLexicon(entry);
    const place = [...list.querySelectorAll("button.sentence")].findIndex((each) => each === opener);
    await save(change, translate("Saved. The change is in the recording."));
    /** @type {HTMLElement | undefined} */ ([...list.querySelectorAll("button.sentence")][place])?.focus();
  } catch (error) {
    status.textContent = "";
    form.showFault(error);
  }
});
requireElement("hear", HTMLButtonElement).addEventListener("click", async () => {
  form.showFault();
  if (form.sentence) await play(form.sentence, form.draft(edits)).catch((error) => form.showFault(error));
});
requireElement("elsewhere", HTMLButtonElement).addEventListener("click", () => {
  form.showFault();
  if (form.entry) others.show(form.entry).catch((error) => form.showFault(error));
});
requireElement("note-form", HTMLFormElement).addEventListener("submit", (event) => {
  event.preventDefault();
  save(setNote(note.value.trim()), translate("The note is saved.")).catch(report);
});
const stage = requireElement("stage", HTMLSelectElement);
const retraction = requireElement("retraction", HTMLInputElement);

function showStage() {
  for (const each of [retraction, ...(retraction.labels ?? [])]) each.hidden = stage.value !== "retracted";
}

stage.addEventListener("change", showStage);
requireElement("stage-form", HTMLFormElement).addEventListener("submit", (event) => {
  event.preventDefault();
  const done = () => (status.textContent = translate("The story is now in the stage “{stage}”.", { stage: stage.selectedOptions[0]?.text ?? "" }));
  api.saveStage(stage.value, retraction.value.trim()).then(done, report);
});
showStage();
followArrowKeys(list);
const loading = status.textContent;
showStory().then(() => {
  if (status.textContent === loading) status.textContent = "";
}, report);
api.fetchVoices().then((voices) => form.showVoices(voices)).catch(report);
