// The requests of the story editor. A version is named in If-Match, so no change is lost.

import { translate } from "./editor-messages.js";

/** @import { Change, Edits, Pronunciation } from "./story-edits.js" */

/**
 * @typedef {{text: string, spoken: string, phonemes: string | null, start: number}} ScriptWord
 * @typedef {{text: string, occurrence: number, spoken: string, pause: number, voice: string | null, words: ScriptWord[]}} ScriptSentence
 * @typedef {{index: number, kind: string, text: string, text_hash: string | null, dropped_reason: string | null,
 *   sentences: ScriptSentence[]}} ScriptBlock
 * @typedef {{before: number, kind: string, text: string, text_hash: string, reason: string}} DroppedBlock
 * @typedef {{revision: number, language: string, voice: string, blocks: ScriptBlock[], dropped: DroppedBlock[]}} Script
 * @typedef {{kind: string, text: string, block: number, start: number, reading: string, reason: string, times: number}} Finding
 * @typedef {{kind: "ipa" | "spell", value: string, note: string}} Suggestion
 * @typedef {{id: string, title: string, sentences: {text: string, before: string, after: string}[]}} ChangedStory
 * @typedef {{status: string, error: string | null, ready_revision: number}} StoryState
 */

/** How often a change is repeated on a newer version. */
const MAX_TRIES = 5;

/** An error of the server, in its words. */
export class EditorError extends Error {
  /** @param {{status: number, detail: string, field?: string, position?: number}} problem */
  constructor({ status, detail, field = "", position = -1 }) {
    super(detail);
    this.status = status;
    this.field = field;
    this.position = position;
  }
}

/**
 * @param {string} address
 * @param {RequestInit} [options]
 */
async function request(address, options) {
  const response = await fetch(address, { credentials: "same-origin", ...options }).catch(() => null);
  if (!response) throw new EditorError({ status: 0, detail: translate("The server can’t be reached") });
  if (response.ok) return response;
  const problem = await response.json().catch(() => ({}));
  throw new EditorError({ detail: `the server answered ${response.status}`, ...problem, status: response.status });
}

/** @param {string} method @param {unknown} body @param {Record<string, string>} [headers] */
function withBody(method, body, headers = {}) {
  return { method, body: JSON.stringify(body), headers: { "Content-Type": "application/json", ...headers } };
}

/** @param {number} version */
function ifMatch(version) {
  return { "If-Match": `"${version}"` };
}

/** The requests about one story. */
export class EditorApi {
  /** @param {string} story URL of the story in the API  @param {string} root of the API */
  constructor(story, root) {
    this.story = story;
    this.root = root;
  }

  /** @returns {Promise<Script>} */
  async fetchScript() {
    return (await request(`${this.story}/script`)).json();
  }

  /** @returns {Promise<Finding[]>} */
  async fetchFindings() {
    return (await (await request(`${this.story}/findings`)).json()).findings;
  }

  /** @returns {Promise<Edits>} */
  async fetchEdits() {
    return (await request(`${this.story}/edits`)).json();
  }

  /** @returns {Promise<StoryState>} */
  async fetchState() {
    return (await request(`${this.story}?segments=false`)).json();
  }

  /** @returns {Promise<string[]>} */
  async fetchVoices() {
    const { voices } = await (await request(`${this.root}/v1/audio/voices`)).json();
    return voices.map((/** @type {{id: string}} */ { id }) => id);
  }

  /** @param {string} written @param {string} language @returns {Promise<Suggestion[]>} */
  async fetchSuggestions(written, language) {
    const query = new URLSearchParams({ written, language });
    return (await (await request(`${this.root}/v1/lexicon/suggestions?${query}`)).json()).suggestions;
  }

  /**
   * The audio of a sentence with these edits.
   * @param {{block: number, text: string, occurrence: number}} sentence
   * @param {Edits} edits
   */
  async fetchPreview({ block, text, occurrence }, { pronunciations, skipped_blocks, sentences, recording }) {
    const body = { block, text, occurrence, edits: { pronunciations, skipped_blocks, sentences, recording } };
    return (await request(`${this.story}/edits/preview`, withBody("POST", body))).blob();
  }

  /**
   * Stores the recording of a sentence by a person, and returns its name as a voice.
   * @param {{text: string, occurrence: number}} sentence
   * @param {Blob} recording
   * @returns {Promise<string>}
   */
  async storeRecording({ text, occurrence }, recording) {
    return this.sendRecording(`?${new URLSearchParams({ text, occurrence: String(occurrence) })}`, recording);
  }

  /** Stores the recording of the whole story by a person, and returns its name. @param {Blob} recording */
  async storeStoryRecording(recording) {
    return this.sendRecording("", recording);
  }

  /** @param {string} query @param {Blob} recording @returns {Promise<string>} */
  async sendRecording(query, recording) {
    const headers = { "Content-Type": recording.type || "application/octet-stream" };
    const options = { method: "POST", body: recording, headers };
    return (await (await request(`${this.story}/human-recordings${query}`, options)).json()).voice;
  }

  /**
   * Applies a change to the newest version of the edits, and returns them. `onConflict` is called
   * if somebody else has changed them since.
   * @param {Edits} seen
   * @param {Change} change
   * @param {() => void} onConflict
   * @returns {Promise<Edits>}
   */
  async saveChange(seen, change, onConflict) {
    let edits = seen;
    for (let tries = 1; ; tries++) {
      const { version, ...body } = change(edits);
      try {
        return await (await request(`${this.story}/edits`, withBody("PUT", body, ifMatch(version)))).json();
      } catch (error) {
        if (!(error instanceof EditorError) || error.status !== 412 || tries === MAX_TRIES) throw error;
        edits = await this.fetchEdits();
        onConflict();
      }
    }
  }

  /**
   * The stories that an entry would change.
   * @param {Pronunciation} entry
   * @param {number} page
   * @returns {Promise<{stories: ChangedStory[], total: number, pages: number}>}
   */
  async findChanges(entry, page) {
    return (await request(`${this.root}/v1/lexicon/changes`, withBody("POST", { entry, page }))).json();
  }

  /** @param {string[]} stories @returns {Promise<number>} */
  async recordAgain(stories) {
    return (await (await request(`${this.root}/v1/lexicon/apply`, withBody("POST", { stories }))).json()).count;
  }

  /** @param {string} stage @param {string} note */
  async saveStage(stage, note) {
    await request(`${this.story}/stage`, withBody("PUT", { stage, note }));
  }

  /** Adds an entry to the library's lexicon. @param {Pronunciation} entry */
  async saveToLexicon(entry) {
    for (let tries = 1; ; tries++) {
      const { version, entries } = await (await request(`${this.root}/v1/lexicon`)).json();
      const others = entries.filter((/** @type {Pronunciation} */ { written }) => written !== entry.written);
      const body = { entries: [entry, ...others] };
      try {
        return await request(`${this.root}/v1/lexicon`, withBody("PUT", body, ifMatch(version)));
      } catch (error) {
        if (!(error instanceof EditorError) || error.status !== 412 || tries === MAX_TRIES) throw error;
      }
    }
  }
}
