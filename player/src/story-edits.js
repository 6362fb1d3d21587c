// The edits of a story as values: what an editor changes, and how a change is applied to the newest
// version of the edits.

/**
 * @typedef {{written: string, kind: "say" | "ipa" | "spell" | "language", value: string, pos: string}} Pronunciation
 * @typedef {{text: string, occurrence: number, pause: number | null, voice: string}} SentenceEdit
 * @typedef {{version: number, pronunciations: Pronunciation[], skipped_blocks: string[],
 *   restored_blocks: string[], sentences: SentenceEdit[], recording: string, note: string}} Edits
 * @typedef {(edits: Edits) => Edits} Change
 */

import { translate } from "./editor-messages.js";

/** Whether a sentence with this voice was recorded by a person. @param {string | null} voice */
export function isHuman(voice) {
  return Boolean(voice?.startsWith("human:"));
}

/** How a voice is shown. @param {string | null} voice */
export function describeVoice(voice) {
  return isHuman(voice) ? translate("recorded by a person") : (voice ?? "");
}

/** @param {Pronunciation} entry @returns {Change} */
export function changePronunciation(entry) {
  return (edits) => {
    const others = edits.pronunciations.filter(({ written }) => written !== entry.written);
    return { ...edits, pronunciations: [entry, ...others] };
  };
}

/** @param {string} written @returns {Change} */
export function removePronunciation(written) {
  return (edits) => ({ ...edits, pronunciations: edits.pronunciations.filter((each) => each.written !== written) });
}

/** @param {SentenceEdit} edit @returns {Change} */
export function changeSentence(edit) {
  return (edits) => ({ ...edits, sentences: [...withoutSentence(edits, edit), edit] });
}

/** @param {{text: string, occurrence: number}} sentence @returns {Change} */
export function removeSentence(sentence) {
  return (edits) => ({ ...edits, sentences: withoutSentence(edits, sentence) });
}

/** @param {Edits} edits @param {{text: string, occurrence: number}} sentence */
function withoutSentence(edits, { text, occurrence }) {
  return edits.sentences.filter((each) => each.text !== text || each.occurrence !== occurrence);
}

/** @param {Edits} edits @param {{text: string, occurrence: number}} sentence */
export function findSentence(edits, { text, occurrence }) {
  return edits.sentences.find((each) => each.text === text && each.occurrence === occurrence);
}

/** @param {string} hash @param {boolean} isSkipped @returns {Change} */
export function skipBlock(hash, isSkipped) {
  return (edits) => {
    const others = edits.skipped_blocks.filter((each) => each !== hash);
    return { ...edits, skipped_blocks: isSkipped ? [...others, hash] : others };
  };
}

/** Reads a dropped block aloud, or drops it again. @param {string} hash @param {boolean} isRestored @returns {Change} */
export function restoreBlock(hash, isRestored) {
  return (edits) => {
    const others = edits.restored_blocks.filter((each) => each !== hash);
    return { ...edits, restored_blocks: isRestored ? [...others, hash] : others };
  };
}

/** Uses a recording of the whole story by a person, or none. @param {string} recording @returns {Change} */
export function setRecording(recording) {
  return (edits) => ({ ...edits, recording });
}

/** @param {string} note @returns {Change} */
export function setNote(note) {
  return (edits) => ({ ...edits, note });
}

/** One change that makes several. @param {Change[]} changes @returns {Change} */
export function combineChanges(...changes) {
  return (edits) => changes.reduce((now, change) => change(now), edits);
}

/** A pronunciation in words. @param {Pronunciation} entry */
export function describePronunciation({ written, kind, value }) {
  if (kind === "spell") return `${written}: ${translate("letter by letter")}`;
  const label = { say: translate("say"), ipa: "IPA", language: translate("language") }[kind];
  return `${written}: ${label} ${value}`;
}
