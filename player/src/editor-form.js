// The form of the story editor: how the words of one sentence are said, its pause and its voice.

import { requireElement } from "./dom.js";
import { EditorError } from "./editor-api.js";
import { translate } from "./editor-messages.js";
import { RecordButton } from "./editor-microphone.js";
import { createElement } from "./elements.js";
import { changePronunciation, changeSentence, combineChanges, findSentence, isHuman, removeSentence } from "./story-edits.js";

/** @import { EditorApi } from "./editor-api.js" */
/** @import { PlacedSentence } from "./editor-script.js" */
/** @import { Change, Edits, Pronunciation } from "./story-edits.js" */

/** Milliseconds without a key after which suggestions for the word are fetched. */
const TYPING_PAUSE = 250;

export class SentenceForm {
  /** @param {EditorApi} api */
  constructor(api) {
    this.api = api;
    this.form = requireElement("edit", HTMLFormElement);
    this.written = requireElement("written", HTMLInputElement);
    this.kind = requireElement("kind", HTMLSelectElement);
    this.value = requireElement("value", HTMLInputElement);
    this.pause = requireElement("pause", HTMLInputElement);
    this.voice = requireElement("voice", HTMLSelectElement);
    this.isForAll = requireElement("everywhere", HTMLInputElement);
    this.recording = requireElement("recording", HTMLInputElement);
    this.fault = requireElement("fault", HTMLElement);
    /** @type {PlacedSentence | null} */
    this.sentence = null;
    this.language = "";
    /** @type {HTMLElement | null} */
    this.opener = null;
    this.timer = 0;
    this.written.addEventListener("input", () => this.suggestLater());
    this.kind.addEventListener("change", () => this.showKind());
    this.recording.addEventListener("change", () => {
      const file = this.recording.files?.[0];
      if (file) this.storeRecording(file);
    });
    const record = requireElement("record", HTMLButtonElement);
    this.microphone = new RecordButton(record, (sound) => this.storeRecording(sound), (error) => this.showFault(error));
    this.form.addEventListener("keydown", (event) => event.key === "Escape" && this.close());
    requireElement("cancel", HTMLButtonElement).addEventListener("click", () => this.close());
  }

  /** @param {string[]} voices */
  showVoices(voices) {
    this.voice.append(...voices.map((name) => createElement("option", {}, name)));
  }

  /**
   * @param {PlacedSentence} sentence
   * @param {HTMLElement} opener
   * @param {{edits: Edits, language: string, word?: string}} state
   */
  open(sentence, opener, { edits, language, word = "" }) {
    this.close();
    Object.assign(this, { sentence, opener, language });
    const known = findSentence(edits, sentence);
    this.form.reset();
    this.showFault();
    this.written.value = word;
    this.pause.value = known?.pause === null || !known ? "" : String(known.pause);
    this.pause.placeholder = String(sentence.pause);
    const isInRecording = Boolean(edits.recording && sentence.voice?.startsWith(`${edits.recording}.`));
    requireElement("human-hint", HTMLElement).hidden = !isHuman(sentence.voice);
    this.chooseVoice(isInRecording ? "" : (sentence.voice ?? ""));
    const words = sentence.words.map(({ text }) => createElement("option", { value: text }));
    requireElement("words", HTMLDataListElement).replaceChildren(...words);
    opener.setAttribute("aria-expanded", "true");
    opener.closest("li")?.append(this.form);
    this.form.hidden = false;
    this.showKind();
    this.suggest();
    this.written.focus();
  }

  /** Selects a voice. Recordings by people are listed only where they are heard. @param {string} name */
  chooseVoice(name) {
    this.voice.querySelector("option.human")?.remove();
    if (isHuman(name)) {
      this.voice.append(createElement("option", { value: name, class: "human" }, translate("Recording by a person")));
    }
    this.voice.value = name;
  }

  /** Sends a recording, so it can be heard before it is saved. @param {Blob} sound */
  async storeRecording(sound) {
    const { sentence } = this;
    if (!sentence) return;
    this.showFault();
    try {
      const voice = await this.api.storeRecording(sentence, sound);
      if (sentence !== this.sentence) return;
      this.chooseVoice(voice);
      requireElement("hear", HTMLButtonElement).focus();
    } catch (error) {
      this.showFault(error);
      this.recording.value = "";
    }
  }

  close() {
    if (this.form.hidden) return;
    this.microphone.discard();
    this.form.hidden = true;
    this.opener?.setAttribute("aria-expanded", "false");
    this.opener?.focus();
    this.sentence = null;
  }

  showKind() {
    this.value.disabled = this.kind.value === "spell";
  }

  suggestLater() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.suggest(), TYPING_PAUSE);
  }

  async suggest() {
    const written = this.written.value.trim();
    const word = this.sentence?.words.find(({ text }) => text === written);
    const reading = requireElement("reading", HTMLElement);
    reading.textContent = word ? translate("Now: {reading}", { reading: word.phonemes ?? word.spoken }) : "";
    const found = written ? await this.api.fetchSuggestions(written, this.language).catch(() => []) : [];
    if (written !== this.written.value.trim()) return;
    const buttons = found.map(({ kind, value, note }) => {
      const label = value ? `${value} (${note})` : note;
      const button = createElement("button", { type: "button", class: "chip" }, label);
      button.addEventListener("click", () => this.choose(kind, value));
      return button;
    });
    requireElement("suggestions", HTMLElement).replaceChildren(...buttons);
  }

  /** @param {string} kind @param {string} value */
  choose(kind, value) {
    this.kind.value = kind;
    this.value.value = value;
    this.showKind();
    requireElement("hear", HTMLButtonElement).focus();
  }

  /** The pronunciation in the form, or null if it is empty. @returns {Pronunciation | null} */
  get entry() {
    const [written, value] = [this.written.value.trim(), this.value.value.trim()];
    const kind = /** @type {Pronunciation["kind"]} */ (this.kind.value);
    return written && (value || kind === "spell") ? { written, kind, value: kind === "spell" ? "" : value, pos: "" } : null;
  }

  /** The change that the form makes to the story. An entry for the lexicon is left out. @returns {Change} */
  get change() {
    const { entry, sentence } = this;
    const changes = entry && !this.isForAll.checked ? [changePronunciation(entry)] : [];
    if (sentence) {
      const { text, occurrence } = sentence;
      const pause = this.pause.value === "" ? null : Number(this.pause.value);
      const edit = { text, occurrence, pause, voice: this.voice.value };
      changes.push(pause !== null || edit.voice ? changeSentence(edit) : removeSentence(edit));
    }
    return combineChanges(...changes);
  }

  /** The change for a preview, in which all entries are the story's. @returns {Change} */
  get draft() {
    return this.entry ? combineChanges(this.change, changePronunciation(this.entry)) : this.change;
  }

  /** Shows the error, and selects the wrong symbol. @param {unknown} [error] */
  showFault(error) {
    this.fault.textContent = error instanceof Error ? error.message : "";
    if (!(error instanceof EditorError) || error.position < 0) return;
    this.value.focus();
    this.value.setSelectionRange(error.position, error.position + 1);
  }
}
