// Recording from the microphone in the story editor.

import { translate } from "./editor-messages.js";

/** Milliseconds between two updates of the length of the recording. */
const UPDATE_EVERY = 250;

/** A button that starts a recording, and ends it when it is pressed again. */
export class RecordButton {
  /**
   * @param {HTMLButtonElement} button
   * @param {(sound: Blob) => void} onSound
   * @param {(error: Error) => void} onError
   */
  constructor(button, onSound, onError) {
    this.button = button;
    this.onSound = onSound;
    this.onError = onError;
    this.label = button.textContent ?? "";
    /** @type {MediaRecorder | null} */
    this.recorder = null;
    this.isDiscarded = this.isStarting = false;
    // Browsers have no microphone on pages without HTTPS.
    button.hidden = !navigator.mediaDevices || !("MediaRecorder" in globalThis);
    button.addEventListener("click", () => (this.recorder ? this.recorder.stop() : this.start()));
  }

  async start() {
    if (this.isStarting) return;
    [this.isStarting, this.isDiscarded] = [true, false];
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
      if (this.isDiscarded) stopTracks(stream);
      else this.record(stream);
    } catch {
      this.onError(new Error(translate("The microphone can’t be used")));
    }
    this.isStarting = false;
  }

  /** @param {MediaStream} stream */
  record(stream) {
    const recorder = new MediaRecorder(stream);
    this.recorder = recorder;
    /** @type {Blob[]} */
    const parts = [];
    const startedAt = performance.now();
    const timer = setInterval(() => {
      const n = Math.floor((performance.now() - startedAt) / 1000);
      this.button.textContent = translate("Stop recording ({n} s)", { n });
    }, UPDATE_EVERY);
    recorder.addEventListener("dataavailable", ({ data }) => parts.push(data));
    recorder.addEventListener("stop", () => {
      clearInterval(timer);
      stopTracks(stream);
      this.recorder = null;
      this.button.textContent = this.label;
      if (!this.isDiscarded) this.onSound(new Blob(parts, { type: recorder.mimeType }));
    });
    recorder.start();
  }

  /** Ends a recording without using it. */
  discard() {
    this.isDiscarded = true;
    this.recorder?.stop();
  }
}

/** @param {MediaStream} stream */
function stopTracks(stream) {
  stream.getTracks().forEach((track) => track.stop());
}
