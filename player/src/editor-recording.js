// The recording of the whole story by a person, in the story editor.

import { requireElement } from "./dom.js";
import { translate } from "./editor-messages.js";
import { RecordButton } from "./editor-microphone.js";
import { isHuman, setRecording } from "./story-edits.js";

/** @import { EditorApi, Script } from "./editor-api.js" */
/** @import { Change, Edits } from "./story-edits.js" */

/** @typedef {(change: Change, done: string) => Promise<void>} Save */

export class StoryRecording {
  /** @param {EditorApi} api @param {Save} save */
  constructor(api, save) {
    this.api = api;
    this.save = save;
    this.state = requireElement("recording-state", HTMLElement);
    this.fault = requireElement("recording-fault", HTMLElement);
    this.file = requireElement("story-recording", HTMLInputElement);
    this.removal = requireElement("remove-recording", HTMLButtonElement);
    this.file.addEventListener("change", () => {
      const file = this.file.files?.[0];
      if (file) this.store(file);
    });
    const record = requireElement("record-story", HTMLButtonElement);
    this.microphone = new RecordButton(record, (sound) => this.store(sound), (error) => {
      this.fault.textContent = error.message;
    });
    this.removal.addEventListener("click", () => this.change("", translate("The recording is removed.")));
  }

  /** @param {Script} script @param {Edits} edits */
  show({ blocks }, { recording }) {
    const sentences = blocks.flatMap((block) => block.sentences);
    const n = sentences.filter(({ voice }) => isHuman(voice)).length;
    this.removal.hidden = !recording;
    this.state.textContent = recording
      ? translate("A person reads {n} of {total} sentences. The story’s voice reads those that are not in the recording.", { n, total: sentences.length })
      : translate("It is split into sentences, and each word is highlighted when it is spoken.");
  }

  /** Sends a recording and uses it, if it fits the text. @param {Blob} sound */
  async store(sound) {
    this.fault.textContent = "";
    this.state.textContent = translate("Comparing the recording with the text…");
    try {
      await this.change(await this.api.storeStoryRecording(sound), translate("The recording is used."));
    } catch (error) {
      this.fault.textContent = error instanceof Error ? error.message : String(error);
      this.state.textContent = "";
    }
    this.file.value = "";
  }

  /** @param {string} recording @param {string} done */
  async change(recording, done) {
    await this.save(setRecording(recording), done);
  }
}
